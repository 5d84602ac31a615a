const { DataTypes } = require('sequelize');

module.exports = (sequelize) =>
  sequelize.define('Customer', {
    name: { type: DataTypes.STRING, allowNull: false },
    endpoint: { type: DataTypes.STRING, allowNull: false },
  });
