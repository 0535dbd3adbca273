/** `npm run demo`: drives the whole loop on real flights against the Slipway that `npm start` runs. */
import { ensureBuilt, ensureInstalled, reexecOnInstalledNode } from './bootstrap.mjs';

ensureInstalled();
await reexecOnInstalledNode();
await ensureBuilt();
await import('../examples/flights/dist/demo/demo.js');
