import type { CreatedApiToken, Me, NewApiToken } from '@slipway/contracts';

/** Person is somebody who signed in, as a browser does: a session cookie, and a CSRF token for what changes something. */
export interface Person {
  me: Me;
  /** Makes an API token and returns its secret. */
  newToken(name: string, scopes: NewApiToken['scopes']): Promise<string>;
}

/** signIn opens a session with the secret of a one-time link. */
export async function signIn(url: string, oneTimeSecret: string): Promise<Person> {
  const post = (path: string, body: object, headers: Record<string, string>): Promise<Response> =>
    fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url, ...headers },
      body: JSON.stringify(body),
    });
  const response = await post('/session', { oneTimeSecret }, {});
  const me = await answerOf<Me>(response);
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const session = { cookie, 'x-csrf-token': me.csrfToken ?? '' };
  return {
    me,
    newToken: async (name, scopes) =>
      (await answerOf<CreatedApiToken>(await post('/tokens', { name, scopes }, session))).secret,
  };
}

async function answerOf<T>(response: Response): Promise<T> {
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
