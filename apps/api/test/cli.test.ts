import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '@slipway/cli';
import { linearModel } from '@slipway/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { adminToken, startApi, type StartedApi } from './started-api.js';

let api: StartedApi;
let url: string;
let folder: string;
let said: string;

beforeAll(async () => {
  api = await startApi({ SLIPWAY_ALLOW_OUTBOUND: '127.0.0.1:9' });
  await api.app.listen(0, '127.0.0.1');
  url = (await api.app.getUrl()).replace('[::1]', '127.0.0.1');
  folder = mkdtempSync(join(tmpdir(), 'slipway-cli-'));
});
afterAll(async () => {
  await api.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  said = '';
});

/** Runs one command line; what it prints lands in the answer, what it says beside that in `said`. */
async function slipway(argv: readonly string[], environment: { token?: string; input?: string; url?: string } = {}) {
  let printed = '';
  const code = await runCli(argv, {
    settings: {
      url: environment.url,
      token: environment.token,
      workspace: undefined,
      credentialsFile: join(folder, 'config/credentials.json'),
    },
    print: (text) => (printed += text),
    note: (text) => (said += `${text}\n`),
    readInput: async () => environment.input ?? '',
  });
  return { code, printed };
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

it('refuses without credentials, with a wrong token, and a wrong command line', async () => {
  expect((await slipway(['models', 'list'])).code).toBe(4);
  expect((await slipway(['login', url], { input: 'slw_wrong0123456789abcdefghijABCDEFGHIJ' })).code).toBe(4);
  expect((await slipway(['gates'])).code).toBe(2);
  expect((await slipway(['models', 'list', '--colour'])).code).toBe(2);
  expect(said).toContain('Usage: slipway models list');
});

it('keeps a token for its owner only, and shows it to its own address only', async () => {
  expect((await slipway(['login', url], { input: `${adminToken}\n` })).code).toBe(0);
  expect(statSync(join(folder, 'config/credentials.json')).mode & 0o777).toBe(0o600);
  expect((await slipway(['whoami'])).code).toBe(0);
  expect((await slipway(['whoami'], { url: 'http://127.0.0.1:1' })).code).toBe(4);
});

it('pushes a version by its digest with metrics and an alias', async () => {
  const path = file('model.onnx', linearModel({ weights: [1], squash: 'Sigmoid' }));
  const pushed = await slipway([
    'versions',
    'push',
    'late',
    path,
    '--alias',
    'champion',
    '--metric',
    'auc=.7',
    '--json',
  ]);
  expect(said).toContain('sha256:');
  expect(pushed.code).toBe(0);
  expect(JSON.parse(pushed.printed)).toMatchObject({ version: 1, aliases: ['champion'], metrics: { auc: 0.7 } });
  expect((await slipway(['versions', 'list', 'late'])).printed).toMatch(/1 +champion +onnx +auc 0.7/);
  expect((await slipway(['versions', 'show', 'late@champion'])).printed).toContain('late@1');
});

it('compares, deletes and brings back versions, and renames what they belong to', async () => {
  const path = file('other.onnx', linearModel({ weights: [2], squash: 'Sigmoid' }));
  await slipway(['versions', 'push', 'moved', path, '--metric', 'auc=.6', '--tag', 'team=eu']);
  const compared = await slipway(['versions', 'compare', 'late@1', 'moved@1']);
  expect(compared.printed).toMatch(/metric auc +0.7 +0.6/);
  expect(compared.printed).toMatch(/tag team +- +eu/);
  expect((await slipway(['versions', 'delete', 'moved@1'])).code).toBe(0);
  expect((await slipway(['versions', 'list', 'moved'])).printed).not.toContain('auc 0.6');
  expect((await slipway(['versions', 'list', 'moved', '--deleted', '--filter', "tags.team = 'eu'"])).printed).toContain(
    'auc 0.6',
  );
  expect((await slipway(['models', 'rename', 'moved', 'moved on'])).printed).toContain('moved on');
  expect((await slipway(['versions', 'undelete', 'moved on@1'])).code).toBe(0);
  expect((await slipway(['models', 'delete', 'moved on'])).code).toBe(0);
  const { items } = JSON.parse((await slipway(['models', 'deleted', '--json'])).printed) as { items: { id: string }[] };
  expect((await slipway(['models', 'undelete', items[0]?.id ?? '', '--name', 'moved'])).printed).toContain('moved is');
  await slipway(['versions', 'alias', 'moved@1', 'qa']);
  expect((await slipway(['aliases', 'remove', 'moved', 'qa'])).code).toBe(0);
  expect((await slipway(['versions', 'show', 'moved@qa'])).code).toBe(1);
});

it('uploads a dataset, deploys a version, and shows what there is', async () => {
  const path = file('rows.csv', 'x,late\n1,0\n2,1\n');
  expect((await slipway(['datasets', 'push', 'held-out', path])).printed).toContain('held-out@1');
  expect((await slipway(['datasets'])).printed).toMatch(/held-out +1 +2 +2 +csv/);
  expect((await slipway(['deploy', 'late@1', '--endpoint', 'late-api', '--no-wait'])).code).toBe(0);
  const again = await slipway(['deploy', 'late@1', '--endpoint', 'late-api', '--json']);
  expect(again.code).toBe(1);
  expect(JSON.parse(again.printed)).toMatchObject({ error: { code: 'already_exists' } });
  expect(said).toContain('slipway rollout start');
});

it('exports a version as a bundle, and leaves nothing of one that it cannot have', async () => {
  const out = join(folder, 'late.tar.gz');
  expect((await slipway(['export', 'late@1', '--out', out])).printed).toContain('late@1');
  const { stdout } = spawnSync('tar', ['-tzf', out], { encoding: 'utf8' });
  const files = ['manifest.json', 'README.md', 'aws-lambda.js', 'lib/bundle/aws-lambda.js', 'lib/session.js'];
  expect(stdout.split('\n')).toEqual(expect.arrayContaining([...files, 'model/model.onnx']));
  expect((await slipway(['export', 'late@9', '--out', `${out}9`])).code).toBe(1);
  await slipway(['versions', 'push', 'weights', file('weights.bin', 'x'), '--opaque']);
  expect((await slipway(['export', 'weights@1', '--out', `${out}9`])).code).toBe(1);
  expect(said).toContain('is no ONNX model');
  expect(readdirSync(folder).filter((name) => name.startsWith('late.tar'))).toEqual(['late.tar.gz']);
});

it('names the wrong field', async () => {
  expect((await slipway(['models', 'list', '--limit', '900'])).code).toBe(1);
  expect(said).toContain('limit:');
});

const WANTED = `
resource: model
name: late
description: how late
---
resource: alert-rule
name: late-drifts
topic: drift
endpoint: late-api
enabled: false
---
resource: channel
name: ops
kind: webhook
url: http://127.0.0.1:9/in?secret=1
---
resource: endpoint
name: late-api
model: late
alias: champion
sampleRate: 0.5
---
resource: gates
model: late
dataset: held-out
target: late
gates: [{ metric: auc, op: '>=', threshold: 0.7 }]
`;

it('applies a file once, keeps it the second time, and shows a difference before it makes it', async () => {
  const path = file('wanted.yaml', WANTED);
  const planned = await slipway(['apply', '-f', path, '--dry-run']);
  const done = await slipway(['apply', '-f', path]);
  expect(said).toBe('');
  expect(done.printed).toBe(planned.printed);
  expect(done.printed.split('\n')).toEqual([
    '~ model late',
    '    description: "" -> "how late"',
    '+ alert-rule late-drifts',
    '+ channel ops',
    '~ endpoint late-api',
    '    sampleRate: 1 -> 0.5',
    '+ gates late',
  ]);
  expect((await slipway(['apply', '-f', path])).printed).toBe(
    '= model late\n= alert-rule late-drifts\n= channel ops\n= endpoint late-api\n= gates late',
  );
  expect(said).toBe('');
});

it('changes what may change and says what may not', async () => {
  const on = file('on.yaml', WANTED.replace('enabled: false', 'enabled: true'));
  expect((await slipway(['apply', '-f', on])).printed).toContain('    enabled: false -> true');
  const moved = file('moved.yaml', WANTED.replace('alias: champion', 'version: 2').replace('0.7', '0.8'));
  expect((await slipway(['apply', '-f', moved])).code).toBe(1);
  expect(said).toContain('slipway rollout start');
  expect((await slipway(['apply', '-f', on])).printed).toContain('= gates late');
});

it('keeps freezes as a file has them, and adds, lists and removes them by hand', async () => {
  const freeze =
    'resource: freeze\nname: weekend\nwhy: nobody is here\nweekly: { days: [sat], from: "00:00", to: "06:00" }\n';
  const [path, longer] = [file('freeze.yaml', freeze), file('longer.yaml', freeze.replace('06:00', '08:00'))];
  expect((await slipway(['apply', '-f', path])).printed).toBe('+ freeze weekend');
  expect((await slipway(['apply', '-f', path])).printed).toBe('= freeze weekend');
  expect((await slipway(['apply', '-f', longer])).printed).toContain('~ freeze weekend');
  const hours = ['--days', 'fri,sun', '--from', '16:00', '--zone', 'Europe/Berlin'];
  expect((await slipway(['freeze', 'add', 'late', '--why', 'no alerts', '--days', 'friday'])).code).toBe(2);
  expect((await slipway(['freeze', 'add', 'late', '--why', 'no alerts', ...hours])).code).toBe(0);
  const { printed } = await slipway(['freeze', 'list']);
  expect(
    printed
      .split('\n')
      .slice(1)
      .map((line) => line.split(/ {2,}/).slice(0, 3)),
  ).toEqual([
    ['late', 'all', 'fri,sun 16:00 to 00:00 Europe/Berlin'],
    ['weekend', 'all', 'sat 00:00 to 08:00 UTC'],
  ]);
  for (const line of printed.split('\n').slice(1))
    expect((await slipway(['freeze', 'remove', line.trim().split(/ +/).at(-1)!])).code).toBe(0);
});

it('sends nothing of a file with one wrong document', async () => {
  const path = file(
    'wrong.yaml',
    'resource: model\nname: fresh\n---\nresource: monitor\nname: m\nendpoint: late-api\nfloor: 7\n',
  );
  expect((await slipway(['apply', '-f', path])).code).toBe(2);
  expect(said).toContain('floor:');
  expect((await slipway(['models', 'show', 'fresh'])).code).toBe(1);
});

it('tells with exit code 3 that the gates refuse', async () => {
  const path = file('model.onnx', linearModel({ weights: [2], squash: 'Sigmoid' }));
  expect((await slipway(['versions', 'push', 'late', path])).code).toBe(0);
  expect((await slipway(['gates', 'check', 'late@2'])).code).toBe(3);
  expect((await slipway(['versions', 'alias', 'late@latest', 'champion'])).code).toBe(3);
  expect(said).toContain('slipway gates check');
  expect((await slipway(['rollout', 'start', 'late-api', 'late@v2'])).code).toBe(3);
});

it('starts an A/B test whose rules and thresholds stand in a file', async () => {
  const rule = { match: { header: 'x-plan', in: ['beta'] }, to: 'candidate' };
  const checks = [{ name: 'p95', source: { kind: 'traffic', metric: 'p95_ms' }, max: 40 }];
  const start = async (body: object): Promise<number> => {
    const path = file('test.json', JSON.stringify({ policy: { checks }, force: { why: 'a try' }, ...body }));
    return (await slipway(['rollout', 'test', 'late-api', '--candidate', '2:20', '--goal', 'clicks', '-f', path])).code;
  };
  expect(await start({ rules: [{ ...rule, version: 9 }] })).not.toBe(0);
  expect(said).toContain('rules[0].version: must be one of v2');
  expect(await start({ rules: [rule] })).toBe(0);
  const { printed } = await slipway(['rollout', 'status', 'late-api', '--json']);
  expect(JSON.parse(printed)).toMatchObject({ strategy: 'ab_test', rules: [rule], policy: { checks } });
  expect((await slipway(['rollout', 'abort', 'late-api'])).code).toBe(0);
  expect((await slipway(['rollout', 'replay', 'late-api', 'late@2', '--hours', '24'])).code).toBe(1);
  expect(said).toContain('logged requests of the last 24 hours');
});

it('saves a way to roll out, starts with it, and forgets it', async () => {
  const path = file('ours.json', JSON.stringify({ plan: { strategy: 'shadow', mirrorBp: 500 } }));
  expect((await slipway(['rollout-template', 'save', 'ours', '--file', path])).code).toBe(0);
  expect((await slipway(['rollout-template', 'list'])).printed).toMatch(/careful +canary[\s\S]*ours +shadow +never/);
  const start = ['rollout', 'start', 'late-api', 'late@2', '--force', 'a try', '--template'];
  expect((await slipway([...start, 'theirs'])).code).toBe(2);
  expect(said).toContain('careful');
  expect((await slipway([...start, 'ours'])).code).toBe(0);
  const { printed } = await slipway(['rollout', 'status', 'late-api', '--json']);
  expect(JSON.parse(printed)).toMatchObject({ strategy: 'shadow', plan: { mirrorBp: 500 } });
  expect((await slipway(['rollout', 'abort', 'late-api'])).code).toBe(0);
  expect((await slipway(['rollout-template', 'delete', 'ours'])).code).toBe(0);
  expect((await slipway(['rollout-template', 'delete', 'careful'])).code).toBe(1);
});

it('verifies the log', async () => {
  const { code, printed } = await slipway(['audit', 'verify']);
  expect([code, printed]).toEqual([0, expect.stringContaining('whole')]);
});
