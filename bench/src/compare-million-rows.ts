/** Compares a million rows with a million others, feature after feature, as a job does that reads one pair of columns at a time. argv: how many features; prints MillionRows. */
import { ksTwoSample } from '@slipway/stats';
import { cpuMs } from './bench.js';
import { pairsOf } from './calibration/pairs-of.js';

/** MillionRows are the processor time of the tests (drawing the rows is not counted) and the most memory that the process held. */
export interface MillionRows {
  cpuMs: number;
  mostBytes: number;
}

const next = pairsOf(1_000_000);
let ms = 0;
for (let feature = 0; feature < Number(process.argv[2]); feature += 1) {
  const [x, y] = next();
  ms += cpuMs(() => ksTwoSample(x, y));
}
const measured: MillionRows = { cpuMs: ms, mostBytes: process.resourceUsage().maxRSS * 1024 };
process.stdout.write(JSON.stringify(measured));
