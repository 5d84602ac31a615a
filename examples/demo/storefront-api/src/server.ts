import { build } from './app.ts';
import { settings } from './settings.ts';

const app = await build();
await app.listen({ port: settings.port, host: '0.0.0.0' });
