import assert from 'node:assert/strict';
import { test } from 'node:test';

const base = process.env.BASE_URL ?? 'http://localhost:3400';

test('a declaration needs a token', async () => {
  const answer = await fetch(`${base}/declarations`);

  assert.equal(answer.status, 401);
});
