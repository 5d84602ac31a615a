const { Router } = require('express');
const { Customer } = require('../models');

const router = Router();

router.get('/', async (req, res) => {
  if (!req.session.user) return res.status(401).end();
  res.json(await Customer.findAll());
});

router.post('/', async (req, res) => {
  if (!req.session.user) return res.status(401).end();
  res.status(201).json(await Customer.create(req.body));
});

module.exports = router;
