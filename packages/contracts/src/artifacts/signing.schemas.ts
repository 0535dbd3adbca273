import { z } from 'zod';
import { Timestamp } from '../kernel/names.js';

/** SigningKey is a public key whose signatures a workspace trusts; the private one never leaves the operator. */
export const SigningKey = z.object({
  name: z.string(),
  /** sha256 of the key's PEM text, the `hint` of OpenSSF bundles. */
  fingerprint: z.string(),
  algorithm: z.string(),
  publicKey: z.string(),
  createdBy: z.string(),
  createdAt: Timestamp,
});
export type SigningKey = z.infer<typeof SigningKey>;

/** NewSigningKey carries a public key as PEM: Ed25519, or ECDSA on P-256, P-384 or P-521. */
export const NewSigningKey = z.strictObject({ publicKey: z.string().max(10_000) });

/** SigningPolicy says whether an endpoint may only be given versions with a valid signature. */
export const SigningPolicy = z.strictObject({ requireSigned: z.boolean() });
export type SigningPolicy = z.infer<typeof SigningPolicy>;

/**
 * SignatureBundle is a detached signature as OpenSSF Model Signing 1.0 writes it (`model_signing sign key`): a DSSE envelope around an in-toto
 * statement that names every file of the version with its sha256. Other fields of a Sigstore bundle are kept and not looked at.
 */
export const SignatureBundle = z.looseObject({
  dsseEnvelope: z.looseObject({
    payload: z.base64().max(2_000_000),
    payloadType: z.literal('application/vnd.in-toto+json'),
    signatures: z
      .array(z.looseObject({ sig: z.base64().max(2_000) }))
      .min(1)
      .max(10),
  }),
});
export type SignatureBundle = z.infer<typeof SignatureBundle>;

/** VersionSignature is one signature of a version and whether it holds now, by the keys that are trusted now. */
export const VersionSignature = z.object({
  fingerprint: z.string(),
  /** The trusted key's name; null when it is trusted no more. */
  key: z.string().nullable(),
  valid: z.boolean(),
  /** Why it does not hold. */
  reason: z.string().nullable(),
  bundle: SignatureBundle,
  createdBy: z.string(),
  createdAt: Timestamp,
});
export type VersionSignature = z.infer<typeof VersionSignature>;

/** SignatureReport is what is known of a version's signatures; `signed` when at least one holds. */
export const SignatureReport = z.object({
  signed: z.boolean(),
  required: z.boolean(),
  signatures: z.array(VersionSignature),
});
export type SignatureReport = z.infer<typeof SignatureReport>;

/** SigningStatement is what a signature has to cover: the in-toto statement of a version's files. */
export const SigningStatement = z.object({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  subject: z.array(z.object({ name: z.string(), digest: z.object({ sha256: z.string() }) })),
  predicateType: z.literal('https://model_signing/signature/v1.0'),
  predicate: z.object({
    serialization: z.object({
      method: z.literal('files'),
      hash_type: z.literal('sha256'),
      allow_symlinks: z.literal(false),
      ignore_paths: z.array(z.string()),
    }),
    resources: z.array(z.object({ name: z.string(), algorithm: z.literal('sha256'), digest: z.string() })),
  }),
});
export type SigningStatement = z.infer<typeof SigningStatement>;
