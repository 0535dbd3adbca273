import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Client } from '@slipway/client';
import { endpointTable as api, type LoggedPrediction } from '@slipway/contracts';

/** Acknowledged is one write that a client saw answered with success. */
export interface Acknowledged {
  method: string;
  path: string;
  sent: unknown;
  answer: unknown;
}

/** Installation is a running Slipway as its clients reach it. */
export interface Installation {
  url: string;
  token: string;
  client: Client;
}

/** readAcknowledged reads what a client noted (record-answers.ts). */
export function readAcknowledged(file: string): Acknowledged[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Acknowledged);
}

type Answer = Record<string, never> & {
  id: string;
  name: string;
  model: string;
  version: number;
  dataset: string;
  digest: string;
  files: { path: string; digest: string }[];
  job: { id: string };
  evaluation: { id: string };
  predictionId: string;
  predictions: unknown[];
};

interface FeedbackSent {
  items: { predictionId: string; actual: string }[];
}

/**
 * lostWrites asks the API for everything that was acknowledged and returns what is not there as it was acknowledged, in words.
 * Predictions and feedback are held against the prediction log of `endpoint`: each row once, with the outcome sent last.
 */
export async function lostWrites(
  installation: Installation,
  endpoint: string,
  acknowledged: readonly Acknowledged[],
): Promise<string[]> {
  const lost: string[] = [];
  for (const write of acknowledged) {
    if (isTraffic(write)) continue;
    const found = await isThere(installation, write).catch((error: Error) => error.message);
    if (found !== true) lost.push(`${write.method} ${write.path}: ${found || 'not there'}`);
  }
  const log = await predictionLog(installation.client, endpoint);
  return [...lost, ...lostTraffic(log, acknowledged)];
}

const isTraffic = ({ path }: Acknowledged): boolean => path.endsWith('/predict') || path.endsWith('/feedback');

/** isThere looks for what one write made; a kind of write that it does not know is an error, so that none goes unlooked. */
async function isThere({ url, token, client }: Installation, write: Acknowledged): Promise<boolean | string> {
  const answer = write.answer as Answer;
  const path = write.path.replace('/api/v1', '');
  const named = { params: { name: answer.name } };
  if (/^\/models\/.+\/versions\/upload$/.test(path)) {
    const { model, version } = answer;
    const kept = await client.call(api.getVersion, { params: { name: model, version } });
    return (
      kept.digest === answer.digest &&
      (await filesHold(`${url}/api/v1/models/${model}/versions/${version}`, token, answer))
    );
  }
  if (/^\/models\/.+\/baselines$/.test(path) || path === '/evaluations') {
    const job = await client.call(api.getJob, { params: { id: answer.job.id } });
    if (job.state !== 'done' || path !== '/evaluations') return job.state === 'done';
    const evaluation = await client.call(api.getEvaluation, { params: { id: answer.evaluation.id } });
    const asked = (write.sent as { gates?: unknown[] }).gates ?? [];
    // Of the demo's evaluations one fails its gate, as it should.
    const verdicts = asked.length > 0 ? ['passed', 'failed'] : ['not_gated'];
    return verdicts.includes(evaluation.verdict ?? '') && evaluation.metrics.length > 0;
  }
  if (/^\/models\/.+\/aliases\//.test(path)) {
    const { items } = await client.call(api.listAudit, { query: { kind: 'registry.', limit: 500 } });
    return items.some(({ kind, subjectName }) => kind.includes('alias') && subjectName.includes(answer.name));
  }
  if (/^\/datasets\/.+\/versions$/.test(path)) {
    const { dataset, version } = answer;
    return (await client.call(api.getDatasetVersion, { params: { name: dataset, version } })).digest === answer.digest;
  }
  if (/^\/endpoints\/.+\/rollouts$/.test(path))
    return (await client.call(api.getRollout, { params: { id: answer.id } })).endedAt !== null;
  if (path === '/endpoints') return (await client.call(api.getEndpoint, named)).name === answer.name;
  if (path === '/monitors') return (await client.call(api.getMonitor, named)).name === answer.name;
  const lists = { '/channels': api.listChannels, '/alert-rules': api.listRules, '/triggers': api.listTriggers };
  if (!(path in lists)) throw new Error('nobody looks for this kind of write');
  const { items } = await client.call(lists[path as keyof typeof lists], { query: { limit: 500 } });
  return items.some(({ name }) => name === answer.name);
}

async function filesHold(versionUrl: string, token: string, { files }: Answer): Promise<boolean> {
  for (const { path, digest } of files) {
    const response = await fetch(`${versionUrl}/files/${path}`, { headers: { authorization: `Bearer ${token}` } });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (digest !== `sha256:${createHash('sha256').update(bytes).digest('hex')}`) return false;
  }
  return true;
}

async function predictionLog(client: Client, endpoint: string): Promise<LoggedPrediction[]> {
  const log: LoggedPrediction[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.call(api.listPredictions, {
      params: { name: endpoint },
      query: { limit: 500, ...(cursor !== undefined && { cursor }) },
    });
    log.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return log;
}

function lostTraffic(log: readonly LoggedPrediction[], acknowledged: readonly Acknowledged[]): string[] {
  const byId = new Map(log.map((row) => [row.predictionId, row]));
  const twice = log.length - byId.size;
  const predicted = acknowledged
    .filter(({ path }) => path.endsWith('/predict'))
    .flatMap(({ answer }) => {
      const { predictionId, predictions } = answer as Answer;
      return predictions.map((_, row) => `${predictionId}/${row}`);
    });
  const outcomes = acknowledged
    .filter(({ path }) => path.endsWith('/feedback'))
    .flatMap(({ sent }) => (sent as FeedbackSent).items);
  const rowsGone = predicted.filter((id) => !byId.has(id)).length;
  const outcomesGone = outcomes.filter(({ predictionId, actual }) => byId.get(predictionId)?.actual !== actual).length;
  return [
    ...(predicted.length === 0 || outcomes.length === 0 ? ['no traffic was noted'] : []),
    ...(twice > 0 ? [`${twice} predictions are logged twice`] : []),
    ...(rowsGone > 0 ? [`${rowsGone} of ${predicted.length} predictions are not in the log`] : []),
    ...(outcomesGone > 0 ? [`${outcomesGone} of ${outcomes.length} outcomes are not at their prediction`] : []),
  ];
}
