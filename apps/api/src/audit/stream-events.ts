import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import type { auditEndpoints, LoggedEvent } from '@slipway/contracts';
import { errorText, SlipwayError, type Actor, type Core } from '@slipway/core';
import type { CallOf } from '../http/operation.js';
import { sessionCookie } from '../http/session-cookie.js';
import { Wakeups } from './wakeups.js';

const BATCH = 200;
const POLL_MS = 1_000;
const HEARTBEAT_MS = 15_000;

/**
 * streamEvents follows the event log as server-sent events. `Last-Event-ID` (or `after`) continues right after that event; without it the
 * stream starts at now. It wakes by LISTEN and looks each second besides, because a LISTEN connection can die unseen. Before anything is
 * sent the caller's right to it is looked at again: a stream outlives sign-outs and revoked tokens.
 */
export async function streamEvents(
  core: Core,
  stopping: AbortSignal,
  call: CallOf<(typeof auditEndpoints)['streamEvents']>,
): Promise<StreamableFile> {
  const { actor, query, request, reply } = call;
  const from = lastEventId(request.headers['last-event-id']) ?? query.after ?? (await core.audit.lastSeq());
  void reply.header('x-accel-buffering', 'no').header('cache-control', 'no-store');
  const { authorization, cookie } = request.headers;
  const mayRead = async (): Promise<boolean> => {
    const credential = await core.access.authenticate({ authorization, session: sessionCookie(cookie) });
    return credential?.scopes.includes('read') ?? false;
  };
  return new StreamableFile(
    Readable.from(frames(core, stopping, { actor, mayRead }, from), { objectMode: false, highWaterMark: 64 * 1024 }),
    { type: 'text/event-stream; charset=utf-8' },
  );
}

interface Reader {
  actor: Actor;
  mayRead(): Promise<boolean>;
}

async function* frames(core: Core, stopping: AbortSignal, reader: Reader, from: number): AsyncGenerator<string> {
  const wakeups = new Wakeups(stopping);
  const unfollow = core.audit.feed.follow(wakeups.wake);
  let seq = from;
  let spokeAt = performance.now();
  try {
    yield `retry: 1000\n: following after ${seq}\n\n`;
    while (!stopping.aborted) {
      const events = await newEvents(core, reader, seq);
      if (events === 'not allowed') return;
      if (events.length > 0) {
        yield events.map(frame).join('');
        seq = events.at(-1)?.seq ?? seq;
        spokeAt = performance.now();
      } else if (performance.now() - spokeAt >= HEARTBEAT_MS) {
        yield ': still here\n\n';
        spokeAt = performance.now();
      }
      if (events.length < BATCH) await wakeups.next(POLL_MS);
    }
  } finally {
    unfollow();
    wakeups.close();
  }
}

/** While the database is away the stream stays: a browser that is refused once does not come back by itself. */
async function newEvents(
  core: Core,
  { actor, mayRead }: Reader,
  seq: number,
): Promise<readonly LoggedEvent[] | 'not allowed'> {
  try {
    const events = await core.audit.eventsAfter(actor, seq, BATCH);
    return events.length > 0 && !(await mayRead()) ? 'not allowed' : events;
  } catch (error) {
    core.kit.log.warn('event stream cannot read', { error: errorText(error) });
    return [];
  }
}

const frame = (event: LoggedEvent): string => `id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`;

function lastEventId(header: string | string[] | undefined): number | undefined {
  if (header === undefined || header === '') return undefined;
  if (!/^\d{1,15}$/.test(String(header)))
    throw new SlipwayError('invalid_request', 'Last-Event-ID: must be the id of an event.', [
      { path: 'Last-Event-ID', message: 'must be a number' },
    ]);
  return Number(header);
}
