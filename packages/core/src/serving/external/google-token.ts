import { createSign } from 'node:crypto';
import { z } from 'zod';

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const LIFE_SECONDS = 3_600;
/** A token is renewed so long before its end that no request is sent with one that ends on the way. */
const EARLY_MS = 60_000;

/** ServiceAccount is what Google's key file of a service account holds, as far as we need it. */
export const ServiceAccount = z.object({
  client_email: z.string().min(1),
  private_key: z.string().min(1),
  token_uri: z.url().default('https://oauth2.googleapis.com/token'),
});
export type ServiceAccount = z.infer<typeof ServiceAccount>;

/** AccessToken is what a request carries, and until when it is sent. */
export interface AccessToken {
  token: string;
  untilMs: number;
}

const Granted = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

/** googleGrant is the body that asks `token_uri` for an access token by a signed JWT (RFC 7523, as Google's service accounts use it). */
export function googleGrant({ client_email, private_key, token_uri }: ServiceAccount, now: Date): string {
  const iat = Math.floor(now.getTime() / 1_000);
  const claims = { iss: client_email, scope: SCOPE, aud: token_uri, iat, exp: iat + LIFE_SECONDS };
  const said = `${base64({ alg: 'RS256', typ: 'JWT' })}.${base64(claims)}`;
  const signature = createSign('RSA-SHA256').update(said).sign(private_key, 'base64url');
  return new URLSearchParams({ grant_type: GRANT, assertion: `${said}.${signature}` }).toString();
}

/** readGranted reads the answer of `token_uri`; one that is no token throws with what was said. */
export function readGranted({ status, body }: { status: number; body: string }, now: Date): AccessToken {
  const parsed = status === 200 ? Granted.safeParse(jsonOf(body)) : null;
  if (!parsed?.success) throw new Error(`Google gave no token: status ${status}, ${body.slice(0, 200)}`);
  const { access_token, expires_in } = parsed.data;
  return { token: access_token, untilMs: now.getTime() + expires_in * 1_000 - EARLY_MS };
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
