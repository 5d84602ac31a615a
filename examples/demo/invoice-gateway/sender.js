/** Delivers an invoice to a customer's accounting system; it answers 2xx when it has taken it. */
async function send(endpoint, invoice) {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ number: invoice.number, cents: invoice.cents }),
  });
  if (!answer.ok) throw new Error(`${endpoint} answered ${answer.status}`);
}

module.exports = { send };
