const express = require('express');
const bodyParser = require('body-parser');
const session = require('express-session');
const redis = require('redis');
const RedisStore = require('connect-redis')(session);
const { sequelize } = require('./models');

const app = express();

app.use(bodyParser.json());
app.use(
  session({
    store: new RedisStore({ client: redis.createClient(process.env.REDIS_URL) }),
    secret: process.env.SESSION_SECRET,
    resave: false,
    saveUninitialized: false,
  })
);

app.use('/invoices', require('./routes/invoices'));
app.use('/customers', require('./routes/customers'));

sequelize.sync().then(() => {
  app.listen(process.env.PORT || 8080);
});
