import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Redis } from 'ioredis';
import { settings } from '../settings.js';

@Injectable()
export class CacheService implements OnModuleDestroy {
  private readonly redis = new Redis(settings.REDIS_URL);

  /** What is kept under a key, or what `load` answers, which is then kept for some seconds. */
  async remember<T>(key: string, seconds: number, load: () => Promise<T>): Promise<T> {
    const kept = await this.redis.get(key);
    if (kept !== null) return JSON.parse(kept) as T;
    const value = await load();
    await this.redis.set(key, JSON.stringify(value), 'EX', seconds);
    return value;
  }

  async forget(...keys: string[]): Promise<void> {
    await this.redis.del(...keys);
  }

  async onModuleDestroy() {
    await this.redis.quit();
  }
}
