/** `npm run bench`: measures Slipway against references in one run. `npm run bench -- ks` runs one benchmark. */
import { ensureBuilt, ensureInstalled, reexecOnInstalledNode } from './bootstrap.mjs';

ensureInstalled();
await reexecOnInstalledNode();
await ensureBuilt();
await import('../bench/dist/run.js');
