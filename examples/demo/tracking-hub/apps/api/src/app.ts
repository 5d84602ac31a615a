import { zValidator } from '@hono/zod-validator';
import { desc, eq } from 'drizzle-orm';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import { z } from 'zod';
import { signedIn } from './auth.ts';
import { database } from './database.ts';
import { parcels, scans } from './schema.ts';
import { summary } from './summary.ts';

const Page = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  offset: z.coerce.number().int().min(0).default(0),
});

export const app = new Hono<{ Variables: { customer: string } }>();

app.use(secureHeaders());
app.use('/parcels/*', signedIn);

app.get('/parcels', signedIn, zValidator('query', Page), async (context) => {
  const { limit, offset } = context.req.valid('query');
  const found = await database
    .select()
    .from(parcels)
    .where(eq(parcels.customerId, context.get('customer')))
    .orderBy(desc(parcels.createdAt))
    .limit(limit)
    .offset(offset);
  return context.json({ parcels: found });
});

app.get('/parcels/:number', async (context) => {
  const parcel = await database.query.parcels.findFirst({
    where: eq(parcels.number, context.req.param('number')),
  });
  if (!parcel) throw new HTTPException(404, { message: 'no such parcel' });
  const seen = await database
    .select()
    .from(scans)
    .where(eq(scans.parcelId, parcel.id))
    .orderBy(desc(scans.scannedAt))
    .limit(100);
  return context.json({ ...parcel, ...summary(seen, new Date()) });
});

app.onError((error, context) => {
  if (error instanceof HTTPException) {
    return context.json({ error: error.message }, error.status);
  }
  console.error(error);
  return context.json({ error: 'something went wrong here' }, 500);
});
