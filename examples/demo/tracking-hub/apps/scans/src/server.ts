import rateLimit from '@fastify/rate-limit';
import amqp from 'amqplib';
import Fastify from 'fastify';
import { Redis } from 'ioredis';
import { isCarrier } from './carriers.ts';
import { Scans } from './scans.ts';

const QUEUE = 'scans';

const redis = new Redis(process.env.REDIS_URL ?? 'redis://localhost:6379');
const connection = await amqp.connect(process.env.AMQP_URL ?? 'amqp://localhost');
const channel = await connection.createConfirmChannel();
await channel.assertQueue(QUEUE, { durable: true });

const app = Fastify({ logger: true });
await app.register(rateLimit, { max: 600, timeWindow: '1 minute', redis });

app.post('/scans', async (request, reply) => {
  if (!isCarrier(request.headers.authorization)) {
    return reply.code(401).send({ error: 'unknown carrier' });
  }
  const parsed = Scans.safeParse(request.body);
  if (!parsed.success) {
    return reply.code(400).send({ error: parsed.error.issues });
  }
  for (const scan of parsed.data) {
    channel.sendToQueue(QUEUE, Buffer.from(JSON.stringify(scan)), { persistent: true });
  }
  await channel.waitForConfirms();
  return reply.code(202).send({ taken: parsed.data.length });
});

await app.listen({ port: 3002, host: '0.0.0.0' });
