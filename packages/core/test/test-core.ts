import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@slipway/testkit';
import { bindJobs, createCore, numberEvents, readSettings, runJob, runReactions, takeDueJobs } from '../src/index.js';
import type { Actor, Core, Log } from '../src/index.js';

const ADA = '01990000-0000-7000-8000-000000000ada';

/** TestCore is the product on a database and a folder of its own. */
export interface TestCore {
  core: Core;
  actor: Actor;
  folder: string;
  url: string;
  logged: string[];
  /** The time that the product sees; `advance` moves it. */
  advance(seconds: number): void;
  /** Numbers events, reacts to them and does every due job, until nothing is left: what a worker does, without a queue. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/** openTestCore opens it; `stop` drops everything. */
export async function openTestCore(env: Record<string, string> = {}): Promise<TestCore> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-core-'));
  const { url, database, drop } = await createTestDatabase();
  const logged: string[] = [];
  const note = (message: string, details?: Record<string, unknown>): void =>
    void logged.push(`${message} ${JSON.stringify(details ?? {})}`);
  const log: Log = { info: note, warn: note, error: note };
  let aheadMs = 0;
  const clock = { now: () => new Date(Date.now() + aheadMs) };
  const core = createCore({
    database,
    settings: readSettings({ DATABASE_URL: url, SLIPWAY_DATA: folder, ...env }),
    log,
    clock,
  });
  const bound = bindJobs(core);
  const settle = async (): Promise<void> => {
    for (;;) {
      const numbered = await numberEvents(core.kit.db, 'test');
      const reacted = await runReactions(core);
      const due = await takeDueJobs(core.kit.db);
      for (const { id } of due) await runJob(core.kit.db, bound, id, log);
      if (numbered + reacted + due.length === 0) return;
    }
  };
  return {
    core,
    actor: {
      kind: 'user',
      id: ADA,
      personId: ADA,
      name: 'Ada',
      scopes: ['admin'],
      workspaceId: 'default',
      requestId: null,
    },
    folder,
    url,
    logged,
    advance: (seconds) => {
      aheadMs += seconds * 1000;
    },
    settle,
    stop: async () => {
      await core.audit.feed.close();
      await drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
