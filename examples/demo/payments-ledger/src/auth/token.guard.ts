import {
  type CanActivate,
  type ExecutionContext,
  Injectable,
  UnauthorizedException,
} from '@nestjs/common';
import type { Request } from 'express';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { settings } from '../settings.js';

export type Caller = { name: string; roles: string[] };
export type SignedRequest = Request & { caller?: Caller };

const keys = createRemoteJWKSet(new URL(settings.TOKEN_KEYS_URL));

@Injectable()
export class TokenGuard implements CanActivate {
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<SignedRequest>();
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    if (scheme !== 'Bearer' || !token) throw new UnauthorizedException();
    request.caller = await this.verify(token);
    return true;
  }

  private async verify(token: string): Promise<Caller> {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: settings.TOKEN_ISSUER,
        audience: settings.TOKEN_AUDIENCE,
      });
      const roles = Array.isArray(payload.roles) ? payload.roles.map(String) : [];
      return { name: payload.sub ?? 'unknown', roles };
    } catch {
      throw new UnauthorizedException();
    }
  }
}
