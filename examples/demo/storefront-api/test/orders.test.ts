import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from '../src/app.ts';
import { database } from '../src/database.ts';

const app = await build();
const headers = { authorization: `Bearer ${app.jwt.sign({ sub: 'c-1' })}` };

beforeAll(() => database.migrate.latest());
afterAll(() => database.destroy());

test('an order that was placed is the first of the list', async () => {
  const payload = { lines: [{ article: 'box-s', count: 2 }] };

  const placed = await app.inject({ method: 'POST', url: '/orders', headers, payload });
  const listed = await app.inject({ url: '/orders?limit=1', headers });

  expect(placed.statusCode).toBe(201);
  expect(listed.json()).toEqual([placed.json()]);
});

test('who has not the role cancels nothing', async () => {
  const url = '/orders/3d0b7ed0-2f5c-4f0c-8a39-0d1f6c7f0b5e';

  expect((await app.inject({ method: 'DELETE', url, headers })).statusCode).toBe(403);
});
