export const up = (knex) =>
  knex.schema.createTable('order_lines', (table) => {
    table.uuid('id').primary().defaultTo(knex.fn.uuid());
    table.uuid('order_id').notNullable().references('orders.id').onDelete('CASCADE').index();
    table.string('article', 40).notNullable();
    table.integer('count').notNullable();
  });

export const down = (knex) => knex.schema.dropTable('order_lines');
