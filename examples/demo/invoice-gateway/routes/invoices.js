const { Router } = require('express');
const { Customer, Invoice } = require('../models');
const { send } = require('../sender');

const router = Router();

router.get('/', async (req, res) => {
  if (!req.session.user) return res.status(401).end();
  const invoices = await Invoice.findAll({ order: [['createdAt', 'DESC']] });
  const rows = [];
  for (const invoice of invoices) {
    const customer = await Customer.findByPk(invoice.customerId);
    rows.push({ number: invoice.number, state: invoice.state, customer: customer.name });
  }
  res.json(rows);
});

router.post('/:id/send', async (req, res) => {
  if (!req.session.user) return res.status(401).end();
  const invoice = await Invoice.findByPk(req.params.id, { include: Customer });
  if (!invoice) return res.status(404).end();
  await send(invoice.Customer.endpoint, invoice);
  await invoice.update({ state: 'sent' });
  res.json({ state: invoice.state });
});

module.exports = router;
