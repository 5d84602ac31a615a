import { index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

export const parcels = pgTable(
  'parcels',
  {
    id: uuid().primaryKey().defaultRandom(),
    number: text().notNull().unique(),
    customerId: text('customer_id').notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index('parcels_customer_idx').on(table.customerId, table.createdAt)],
);

export const scans = pgTable(
  'scans',
  {
    id: uuid().primaryKey().defaultRandom(),
    parcelId: uuid('parcel_id')
      .notNull()
      .references(() => parcels.id, { onDelete: 'cascade' }),
    place: text().notNull(),
    scannedAt: timestamp('scanned_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('scans_parcel_idx').on(table.parcelId, table.scannedAt)],
);
