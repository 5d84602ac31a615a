import { timingSafeEqual } from 'node:crypto';

const keys = (process.env.CARRIER_KEYS ?? '').split(',').filter(Boolean);

export function isCarrier(authorization: string | undefined): boolean {
  const sent = Buffer.from(authorization?.replace(/^Bearer /, '') ?? '');
  return keys.some((key) => {
    const known = Buffer.from(key);
    return known.length === sent.length && timingSafeEqual(known, sent);
  });
}
