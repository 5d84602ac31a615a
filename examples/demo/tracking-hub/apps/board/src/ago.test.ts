import { expect, test } from 'vitest';
import { ago } from './ago.ts';

const now = new Date('2026-09-10T12:00:00Z');

test.each([
  ['2026-09-10T11:59:30Z', 'just now'],
  ['2026-09-10T11:15:00Z', '45 min ago'],
  ['2026-09-10T09:00:00Z', '3 h ago'],
  ['2026-09-07T12:00:00Z', '3 d ago'],
])('%s is %s', (then, said) => {
  expect(ago(new Date(then), now)).toBe(said);
});
