import Koa from 'koa';
import bodyParser from 'koa-bodyparser';
import jwt from 'koa-jwt';
import { dataSource } from './data-source.js';
import { router } from './routes.js';

await dataSource.initialize();

const app = new Koa();
app.use(async (context, next) => {
  try {
    await next();
  } catch (error) {
    const { status = 500, message } = error as { status?: number; message: string };
    context.status = status;
    context.body = { error: status < 500 ? message : 'something went wrong' };
  }
});
app.use(jwt({ secret: process.env.JWT_KEY ?? '' }).unless({ path: ['/gateway/answers'] }));
app.use(bodyParser());
app.use(router.routes());
app.listen(3400);
