import { Redis } from 'ioredis';
import { settings } from './settings.ts';

const redis = new Redis(settings.redisUrl);

/** What is kept under a key, or what `load` answers, which is then kept for some seconds. */
export async function cached<T>(key: string, seconds: number, load: () => Promise<T>): Promise<T> {
  const kept = await redis.get(key);
  if (kept !== null) return JSON.parse(kept) as T;
  const value = await load();
  await redis.set(key, JSON.stringify(value), 'EX', seconds);
  return value;
}
