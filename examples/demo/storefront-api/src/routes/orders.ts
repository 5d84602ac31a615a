import type { FastifyInstance } from 'fastify';
import { database } from '../database.ts';
import { linesOf, type NewOrder } from '../lines.ts';
import { requireRole } from '../roles.ts';

const newOrder = {
  type: 'object',
  required: ['lines'],
  additionalProperties: false,
  properties: {
    lines: {
      type: 'array',
      minItems: 1,
      maxItems: 50,
      items: {
        type: 'object',
        required: ['article', 'count'],
        properties: {
          article: { type: 'string', minLength: 1, maxLength: 40 },
          count: { type: 'integer', minimum: 1, maximum: 999 },
        },
      },
    },
  },
};
const page = {
  type: 'object',
  properties: {
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    offset: { type: 'integer', minimum: 0, default: 0 },
  },
};
const oneOrder = {
  type: 'object',
  properties: { id: { type: 'string', format: 'uuid' } },
};

export async function orders(app: FastifyInstance) {
  app.get<{ Querystring: { limit: number; offset: number } }>(
    '/',
    { schema: { querystring: page } },
    async (request) => {
      const { sub } = request.user as { sub: string };
      return database('orders')
        .where({ customer: sub })
        .orderBy('placed_at', 'desc')
        .limit(request.query.limit)
        .offset(request.query.offset);
    },
  );

  app.post<{ Body: NewOrder }>('/', { schema: { body: newOrder } }, async (request, reply) => {
    const { sub } = request.user as { sub: string };
    const placed = await database.transaction(async (transaction) => {
      const [order] = await transaction('orders').insert({ customer: sub }).returning('*');
      await transaction('order_lines').insert(linesOf(order.id, request.body));
      return order;
    });
    return reply.code(201).send(placed);
  });

  app.delete<{ Params: { id: string } }>(
    '/:id',
    { onRequest: requireRole('support'), schema: { params: oneOrder } },
    async (request, reply) => {
      await database('orders').where({ id: request.params.id }).update({ state: 'cancelled' });
      return reply.code(204).send();
    },
  );
}
