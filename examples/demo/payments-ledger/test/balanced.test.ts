import { describe, expect, it } from 'vitest';
import { isBalanced } from '../src/transfers/balanced.js';

describe('isBalanced', () => {
  it('holds where the lines add up to zero', () => {
    expect(
      isBalanced([
        { accountId: 'customer', amount: -1250n },
        { accountId: 'freight', amount: 1000n },
        { accountId: 'tax', amount: 250n },
      ]),
    ).toBe(true);
  });

  it('does not hold where something is lost', () => {
    expect(
      isBalanced([
        { accountId: 'customer', amount: -1250n },
        { accountId: 'freight', amount: 1000n },
      ]),
    ).toBe(false);
  });

  it('needs two sides', () => {
    expect(isBalanced([{ accountId: 'customer', amount: 0n }])).toBe(false);
  });
});
