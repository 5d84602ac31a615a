import Router from '@koa/router';
import Joi from 'joi';
import { dataSource } from './data-source.js';
import { Declaration } from './declaration.js';
import { submit } from './gateway.js';

const declaration = Joi.object({
  parcel: Joi.string()
    .pattern(/^BQ\d{10}$/)
    .required(),
  items: Joi.array()
    .items({
      tariff: Joi.string()
        .pattern(/^\d{6,10}$/)
        .required(),
      cents: Joi.number().integer().min(1).required(),
    })
    .min(1)
    .required(),
});

export const router = new Router();
const declarations = () => dataSource.getRepository(Declaration);

router.get('/declarations', async (context) => {
  context.body = await declarations().find({ relations: { items: true } });
});

router.post('/declarations', async (context) => {
  const { value, error } = declaration.validate(context.request.body);
  if (error) context.throw(400, error.message);
  context.status = 201;
  context.body = await declarations().save(value);
});

router.post('/declarations/:id/submit', async (context) => {
  const found = await declarations().findOne({
    where: { id: context.params.id },
    relations: { items: true },
  });
  if (!found) context.throw(404, 'no such declaration');
  await submit(found as Declaration);
  await declarations().update(context.params.id, { state: 'submitted' });
  context.status = 202;
});

router.post('/gateway/answers', async (context) => {
  const { parcel, state } = context.request.body as { parcel: string; state: string };
  await declarations().update({ parcel }, { state });
  context.status = 204;
});
