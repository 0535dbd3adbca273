import { listen } from '@slipway/db';
import type { Kit } from './kit.js';

/** Channel is what the database announces when a transaction commits; whoever hears it re-reads the rows. */
export type Channel = 'slipway_jobs' | 'slipway_events' | 'slipway_numbered' | 'slipway_routes';

/** hear calls `onHeard` whenever a channel is announced, and after the connection came back. The returned function ends it. */
export function hear(kit: Kit, channel: Channel, onHeard: () => void): () => Promise<void> {
  const listener = listen({
    url: kit.settings.databaseUrl,
    channels: [channel],
    onNotify: onHeard,
    onConnected: onHeard,
    onLost: (error) => kit.log.warn('lost the announcements of the database', { channel, error: error.message }),
  });
  listener.ready.catch(() => undefined);
  return () => listener.close();
}
