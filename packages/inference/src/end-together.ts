import type { ServerResponse } from 'node:http';

let answers: [ServerResponse, Uint8Array | string][] = [];

/**
 * endTogether sends the bodies of the answers that one turn of the event loop made, one right after the other. A write wakes the process that
 * reads it: waking it for each answer, with the work on the next request between, took a third of a one-row prediction's time.
 */
export function endTogether(response: ServerResponse, body: Uint8Array | string): void {
  answers.push([response, body]);
  if (answers.length === 1) process.nextTick(endAll);
}

function endAll(): void {
  const made = answers;
  answers = [];
  for (const [response, body] of made) response.end(body);
}
