import { createServer } from 'node:http';
import { once } from 'node:events';

/** ReceivedAlert is one message as Slack would have shown it. */
export interface ReceivedAlert {
  readonly text: string;
}

/** AlertReceiver stands where Slack's servers would: it takes incoming-webhook messages on loopback and keeps them. */
export interface AlertReceiver {
  readonly url: string;
  readonly received: readonly ReceivedAlert[];
  close(): void;
}

const path = '/services/T000DEMO/B000DEMO/flights';

/** startAlertReceiver listens on `port` of loopback and answers as Slack documents: `ok`, `invalid_payload`, `no_text`, `no_service`. */
export async function startAlertReceiver(port: number): Promise<AlertReceiver> {
  const received: ReceivedAlert[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [status, answer] =
        request.url === path && request.method === 'POST'
          ? take(Buffer.concat(chunks).toString(), received)
          : [404, 'no_service'];
      response.writeHead(status, { 'content-type': 'text/html' }).end(answer);
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      `cannot listen for alerts on port ${port} (${error.code}): start Slipway and the demo with another SLIPWAY_DEMO_RECEIVER_PORT`,
    );
  });
  return { url: `http://127.0.0.1:${port}${path}`, received, close: () => server.close() };
}

function take(body: string, received: ReceivedAlert[]): [number, string] {
  try {
    const message: unknown = JSON.parse(body);
    if (typeof message !== 'object' || message === null) return [400, 'invalid_payload'];
    const text = 'text' in message ? message.text : undefined;
    if (typeof text !== 'string' || text === '') return [400, 'no_text'];
    received.push({ text });
    return [200, 'ok'];
  } catch {
    return [400, 'invalid_payload'];
  }
}
