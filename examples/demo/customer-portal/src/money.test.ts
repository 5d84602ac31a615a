import { expect, test } from 'vitest';
import { euros } from './money.ts';

test.each([
  [0, '€0.00'],
  [1250, '€12.50'],
  [123_456, '€1,234.56'],
])('%i cents are %s', (cents, shown) => {
  expect(euros(cents)).toBe(shown);
});
