import type { LoggedEvent } from '@slipway/contracts';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { staleAfter } from './live-table.js';

/** LiveState is what the live mark says: following events, coming back, or how long nothing came. */
export interface LiveState {
  mode: 'connecting' | 'live' | 'offline';
  /** Milliseconds since 1970 of the change into this mode. */
  since: number;
  lastEvent: LoggedEvent | null;
}

const REFETCH_EVERY_MS = 1000;
const OFFLINE_AFTER_MS = 4000;

let state: LiveState = { mode: 'connecting', since: Date.now(), lastEvent: null };
const listeners = new Set<() => void>();

/** useLive tells whether this page follows the event log. */
export function useLive(): LiveState {
  return useSyncExternalStore(subscribe, () => state);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: Partial<LiveState>): void {
  const moved = next.mode !== undefined && next.mode !== state.mode;
  state = { ...state, ...next, since: moved ? Date.now() : state.since };
  for (const listener of listeners) listener();
}

/** useLiveEvents opens the one event stream of this page while it is mounted; each event makes the answers of its domain stale. */
export function useLiveEvents(): void {
  const client = useQueryClient();
  useEffect(() => follow(client), [client]);
}

function follow(client: QueryClient): () => void {
  const refetch = collector(client);
  let offlineTimer: ReturnType<typeof setTimeout> | undefined;
  let reopenTimer: ReturnType<typeof setTimeout> | undefined;
  let lastSeq: number | undefined;
  let wasOffline = false;
  let source = open();

  function open(): EventSource {
    const stream = new EventSource(`/api/v1/events${lastSeq === undefined ? '' : `?after=${lastSeq}`}`);
    stream.addEventListener('open', () => {
      clearTimeout(offlineTimer);
      offlineTimer = undefined;
      change({ mode: 'live' });
      // What changed while nobody listened is unknown, so all of it is asked again.
      if (wasOffline) void client.invalidateQueries();
      wasOffline = false;
    });
    stream.addEventListener('message', ({ data, lastEventId }: MessageEvent<string>) => {
      lastSeq = Number(lastEventId);
      const event = JSON.parse(data) as LoggedEvent;
      change({ lastEvent: event });
      refetch.add(event.kind);
    });
    stream.addEventListener('error', () => {
      offlineTimer ??= setTimeout(() => {
        wasOffline = true;
        change({ mode: 'offline' });
      }, OFFLINE_AFTER_MS);
      // A refused stream is closed for good by the browser; a broken one comes back by itself.
      if (stream.readyState === EventSource.CLOSED) reopenTimer = setTimeout(() => (source = open()), OFFLINE_AFTER_MS);
    });
    return stream;
  }

  return () => {
    clearTimeout(offlineTimer);
    clearTimeout(reopenTimer);
    refetch.stop();
    source.close();
  };
}

/** One refetch a second at most, however many events come. */
function collector(client: QueryClient): { add: (kind: string) => void; stop: () => void } {
  const stale = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let flushedAt = 0;
  const flush = (): void => {
    timer = undefined;
    flushedAt = Date.now();
    const prefixes = [...stale];
    stale.clear();
    void client.invalidateQueries({
      predicate: ({ queryKey }) => prefixes.some((prefix) => String(queryKey[0]).startsWith(prefix)),
    });
  };
  return {
    add: (kind) => {
      for (const prefix of staleAfter(kind)) stale.add(prefix);
      timer ??= setTimeout(flush, Math.max(50, flushedAt + REFETCH_EVERY_MS - Date.now()));
    },
    stop: () => clearTimeout(timer),
  };
}
