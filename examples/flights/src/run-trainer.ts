import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BoostingOptions } from './boosted-trees.js';
import type { TrainerFolders } from './env.js';
import { exportFlightDelayModel, flightDelaySchema } from './export-onnx.js';
import { tableRows } from './features.js';
import { defaultBoosting, measureFlightDelayModel, trainFlightDelayModel } from './train.js';
import type { FlightDelayQuality } from './train.js';
import { readLoggedRows, tableOfLogged } from './training-rows.js';

const heldOutShare = 0.2;
const fewestRows = 500;

/**
 * runTrainer makes a new version from logged predictions with outcomes: it trains on the earlier four
 * fifths and measures on the latest fifth (as it will be used: on what comes after), then trains on all rows, and writes `model.onnx`, `metrics.json`, `params.json` and `schema.json`. `params.json` of the input may set any
 * of the boosting options. The same input gives the same bytes. Throws with fewer than 500 rows with an outcome.
 */
export async function runTrainer(
  { input, output }: TrainerFolders,
  report: (line: string) => void,
): Promise<FlightDelayQuality> {
  const params = await readParams(input);
  const table = tableOfLogged(await readLoggedRows(input));
  if (table.count < fewestRows) {
    throw new Error(`${table.count} rows have an outcome: ${fewestRows} are needed for a model`);
  }
  const firstHeldOut = Math.floor(table.count * (1 - heldOutShare));
  const training = tableRows(table, (row) => row < firstHeldOut);
  const heldOut = tableRows(table, (row) => row >= firstHeldOut);
  report(`${table.count} flights with outcomes: ${training.count} to train on, the latest ${heldOut.count} held out`);
  const quality = measureFlightDelayModel(trainFlightDelayModel(training, params), heldOut);
  report(`held-out AUC ${quality.auc.toFixed(4)}, log loss ${quality.logLoss.toFixed(4)}; now on all flights`);

  const onTree = (done: number) => {
    if (done % 10 === 0 || done === params.trees) report(`tree ${done} of ${params.trees}`);
  };
  const model = trainFlightDelayModel(table, { ...params, onTree });

  const metrics = {
    auc: quality.auc,
    log_loss: quality.logLoss,
    late_share: quality.lateShare,
    training_rows: table.count,
    held_out_rows: heldOut.count,
  };
  await mkdir(output, { recursive: true });
  await writeFile(join(output, 'model.onnx'), exportFlightDelayModel(model));
  await writeFile(join(output, 'metrics.json'), jsonText(metrics));
  await writeFile(join(output, 'params.json'), jsonText(params));
  await writeFile(join(output, 'schema.json'), jsonText(flightDelaySchema));
  report('wrote model.onnx, metrics.json, params.json and schema.json');
  return quality;
}

async function readParams(folder: string): Promise<BoostingOptions> {
  const path = join(folder, 'params.json');
  if (!existsSync(path)) return defaultBoosting;
  const given = Object.entries((JSON.parse(await readFile(path, 'utf8')) ?? {}) as object).map(optionOf);
  return { ...defaultBoosting, ...(Object.fromEntries(given) as Partial<BoostingOptions>) };
}

/** Slipway gives parameters as texts. */
function optionOf([name, text]: [string, unknown]): [string, number] {
  if (!Object.hasOwn(defaultBoosting, name)) throw new Error(`params.json: ${name} is not a parameter of this trainer`);
  const value = typeof text === 'boolean' || text === null ? NaN : Number(text);
  if (!(value > 0 && value < Infinity)) throw new Error(`params.json: ${name} must be a number above 0`);
  return [name, value];
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
