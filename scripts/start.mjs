/** `npm start`: makes sure of packages, Node and build, then hands over to the supervisor of apps/supervisor. */
import { fileURLToPath } from 'node:url';
import { ensureBuilt, ensureInstalled, reexecOnInstalledNode } from './bootstrap.mjs';

const startedAt = Date.now();
ensureInstalled();
await reexecOnInstalledNode();
await ensureBuilt();
const { runSupervisor } = await import('../apps/supervisor/dist/main.js');
await runSupervisor({ root: fileURLToPath(new URL('..', import.meta.url)), startedAt });
