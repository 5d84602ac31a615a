import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import helmet from 'helmet';
import { AppModule } from './app.module.js';
import { settings } from './settings.js';

const app = await NestFactory.create(AppModule);
app.use(helmet());
app.enableShutdownHooks();

const description = new DocumentBuilder()
  .setTitle('Payments ledger')
  .setVersion('2')
  .addBearerAuth()
  .build();
SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, description));

await app.listen(settings.PORT);
