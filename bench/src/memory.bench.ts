import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from './bench.js';
import { makeDataFolder, removeDataFolder, startSlipway } from './running-slipway.js';

const REST_MS = 10_000;

/** memoryBench weighs all parts together, PostgreSQL included: at rest after the start, and at rest after the demo. The limit is 700 MB. */
export const memoryBench: Bench = {
  name: 'memory',
  about: 'all parts together, at rest: pages shared by several counted once (PSS) and every time (RSS)',
  run: async () => {
    const folder = await makeDataFolder();
    const slipway = await startSlipway(folder);
    try {
      await sleep(REST_MS);
      const started = await slipway.resident();
      await slipway.runDemo();
      await sleep(REST_MS);
      const afterDemo = await slipway.resident();
      return [
        { name: 'after the start', value: started.pss, unit: 'MB' },
        { name: 'after the demo', value: afterDemo.pss, unit: 'MB' },
        { name: 'after the start, shared pages every time', value: started.rss, unit: 'MB' },
        { name: 'after the demo, shared pages every time', value: afterDemo.rss, unit: 'MB' },
      ];
    } finally {
      await slipway.stop();
      await removeDataFolder(folder);
    }
  },
};
