const { Router } = require('express');
const { Customer, Invoice } = require('../models');

const router = Router();

router.get('/', async (req, res) => {
  if (!req.session.user) return res.status(401).end();
  res.json(await Customer.findAll());
});

router.post('/', async (req, res) => {
  if (!req.session.user) return res.status(401).end();
  res.status(201).json(await Customer.create(req.body));
});

router.post('/:id/close', async (req, res) => {
  if (!req.session.user) return res.status(401).end();
  await Invoice.update({ state: 'void' }, { where: { customerId: req.params.id, state: 'new' } });
  await Customer.destroy({ where: { id: req.params.id } });
  res.status(204).end();
});

module.exports = router;
