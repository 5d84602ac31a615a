import type { FastifyRequest } from 'fastify';

/** Lets only those go on who have a role. */
export const requireRole = (role: string) => async (request: FastifyRequest) => {
  const { roles = [] } = request.user as { roles?: string[] };
  if (!roles.includes(role)) throw Object.assign(new Error(`needs ${role}`), { statusCode: 403 });
};
