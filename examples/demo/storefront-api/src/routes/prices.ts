import type { FastifyInstance } from 'fastify';
import { cached } from '../cache.ts';

const RATE_ENGINE = process.env.RATE_ENGINE_URL ?? 'https://rates.brightquay.example';
const shipment = {
  type: 'object',
  required: ['zone', 'grams'],
  properties: {
    zone: { type: 'string', maxLength: 8 },
    grams: { type: 'integer', minimum: 1, maximum: 31_500 },
  },
};

export async function prices(app: FastifyInstance) {
  app.get<{ Querystring: { zone: string; grams: number } }>(
    '/',
    { schema: { querystring: shipment } },
    async (request) => {
      const { zone, grams } = request.query;
      return cached(`price:${zone}:${grams}`, 300, async () => {
        const answer = await fetch(`${RATE_ENGINE}/quotes`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ zone, grams }),
        });
        return answer.json();
      });
    },
  );
}
