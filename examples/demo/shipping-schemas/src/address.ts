import { z } from 'zod';

export const Address = z.object({
  name: z.string().min(1).max(80),
  street: z.string().min(1).max(120),
  postcode: z.string().min(2).max(12),
  city: z.string().min(1).max(80),
  country: z.string().regex(/^[A-Z]{2}$/),
});

export type Address = z.infer<typeof Address>;
