const { Sequelize } = require('sequelize');

const sequelize = new Sequelize(process.env.DATABASE_URL, { dialect: 'postgres', logging: false });

const Customer = require('./customer')(sequelize);
const Invoice = require('./invoice')(sequelize);

Customer.hasMany(Invoice, { foreignKey: 'customerId' });
Invoice.belongsTo(Customer, { foreignKey: 'customerId' });

module.exports = { sequelize, Customer, Invoice };
