import { createMiddleware } from 'hono/factory';
import { HTTPException } from 'hono/http-exception';
import { createRemoteJWKSet, jwtVerify } from 'jose';

const issuer = process.env.TOKEN_ISSUER ?? 'https://sign-in.brightquay.example/';
const keys = createRemoteJWKSet(new URL('.well-known/jwks.json', issuer));

export const signedIn = createMiddleware<{ Variables: { customer: string } }>(
  async (context, next) => {
    const [scheme, token] = (context.req.header('Authorization') ?? '').split(' ');
    if (scheme !== 'Bearer' || !token) throw new HTTPException(401, { message: 'sign in first' });
    const { payload } = await jwtVerify(token, keys, { issuer }).catch(() => {
      throw new HTTPException(401, { message: 'sign in again' });
    });
    context.set('customer', String(payload.sub));
    await next();
  },
);
