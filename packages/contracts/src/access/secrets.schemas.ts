import { z } from 'zod';
import { LabelName, Timestamp } from '../kernel/names.js';

/** SecretHost is a host name and port, or a name alone for 443, that a secret may be sent to. */
export const SecretHost = z
  .string()
  .max(260)
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/, 'must be a host name in lower case, with a port or without');

/** NamedSecret is what is shown of a secret: never its value. */
export const NamedSecret = z.object({
  name: z.string(),
  hosts: z.array(z.string()).describe('the only hosts that it is sent to'),
  createdBy: z.string(),
  updatedAt: Timestamp,
});
export type NamedSecret = z.infer<typeof NamedSecret>;

/** SecretContent is a secret's value, and where it may go; both are given together, so that nobody redirects a value that another one stored. */
export const SecretContent = z.strictObject({
  value: z.string().min(1).max(20_000),
  hosts: z.array(SecretHost).min(1).max(20),
});
export type SecretContent = z.infer<typeof SecretContent>;

/** SecretName is how targets name a secret. */
export const SecretName = LabelName;
