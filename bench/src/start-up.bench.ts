import type { Bench } from './bench.js';
import { makeDataFolder, removeDataFolder, startSlipway } from './running-slipway.js';

/** startUpBench times `npm start` until ready, on an empty data folder and again on the same data. */
export const startUpBench: Bench = {
  name: 'start-up',
  about: 'from the command until /readyz says ready, installed and built',
  run: async () => {
    const folder = await makeDataFolder();
    try {
      const first = await startSlipway(folder);
      await first.stop();
      const second = await startSlipway(folder);
      await second.stop();
      return [
        { name: 'first start', value: first.readyAfterMs / 1000, unit: 's' },
        { name: 'second start', value: second.readyAfterMs / 1000, unit: 's' },
      ];
    } finally {
      await removeDataFolder(folder);
    }
  },
};
