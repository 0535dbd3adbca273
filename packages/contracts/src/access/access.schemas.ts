import { z } from 'zod';
import { Id, LabelName, Timestamp } from '../kernel/names.js';
import { Role, Scope } from '../kernel/scope.js';

/** Me describes the caller: name, role, and what the request may do. */
export const Me = z.object({
  kind: z.enum(['user', 'token']),
  name: z.string(),
  role: Role,
  scopes: z.array(Scope),
  workspace: z.string(),
  csrfToken: z.string().nullable(),
});
export type Me = z.infer<typeof Me>;

/** ApiToken describes a token; its secret is shown once, when it is made. */
export const ApiToken = z.object({
  id: Id,
  name: z.string(),
  scopes: z.array(Scope),
  lastFour: z.string(),
  createdAt: Timestamp,
  createdBy: z.string(),
  expiresAt: Timestamp.nullable(),
  lastUsedAt: Timestamp.nullable(),
  revokedAt: Timestamp.nullable(),
});
export type ApiToken = z.infer<typeof ApiToken>;

/** NewApiToken asks for a token with some of the caller's scopes. */
export const NewApiToken = z.strictObject({
  name: LabelName,
  scopes: z.array(Scope).min(1).max(6),
  expiresInDays: z.number().int().min(1).max(3650).default(90),
});
export type NewApiToken = z.infer<typeof NewApiToken>;

/** CreatedApiToken is the only answer that ever holds a token's secret. */
export const CreatedApiToken = ApiToken.extend({ secret: z.string() });
export type CreatedApiToken = z.infer<typeof CreatedApiToken>;

/** User is a person with an account. */
export const User = z.object({
  id: Id,
  name: z.string(),
  role: Role,
  createdAt: Timestamp,
  disabledAt: Timestamp.nullable(),
});
export type User = z.infer<typeof User>;
