export const settings = {
  databaseUrl: process.env.DATABASE_URL,
  redisUrl: process.env.REDIS_URL ?? 'redis://localhost:6379/0',
  tokenKey: process.env.TOKEN_KEY ?? '',
  port: Number(process.env.PORT ?? 3100),
  isProduction: process.env.NODE_ENV === 'production',
};
