/** Preloaded into a client under test: notes every write that Slipway acknowledged, one JSON line each, as the client saw it. */
import { appendFileSync } from 'node:fs';
import { answersFile } from './env.ts';

const file = answersFile();
const send = globalThis.fetch;

if (file !== undefined) {
  globalThis.fetch = async (input, init) => {
    const response = await send(input, init);
    if (response.ok && init?.method !== undefined && init.method !== 'GET') {
      const sent = typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : null;
      const path = new URL(input instanceof Request ? input.url : input).pathname;
      const answer = await response.clone().json();
      appendFileSync(file, `${JSON.stringify({ method: init.method, path, sent, answer })}\n`);
    }
    return response;
  };
}
