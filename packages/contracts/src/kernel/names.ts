import { z } from 'zod';

/** Id is a UUID made by the server. */
export const Id = z.uuid();

/** Timestamp is an RFC 3339 time in UTC. */
export const Timestamp = z.iso.datetime({ offset: true });

/** Digest addresses a file by the sha256 of its bytes. */
export const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'must be sha256: and 64 lower-case hex digits');

const LABEL = /^[\p{L}\p{N}][\p{L}\p{N} ._+%-]{0,199}$/u;

/** LabelName is the grammar of every name that is neither a model nor an endpoint: no path, URL or control characters. */
export const LabelName = z
  .string()
  .max(200)
  .transform((name) => name.normalize('NFC'))
  .pipe(
    z.string().regex(LABEL, 'must start with a letter or digit and hold only letters, digits, space and . _ + % -'),
  );

/** ModelName is what MLflow accepts: up to 256 characters without slash, colon or control characters. */
export const ModelName = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^/:\\\p{C}]+$/u, 'must not hold slashes, colons or control characters')
  .regex(/^\S(.*\S)?$/su, 'must not start or end with white space')
  .refine((name) => name !== '.' && name !== '..', 'must not be a relative path');

/** EndpointName is a DNS label: it becomes part of addresses and is unique per installation. */
export const EndpointName = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'must be lower-case letters, digits and hyphens, at most 63');

/** VersionNumber counts a model's versions from 1. */
export const VersionNumber = z.coerce.number().int().positive().max(2_147_483_647);

/** FilePath is a relative path inside a version's manifest; it is a label and never reaches the file system. */
export const FilePath = z
  .string()
  .min(1)
  .max(500)
  .regex(/^[^\\\p{C}:#?;]+$/u, 'must not hold backslashes, control characters or : # ? ;')
  .refine(
    (path) => path.split('/').every((part) => part !== '' && part !== '.' && part !== '..'),
    'must be a plain relative path',
  );

/** Tags are short labels on a thing. */
export const Tags = z
  .record(z.string().min(1).max(250), z.string().max(5000))
  .refine((tags) => Object.keys(tags).length <= 100, 'at most 100 tags');
export type Tags = z.infer<typeof Tags>;

/** Description is free text for people, rendered as text only. */
export const Description = z.string().max(20_000);
