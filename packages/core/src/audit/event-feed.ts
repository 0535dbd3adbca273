import type { Log } from '../kernel/log.js';
import type { AuditRepository } from './audit.repository.js';

interface Listening {
  close(): Promise<void>;
}

/**
 * EventFeed shares one LISTEN connection among all readers of the event log. It only says "look again": what is new the reader asks the
 * log itself, so a lost notification costs a reader the time to its next poll and never an event.
 */
export class EventFeed {
  private readonly readers = new Set<() => void>();
  private listening: Listening | null = null;

  constructor(
    private readonly repository: AuditRepository,
    private readonly log: Log,
  ) {}

  /** follow calls `onNumbered` whenever events were numbered, until the returned function is called. */
  follow(onNumbered: () => void): () => void {
    this.readers.add(onNumbered);
    this.listening ??= this.repository.listen(
      () => this.readers.forEach((reader) => reader()),
      (error) => this.log.warn('event feed lost its connection', { error: error.message }),
    );
    return () => this.readers.delete(onNumbered);
  }

  /** close ends the connection; readers fall back to polling. */
  async close(): Promise<void> {
    this.readers.clear();
    await this.listening?.close();
    this.listening = null;
  }
}
