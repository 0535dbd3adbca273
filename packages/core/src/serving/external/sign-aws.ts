import { createHash, createHmac } from 'node:crypto';
import { z } from 'zod';

/** AwsCredentials is what the secret of a target with AWS' sign-in holds. */
export const AwsCredentials = z.object({
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  sessionToken: z.string().min(1).optional(),
});
export type AwsCredentials = z.infer<typeof AwsCredentials>;

/** AwsRequest is a request about to be signed; header names are in lower case, and `url` has no query. */
export interface AwsRequest {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

/**
 * signAws returns the headers that sign a request by Signature Version 4 (AWS, "Create a signed AWS API request"): the time, a session's token,
 * and the authorization over all headers given, host and these.
 */
export function signAws(
  { method, url, headers, body }: AwsRequest,
  scope: { region: string; service: string },
  { accessKeyId, secretAccessKey, sessionToken }: AwsCredentials,
  now: Date,
): Record<string, string> {
  const time = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const added = { 'x-amz-date': time, ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }) };
  const signed = Object.entries({ ...headers, ...added, host: url.host }).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const canonical = [
    method,
    url.pathname.split('/').map(encodePart).join('/'),
    '',
    ...signed.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}`),
    '',
    names,
    sha256(body),
  ].join('\n');
  const day = time.slice(0, 8);
  const within = `${day}/${scope.region}/${scope.service}/aws4_request`;
  const key = [day, scope.region, scope.service, 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${secretAccessKey}`,
  );
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, within, sha256(canonical)].join('\n')).toString('hex');
  return {
    ...added,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${within}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** What a URL leaves as it is, such as `!`, AWS wants encoded; and what is encoded already it wants encoded once more. */
const encodePart = (part: string): string =>
  encodeURIComponent(part).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
