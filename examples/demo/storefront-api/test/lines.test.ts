import { expect, test } from 'vitest';
import { linesOf } from '../src/lines.ts';

test('each article is one line', () => {
  const lines = [
    { article: 'box-s', count: 2 },
    { article: 'tape', count: 1 },
    { article: 'box-s', count: 3 },
  ];

  expect(linesOf('o-1', { lines })).toEqual([
    { order_id: 'o-1', article: 'box-s', count: 5 },
    { order_id: 'o-1', article: 'tape', count: 1 },
  ]);
});
