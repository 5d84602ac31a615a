import helmet from '@fastify/helmet';
import jwt from '@fastify/jwt';
import swagger from '@fastify/swagger';
import Fastify from 'fastify';
import { orders } from './routes/orders.ts';
import { prices } from './routes/prices.ts';
import { settings } from './settings.ts';

export async function build() {
  const app = Fastify({ logger: settings.isProduction });
  await app.register(helmet);
  await app.register(jwt, { secret: settings.tokenKey });
  await app.register(swagger, { openapi: { info: { title: 'Storefront', version: '1' } } });

  app.addHook('onRequest', async (request) => {
    if (!request.url.startsWith('/docs')) await request.jwtVerify();
  });
  app.setErrorHandler((error, request, reply) => {
    if (!error.statusCode || error.statusCode >= 500) request.log.error(error);
    reply.code(error.statusCode ?? 500).send({ error: error.statusCode ? error.message : 'sorry' });
  });
  app.get('/docs/json', () => app.swagger());

  await app.register(orders, { prefix: '/orders' });
  await app.register(prices, { prefix: '/prices' });
  return app;
}
