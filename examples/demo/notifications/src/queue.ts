import amqp from 'amqplib';
import { database } from './database.js';
import { send } from './mailer.js';
import { text } from './texts.js';

/** Sends what the other services put into the queue. */
export async function listen() {
  const connection = await amqp.connect(process.env.AMQP_URL ?? 'amqp://localhost');
  const channel = await connection.createChannel();
  await channel.assertQueue('notifications', { durable: true });
  await channel.consume('notifications', async (message) => {
    if (!message) return;
    const { kind, customer, name, address, parcel } = JSON.parse(message.content.toString());
    const { subject, html } = text(kind, parcel, name);
    await send(address, subject, html);
    await database.query('INSERT INTO messages (customer, kind) VALUES ($1, $2)', [customer, kind]);
    channel.ack(message);
  });
}
