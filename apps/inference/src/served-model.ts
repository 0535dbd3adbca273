import { readFile } from 'node:fs/promises';
import { readOnnxFacts, startInlineRunner, TurnRunner } from '@slipway/inference';
import type { ModelRunner, ModelTensors } from '@slipway/inference';

/** ServedModel is the one model of a replica, loaded and warm. */
export interface ServedModel extends ModelTensors {
  readonly runner: ModelRunner;
}

/** loadServedModel reads, loads and warms a model in this process: a replica is a process of its own, it may die with its model. */
export async function loadServedModel(path: string, intraOpThreads: number): Promise<ServedModel> {
  const bytes = await readFile(path);
  const { inputs, outputs } = readOnnxFacts(bytes);
  const runner = new TurnRunner(await startInlineRunner(bytes, inputs, { intraOpThreads }));
  return { inputs, tensorOutputs: outputs, runner };
}
