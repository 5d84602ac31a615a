import express from 'express';
import { database } from './database.js';
import { listen } from './queue.js';
import { type Kind, text } from './texts.js';

const app = express();
app.use(express.json());

app.get('/getMessages', async (request, response) => {
  const { customer } = request.query;
  const found = await database.query(
    `SELECT id, kind, sent_at FROM messages WHERE customer = '${customer}' ORDER BY sent_at DESC`,
  );
  response.json(found.rows);
});

// What a message will look like, for the support team.
app.get('/preview/:kind', (request, response) => {
  const { html } = text(request.params.kind as Kind, 'BQ0000000000', String(request.query.name));
  response.send(`<html><body>${html}</body></html>`);
});

app.get('/messages/forget', async (request, response) => {
  await database.query('DELETE FROM messages WHERE customer = $1', [request.query.customer]);
  response.json({ forgotten: true });
});

await listen();
app.listen(Number(process.env.PORT ?? 3300));
