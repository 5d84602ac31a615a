import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RolesGuard } from '../src/auth/roles.guard.js';
import { TokenGuard } from '../src/auth/token.guard.js';

process.env.TOKEN_ISSUER ??= 'https://issuer.test/';
process.env.TOKEN_AUDIENCE ??= 'payments-ledger';
process.env.TOKEN_KEYS_URL ??= 'https://issuer.test/keys';

// Against the database that DATABASE_URL names; in CI that is a service of the job.
describe('POST /transfers', () => {
  let app: INestApplication;
  let accounts: string[];

  beforeAll(async () => {
    const { AppModule } = await import('../src/app.module.js');
    const module = await Test.createTestingModule({ imports: [AppModule] })
      .overrideProvider(TokenGuard)
      .useValue({ canActivate: () => true })
      .overrideProvider(RolesGuard)
      .useValue({ canActivate: () => true })
      .compile();
    app = module.createNestApplication();
    await app.init();
  });

  beforeEach(async () => {
    accounts = [];
    for (const customerId of [crypto.randomUUID(), crypto.randomUUID()]) {
      const opened = await request(app.getHttpServer())
        .post('/accounts')
        .send({ customerId, currency: 'EUR' })
        .expect(201);
      accounts.push(opened.body.id);
    }
  });

  afterAll(() => app.close());

  it('moves money from one account to another', async () => {
    await request(app.getHttpServer())
      .post('/transfers')
      .send({
        reference: crypto.randomUUID(),
        bookedOn: '2026-05-18',
        lines: [
          { accountId: accounts[0], amount: '-500' },
          { accountId: accounts[1], amount: '500' },
        ],
      })
      .expect(201);

    const balance = await request(app.getHttpServer()).get(`/accounts/${accounts[1]}/balance`);
    expect(balance.body).toEqual({ currency: 'EUR', amount: '500' });
  });

  it('refuses one that does not add up', async () => {
    await request(app.getHttpServer())
      .post('/transfers')
      .send({
        reference: crypto.randomUUID(),
        bookedOn: '2026-05-18',
        lines: [
          { accountId: accounts[0], amount: '-500' },
          { accountId: accounts[1], amount: '499' },
        ],
      })
      .expect(422);
  });
});
