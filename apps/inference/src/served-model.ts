import { readFile } from 'node:fs/promises';
import { BatchingRunner, readOnnxFacts, startInlineRunner, TurnRunner } from '@slipway/inference';
import type { ModelRunner, ModelTensors } from '@slipway/inference';

/** ServedModel is the one model of a replica, loaded and warm. */
export interface ServedModel extends ModelTensors {
  readonly runner: ModelRunner;
}

/** LoadOptions say how many threads a run takes, and how many rows of requests that come together share a run; null: each runs alone. */
export interface LoadOptions {
  readonly intraOpThreads: number;
  readonly batchRows: number | null;
  /** How long the first of them waits at most while the model is busy. */
  readonly batchDelayMs: number;
  /** Told how long each run of the model took, in ms. */
  readonly onRan: (runMs: number) => void;
}

/** loadServedModel reads, loads and warms a model in this process: a replica is a process of its own, it may die with its model. */
export async function loadServedModel(path: string, options: LoadOptions): Promise<ServedModel> {
  const { intraOpThreads, batchRows, batchDelayMs, onRan } = options;
  const bytes = await readFile(path);
  const { inputs, outputs } = readOnnxFacts(bytes);
  const model = told(await startInlineRunner(bytes, inputs, { intraOpThreads }), onRan);
  const takesManyRows = inputs.every(({ shape }) => shape[0] === -1);
  const runner =
    batchRows === null || !takesManyRows
      ? new TurnRunner(model)
      : new BatchingRunner(model, { maxRows: batchRows, maxDelayMs: batchDelayMs });
  return { inputs, tensorOutputs: outputs, runner };
}

/** Runs that callers share have nobody else who is told of them. */
function told(runner: ModelRunner, onRan: (runMs: number) => void): ModelRunner {
  const { kind, measuredRunMs } = runner;
  return {
    kind,
    measuredRunMs,
    run: (feeds, options) => runner.run(feeds, { ...options, onRan }),
    close: () => runner.close(),
  };
}
