import { z } from 'zod';

export const Scans = z
  .array(
    z.object({
      parcel: z.string().regex(/^BQ\d{10}$/),
      place: z.string().min(1).max(80),
      scannedAt: z.iso.datetime(),
    }),
  )
  .min(1)
  .max(500);
