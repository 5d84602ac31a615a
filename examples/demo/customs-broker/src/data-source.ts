import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { Declaration, Item } from './declaration.js';

export const dataSource = new DataSource({
  type: 'mysql',
  host: process.env.DB_HOST,
  username: 'root',
  password: process.env.DB_PASSWORD,
  database: 'customs',
  entities: [Declaration, Item],
  synchronize: true,
});
