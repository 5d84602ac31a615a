import { z } from 'zod';

const Settings = z.object({
  DATABASE_URL: z.url(),
  REDIS_URL: z.url(),
  TOKEN_ISSUER: z.url(),
  TOKEN_AUDIENCE: z.string().min(1),
  TOKEN_KEYS_URL: z.url(),
  PORT: z.coerce.number().int().default(3000),
});

export const settings = Settings.parse(process.env);
