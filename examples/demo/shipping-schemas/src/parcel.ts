import { z } from 'zod';
import { Address } from './address.js';
import { Money } from './money.js';

export const ParcelNumber = z.string().regex(/^BQ\d{10}$/);

export const Parcel = z.object({
  number: ParcelNumber,
  sender: Address,
  receiver: Address,
  grams: z.number().int().positive().max(31_500),
  insured: Money.optional(),
});

export type Parcel = z.infer<typeof Parcel>;
