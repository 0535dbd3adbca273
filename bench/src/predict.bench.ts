import type { Bench } from './bench.js';
import { CALLERS, compareInTurns, startBareServer } from './compare-in-turns.js';
import { deployFlights } from './deploy-flights.js';
import { makeDataFolder, removeDataFolder, startSlipway } from './running-slipway.js';
import { spendLogAllowance } from './spend-log-allowance.js';

const BATCH_ROWS = 100;

/** predictBench compares predictions of plain rows through the gateway (authenticated, measured, counted, 200 rows a second logged) with a bare server of the same model. */
export const predictBench: Bench = {
  name: 'predict',
  about: `rows as JSON, ${CALLERS} callers, in turns with a bare node:http + onnxruntime server`,
  run: async () => {
    const folder = await makeDataFolder();
    const slipway = await startSlipway(folder);
    try {
      const { modelFile, predictUrl: url, headers, rows } = await deployFlights(slipway, folder);
      const bare = await startBareServer('rows', modelFile);
      const bodyOf = (count: number): string => JSON.stringify({ rows: rows.slice(0, count) });
      await spendLogAllowance(url, headers, bodyOf);
      const compare = (count: number) => {
        const body = bodyOf(count);
        const each = count === 1 ? '1 row' : `${count} rows`;
        const ours = { target: { url, headers, body }, processorMs: slipway.processorMs };
        const theirs = { target: { url: bare.url, headers: {}, body }, processorMs: bare.processorMs };
        return compareInTurns(each, ours, theirs);
      };
      const figures = [...(await compare(1)), ...(await compare(BATCH_ROWS))];
      bare.stop();
      return figures;
    } finally {
      await slipway.stop();
      await removeDataFolder(folder);
    }
  },
};
