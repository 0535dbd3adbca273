import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@slipway/db';
import { createTestDatabase } from '@slipway/testkit';
import { bindJobs, createCore, numberEvents, readSettings, runJob, runReactions, takeDueJobs } from '../src/index.js';
import type { Actor, Core, Log } from '../src/index.js';
import { isMany } from './env.js';

const ADA = '01990000-0000-7000-8000-000000000ada';

/** TestCore is the product on a database and a folder of its own. */
export interface TestCore {
  /** In the suite `many` there are two, with connections and memory of their own: each look at it is the other one, as a load balancer would have it. */
  readonly core: Core;
  actor: Actor;
  folder: string;
  url: string;
  logged: string[];
  /** The time that the product sees; `advance` moves it. */
  advance(seconds: number): void;
  /** Numbers events, reacts to them and does every due job, until nothing is left: what a worker does, without a queue. Of two, both at once. */
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
  const further = isMany() ? [openDatabase({ url, max: 5, applicationName: 'slipway-test-too' })] : [];
  const settings = readSettings({ DATABASE_URL: url, SLIPWAY_DATA: folder, ...env });
  const cores = [database, ...further].map((one) => createCore({ database: one, settings, log, clock }));
  const workers = cores.map((core, at) => workerOf(core, `test-${at}`));
  const settle = async (): Promise<void> => {
    while ((await Promise.all(workers.map((work) => work()))).some((did) => did > 0));
  };
  let turn = 0;
  return {
    get core() {
      turn += 1;
      return cores[turn % cores.length]!;
    },
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
      for (const core of cores) await core.audit.feed.close();
      for (const one of further) await one.close();
      await drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One round of a worker; it returns how much there was to do. */
function workerOf(core: Core, name: string): () => Promise<number> {
  const bound = bindJobs(core);
  const { db, log } = core.kit;
  return async () => {
    const numbered = await numberEvents(db, name);
    const reacted = await runReactions(core);
    const due = await takeDueJobs(db);
    for (const { id } of due) await runJob(db, bound, id, log);
    return numbered + reacted + due.length;
  };
}
