/** A worker that is there to be killed: does each job whose id comes as a line. argv: its settings as JSON, a folder for compiled code. */
import { enableCompileCache, flushCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import type { Log } from '../src/index.js';

const [, , settings = '{}', compiled] = process.argv;
enableCompileCache(compiled);
const { bindJobs, openCore, readSettings, runJob } = await import('../dist/index.js');
const quiet = (): void => undefined;
const log: Log = { info: quiet, warn: quiet, error: quiet };
const { core } = openCore({ settings: readSettings(JSON.parse(settings)), log, part: 'worker', connections: 3 });
const bound = bindJobs(core);
await core.kit.db.pool.query('SELECT 1');
// A killed process leaves no cache behind, and the next one has the same code to compile.
flushCompileCache();
for await (const id of createInterface({ input: process.stdin })) await runJob(core.kit.db, bound, id, log);
