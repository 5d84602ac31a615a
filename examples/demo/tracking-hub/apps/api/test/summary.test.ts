import { expect, test } from 'vitest';
import { summary } from '../src/summary.ts';

const now = new Date('2026-09-10T12:00:00Z');

test('a parcel that nobody has scanned is announced', () => {
  expect(summary([], now)).toEqual({ state: 'announced' });
});

test('the newest scan says where it is', () => {
  const scannedAt = new Date('2026-09-10T08:00:00Z');

  expect(summary([{ place: 'Rotterdam', scannedAt }], now)).toEqual({
    state: 'moving',
    place: 'Rotterdam',
    since: scannedAt,
  });
});

test('after five quiet days it counts as lost', () => {
  const scannedAt = new Date('2026-09-05T11:59:59Z');

  expect(summary([{ place: 'Rotterdam', scannedAt }], now).state).toBe('lost');
});
