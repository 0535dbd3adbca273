import { basename } from 'node:path';
import { openAsBlob } from 'node:fs';
import { endpointTable, type FeedbackItem } from '@slipway/contracts';
import { shown, waitFor, type Answer, type Asked, type Command } from '../command.js';
import { namedNumbers } from '../named-values.js';
import { UsageError } from '../usage-error.js';

/** feedbackCommands: what became of predictions. */
export const feedbackCommands: readonly Command[] = [
  {
    words: 'feedback send',
    arguments: [],
    about: 'Say what became of a prediction: of its id, or of an endpoint and a key',
    options: {
      prediction: { kind: 'text', about: 'the id that the prediction came with; ID/3 is its fourth row' },
      endpoint: { kind: 'text', about: 'where the key was predicted' },
      key: { kind: 'text', about: 'the routing key of the prediction' },
      'predicted-at': { kind: 'text', about: 'the newest prediction of the key until then; default: now' },
      actual: { kind: 'text', about: 'the true outcome' },
      metric: { kind: 'many', about: 'a business metric, name=number' },
      at: { kind: 'text', about: 'when it was known; default: now' },
    },
    run: sendFeedback,
  },
  {
    words: 'feedback push',
    arguments: ['FILE'],
    about: 'Upload outcomes as Parquet, CSV or JSONL: prediction_id, or key and predicted_at; actual; at',
    options: {
      dataset: { kind: 'text', about: 'the dataset that keeps the file' },
      endpoint: { kind: 'text', about: 'where rows that are named by key were predicted' },
    },
    run: pushFeedback,
  },
];

async function sendFeedback(asked: Asked): Promise<Answer> {
  const metrics = namedNumbers(asked.many('metric'));
  const outcome = {
    actual: asked.option('actual'),
    ...(Object.keys(metrics).length > 0 && { metrics }),
    at: asked.option('at'),
  };
  const value = await asked
    .client()
    .call(endpointTable.recordFeedback, { body: { ...predictionAsked(asked), ...outcome } });
  const { accepted, matched, unknown, replaced, contradicted, unplaced } = value;
  return shown(value, { accepted, matched, unknown, replaced, contradicted, unplaced });
}

/** predictionAsked names a prediction by its id, or by its endpoint, key and time; throws a UsageError on anything between. */
function predictionAsked(asked: Asked): FeedbackItem {
  const predictionId = asked.option('prediction');
  const key = asked.option('key');
  if ((predictionId === undefined) === (key === undefined)) throw new UsageError('Give either --prediction or --key');
  if (predictionId !== undefined) return { predictionId };
  return {
    endpoint: asked.required('endpoint'),
    key: asked.required('key'),
    predictedAt: asked.option('predicted-at'),
  };
}

async function pushFeedback(asked: Asked): Promise<Answer> {
  const client = asked.client();
  const path = asked.argument('FILE');
  const made = await client.uploadDataset(asked.required('dataset'), {
    name: basename(path),
    content: await openAsBlob(path),
  });
  const body = { dataset: made.dataset, datasetVersion: made.version, endpoint: asked.option('endpoint') };
  const { job } = await client.call(endpointTable.recordFeedbackDataset, { body });
  const done = await waitFor(asked, job);
  return shown(done, {
    outcomes: `${made.dataset}@${made.version}`,
    ...(done.result as Record<string, unknown> | null),
  });
}
