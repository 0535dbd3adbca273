/** The trainer of the Titanic story: fits the weights of the version that serves to what became of logged passengers. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLinearPipeline, withWeights, type LinearPipeline } from '@slipway/testkit';
import { trainerFolders } from './env.ts';
import { titanicSchema, type Passenger } from './titanic.ts';

const STEPS = 1_000;
const RATE = 0.5;
const RIDGE = 1e-3;

const { input, output } = trainerFolders();
const parent = await readFile(join(input, 'parent.onnx'));
const lines = (await readFile(join(input, 'dataset.jsonl'), 'utf8')).trim().split('\n');
const rows = lines.map((line) => JSON.parse(line) as Passenger & { actual: string });
const pipeline = readLinearPipeline(parent);
const columns = rows.map((row) => columnsOf(row, pipeline));
const outcomes = rows.map(({ actual }) => Number(actual));
const { weights, intercept } = fit(columns, outcomes, pipeline);
const loss = logLoss(columns, outcomes, weights, intercept);
process.stdout.write(`${rows.length} passengers, log loss ${loss.toFixed(4)}\n`);
await writeFile(join(output, 'model.onnx'), withWeights(parent, weights, intercept));
await writeFile(join(output, 'schema.json'), JSON.stringify(titanicSchema));
await writeFile(join(output, 'metrics.json'), JSON.stringify({ log_loss: loss }));

/** The order is that of the pipeline: age and fare scaled, then port, sex and class as one column each. */
function columnsOf({ pclass, sex, age, fare, embarked }: Passenger, { medians, offset, scale }: LinearPipeline) {
  const numbers = [age, fare].map((value, i) => ((value ?? medians[i]!) - offset[i]!) * scale[i]!);
  const oneOf = (value: string | number, known: (string | number)[]) => known.map((one) => Number(one === value));
  return [
    ...numbers,
    ...oneOf(embarked, ['C', 'Q', 'S', 'missing']),
    ...oneOf(sex, ['female', 'male']),
    ...oneOf(pclass, [1, 2, 3]),
  ];
}

/** Gradient descent on the log loss with a little ridge, from where the parent stands. */
function fit(x: number[][], y: number[], start: LinearPipeline): { weights: number[]; intercept: number } {
  const fitted = [...start.weights];
  let bias = start.intercept;
  for (let step = 0; step < STEPS; step += 1) {
    const errors = x.map((row, i) => probability(row, fitted, bias) - y[i]!);
    const slopes = fitted.map((weight, j) => mean(errors.map((error, i) => error * x[i]![j]!)) + RIDGE * weight);
    slopes.forEach((slope, j) => (fitted[j]! -= RATE * slope));
    bias -= RATE * mean(errors);
  }
  return { weights: fitted, intercept: bias };
}

function logLoss(x: number[][], y: number[], w: number[], bias: number): number {
  return mean(x.map((row, i) => -Math.log(y[i] === 1 ? probability(row, w, bias) : 1 - probability(row, w, bias))));
}

function probability(row: number[], w: number[], bias: number): number {
  return 1 / (1 + Math.exp(-row.reduce((sum, value, j) => sum + value * w[j]!, bias)));
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
