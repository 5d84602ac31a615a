import knex from 'knex';
import { settings } from './settings.ts';

export const database = knex({ client: 'pg', connection: settings.databaseUrl });
