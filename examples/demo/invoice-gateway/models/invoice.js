const { DataTypes } = require('sequelize');

module.exports = (sequelize) =>
  sequelize.define('Invoice', {
    number: { type: DataTypes.STRING, allowNull: false, unique: true },
    cents: { type: DataTypes.INTEGER, allowNull: false },
    state: { type: DataTypes.STRING, defaultValue: 'new' },
  });
