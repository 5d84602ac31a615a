export const up = (knex) =>
  knex.schema.createTable('orders', (table) => {
    table.uuid('id').primary().defaultTo(knex.fn.uuid());
    table.string('customer', 64).notNullable();
    table.string('state', 20).notNullable().defaultTo('open');
    table.timestamp('placed_at').notNullable().defaultTo(knex.fn.now());
    table.index(['customer', 'placed_at']);
  });

export const down = (knex) => knex.schema.dropTable('orders');
