import pg from 'pg';

const PING_EVERY_MS = 15_000;
const PING_LIMIT_MS = 5_000;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;

/** ListenOptions: what to listen to and whom to tell. */
export interface ListenOptions {
  url: string;
  channels: readonly string[];
  onNotify(channel: string, payload: string): void;
  /** Called when the connection breaks; notifications are lost from here until `onConnected`. */
  onLost?(error: Error): void;
  /** Called each time LISTEN stands, the first time too. `again` tells a reconnection, after which the caller re-reads its rows. */
  onConnected?(again: boolean): void;
  applicationName?: string;
}

/** Listener is a dedicated LISTEN connection. `ready` resolves when it stands for the first time. */
export interface Listener {
  ready: Promise<void>;
  close(): Promise<void>;
}

/**
 * listen keeps one connection that LISTENs on `channels` and comes back by itself (100 ms doubling to 5 s) after a break.
 * A half-open socket is noticed within 20 s by a ping. A notification is a hint only: rows hold the truth.
 */
export function listen(options: ListenOptions): Listener {
  const stop = new AbortController();
  let first: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (first = resolve));
  let delayMs = FIRST_DELAY_MS;
  let connected = false;

  const holdConnection = async (): Promise<void> => {
    const client = new pg.Client({
      connectionString: options.url,
      application_name: options.applicationName ?? 'slipway-listen',
      keepAlive: true,
      keepAliveInitialDelayMillis: PING_EVERY_MS,
      connectionTimeoutMillis: PING_LIMIT_MS,
      query_timeout: PING_LIMIT_MS,
    });
    const broken = new Promise<Error>((resolve) => {
      client.on('error', resolve);
      client.on('end', () => resolve(new Error('the database closed the connection')));
    });
    const stopped = untilAborted(stop.signal);
    try {
      await client.connect();
      client.on('notification', (message) => options.onNotify(message.channel, message.payload ?? ''));
      for (const channel of options.channels) await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      delayMs = FIRST_DELAY_MS;
      options.onConnected?.(connected);
      connected = true;
      first();
      const failure = await Promise.race([broken, pingUntilFailure(client, stop.signal), stopped]);
      if (failure !== undefined) throw failure;
    } finally {
      client.removeAllListeners('notification');
      // A broken socket never answers the goodbye, so nobody waits for it.
      const goodbye = client.end().catch(() => undefined);
      if (stop.signal.aborted) await Promise.race([goodbye, pause(PING_LIMIT_MS)]);
    }
  };

  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        await holdConnection();
      } catch (error) {
        if (stop.signal.aborted) return;
        options.onLost?.(error as Error);
        await pause(delayMs, stop.signal);
        delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS);
      }
    }
  };
  const finished = run();
  return {
    ready,
    close: async () => {
      stop.abort();
      await finished;
    },
  };
}

async function pingUntilFailure(client: pg.Client, signal: AbortSignal): Promise<Error | undefined> {
  for (;;) {
    await pause(PING_EVERY_MS, signal);
    if (signal.aborted) return undefined;
    try {
      await client.query('SELECT 1');
    } catch (error) {
      return error as Error;
    }
  }
}

function untilAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

/** pause waits, or returns early when `signal` aborts. It never keeps the process alive by itself. */
function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    if (signal?.aborted) done();
    signal?.addEventListener('abort', done, { once: true });
  });
}
