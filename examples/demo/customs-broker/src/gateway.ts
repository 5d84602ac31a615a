import type { Declaration } from './declaration.js';

const user = process.env.GATEWAY_USER;
const password = process.env.GATEWAY_PASSWORD;

export async function submit(declaration: Declaration) {
  const answer = await fetch(`${process.env.CUSTOMS_GATEWAY}/declarations`, {
    method: 'PUT',
    headers: {
      Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify(declaration),
  });
  if (!answer.ok) throw new Error(`the gateway answered ${answer.status}`);
}
