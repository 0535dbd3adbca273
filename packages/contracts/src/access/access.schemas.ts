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
  /** The person whose role bounds the token and with whose account it ends; null for the operator's own. */
  owner: z.string().nullable(),
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

/** User is a person with an account; without a password only a sign-in link opens it. */
export const User = z.object({
  id: Id,
  name: z.string(),
  role: Role,
  hasPassword: z.boolean(),
  createdAt: Timestamp,
  lastSignedInAt: Timestamp.nullable(),
  disabledAt: Timestamp.nullable(),
});
export type User = z.infer<typeof User>;

/** NewUser asks for an account with a role; the answer brings the link that opens it. */
export const NewUser = z.strictObject({ name: LabelName, role: Role });
export type NewUser = z.infer<typeof NewUser>;

/** UserChange gives a person another role, or closes and reopens the account. */
export const UserChange = z
  .strictObject({ role: Role.optional(), disabled: z.boolean().optional() })
  .refine(({ role, disabled }) => role !== undefined || disabled !== undefined, 'names neither role nor disabled');
export type UserChange = z.infer<typeof UserChange>;

/** SignInLink opens one account once; it is shown only in the answer that makes it. */
export const SignInLink = z.object({ user: User, signInUrl: z.string(), expiresAt: Timestamp });
export type SignInLink = z.infer<typeof SignInLink>;
