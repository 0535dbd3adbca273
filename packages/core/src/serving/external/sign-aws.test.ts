import { expect, test } from 'vitest';
import { signAws } from './sign-aws.js';

/** Examples of AWS' own test suite for Signature Version 4. */
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const scope = { region: 'us-east-1', service: 'service' };
const now = new Date('2015-08-30T12:36:00Z');
const sign = (method: string, path = '/', more: object = {}) =>
  signAws(
    { method, url: new URL(`https://example.amazonaws.com${path}`), headers: {}, body: new Uint8Array() },
    scope,
    { ...credentials, ...more },
    now,
  );

test.each([
  ['GET', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['POST', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
])('%s of the root is signed as the example says', (method, signature) => {
  expect(sign(method)).toEqual({
    'x-amz-date': '20150830T123600Z',
    authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
  });
});

test("a session's token is sent and signed, and another path or body is another signature", () => {
  const plain = sign('POST');
  const session = sign('POST', '/', { sessionToken: 'abc' });
  expect(session).toMatchObject({ 'x-amz-security-token': 'abc' });
  expect(session['authorization']).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token');
  expect(sign('POST', '/a b')['authorization']).not.toBe(plain['authorization']);
});
