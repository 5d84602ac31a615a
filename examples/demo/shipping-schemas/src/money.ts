import { z } from 'zod';

/** An amount in the smallest unit of its currency, as text: JSON's numbers lose large ones. */
export const Money = z.object({
  amount: z.string().regex(/^-?\d{1,18}$/),
  currency: z.string().regex(/^[A-Z]{3}$/),
});

export type Money = z.infer<typeof Money>;
