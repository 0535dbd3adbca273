import { z } from 'zod';
import { SecretName } from '../access/secrets.schemas.js';
import { Description, VersionNumber } from '../kernel/names.js';
import { RegistryTags, VersionSchema } from './registry.schemas.js';

/**
 * TargetProtocol is how an endpoint of others is spoken to. `json` follows the target's own mapping; `sagemaker` and `vertex` are `json` with the
 * shape and the sign-in of those services.
 */
export const TargetProtocol = z.enum([
  'json',
  'open-inference',
  'tensorflow-serving',
  'torchserve',
  'sagemaker',
  'vertex',
]);
export type TargetProtocol = z.infer<typeof TargetProtocol>;

/** TargetAuth is how a target knows us; a secret is named and looked up when it is needed, so its next value needs no new version. */
export const TargetAuth = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('bearer'), secret: SecretName }),
  z.strictObject({
    kind: z.literal('header'),
    header: z.string().regex(/^[a-z][a-z0-9-]{0,99}$/i, 'must be the name of a header'),
    secret: SecretName,
  }),
  z.strictObject({
    kind: z.literal('aws'),
    region: z.string().regex(/^[a-z0-9-]{2,40}$/, 'must be a region such as eu-west-1'),
    service: z
      .string()
      .regex(/^[a-z0-9-]{2,40}$/)
      .default('sagemaker'),
    secret: SecretName.describe('holds {"accessKeyId", "secretAccessKey", "sessionToken"?}'),
  }),
  z.strictObject({ kind: z.literal('google'), secret: SecretName.describe("holds a service account's key file") }),
]);
export type TargetAuth = z.infer<typeof TargetAuth>;

/** JsonPointer is RFC 6901 with one addition: a part `*` stands for each element of a list. */
const JsonPointer = z
  .string()
  .max(500)
  .regex(/^(\/[^/]*)*$/, 'must be empty or start with a slash');

/** ExternalTarget is an endpoint of others as an immutable version describes it. */
export const ExternalTarget = z.strictObject({
  protocol: TargetProtocol,
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .describe('the address that takes predictions, path included'),
  auth: TargetAuth.default({ kind: 'none' }),
  timeoutMs: z.number().int().min(100).max(30_000).default(10_000),
  request: z
    .json()
    .optional()
    .describe(
      'the body sent: "{{rows}}" becomes a list of objects by feature, "{{values}}" a list of lists in the order of the features',
    ),
  response: z
    .record(z.string().max(256), JsonPointer)
    .default({})
    .describe('where each output is in the answer: /predictions/*/score'),
});
export type ExternalTarget = z.infer<typeof ExternalTarget>;

/** NewExternalVersion registers an endpoint of others as a version; its columns are those of another version of the model, or are given. */
export const NewExternalVersion = z.strictObject({
  target: ExternalTarget,
  schemaOf: VersionNumber.optional().describe(
    'the version whose columns and outputs it has; the newest one that says them unless told',
  ),
  schema: VersionSchema.optional(),
  description: Description.default(''),
  tags: RegistryTags.default({}),
});
export type NewExternalVersion = z.infer<typeof NewExternalVersion>;
