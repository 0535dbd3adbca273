import { expect, test } from '@playwright/test';
import { RolloutPolicy } from '@slipway/contracts';
import { aRollout } from '@slipway/testkit';
import { expectAccessible } from '../story/accessible.ts';
import { churnAnswers } from '../story/canned-endpoint.ts';
import { openCanned } from '../story/canned-page.ts';

const latency = { p50Ms: 1, p95Ms: 2, p99Ms: 3 };
const replay = {
  id: aRollout.id,
  endpoint: 'churn',
  fromVersion: 1,
  toModel: 'churn',
  toVersion: 2,
  rows: 1_000,
  hours: 24,
  jobId: aRollout.id,
  state: 'done',
  createdBy: 'ada',
  createdAt: aRollout.startedAt,
  finishedAt: aRollout.startedAt,
  report: {
    pairs: 800,
    agreed: 796,
    largestDifference: 0.5,
    failures: { onlyStable: 0, onlyCandidate: 2, both: 0 },
    stableLatency: latency,
    candidateLatency: latency,
    dropped: 0,
    differences: [],
  },
};
const answers = {
  ...churnAnswers,
  '/endpoints/churn/replays': { items: [replay], nextCursor: null },
  [`/replays/${replay.id}`]: replay,
};

test('logged requests are replayed before a rollout starts, and what they showed stands there', async ({ page }) => {
  const sent = await openCanned(page, '/endpoints/churn?tab=rollouts&start=1&version=2', answers);
  const logged = page.getByRole('dialog').getByRole('group', { name: 'Logged requests' });
  await expect(logged.getByText(/same answer to 99\.5 % of 800 logged requests; 2 failed at v2 only/)).toBeVisible();
  await logged.getByRole('combobox', { name: 'Of' }).click();
  await page.getByRole('option', { name: 'last week' }).click();
  await logged.getByLabel('The newest').fill('0');
  await expect(logged.getByRole('button', { name: 'Replay logged requests' })).toBeDisabled();
  await logged.getByLabel('The newest').fill('500');
  await expectAccessible(page);
  // Enter is the field's own act and never starts the rollout around it.
  await logged.getByLabel('The newest').press('Enter');
  await expect
    .poll(() => sent)
    .toEqual([{ path: '/endpoints/churn/replays', body: { model: 'churn', version: 2, rows: 500, hours: 168 } }]);
  await page.goto(new URL((await logged.getByRole('link').getAttribute('href'))!, page.url()).href);
  await expect(page.getByText('Only v2 failed')).toBeVisible();
});

test('the log goes on until it is paused, and says what it does not keep', async ({ page }) => {
  const logged = {
    predictionId: `${aRollout.id}/0`,
    receivedAt: aRollout.startedAt,
    at: null,
    role: 'stable',
    version: 1,
    configNumber: 1,
    status: 200,
    latencyMs: 1,
    key: null,
    inputs: { age: 36 },
    output: { score: 0.5 },
    error: null,
    actual: null,
    outliers: [],
  };
  await openCanned(page, '/endpoints/churn?tab=log', {
    ...answers,
    '/endpoints/churn': {
      ...(churnAnswers['/endpoints/churn'] as object),
      redactions: [{ feature: 'name', by: 'removal' }],
    },
    '/endpoints/churn/predictions': { items: [logged], nextCursor: null },
  });
  await expect(page.getByText(/all errors, without name · live/)).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText(/stands still while you look/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByText(/· live/)).toBeVisible();
});

test('a saved template fills the form, is deleted where it is chosen, and what a form says is saved', async ({
  page,
}) => {
  const ours = {
    name: 'ours',
    description: 'as we like it',
    plan: { strategy: 'shadow', mirrorBp: 500, durationSeconds: 600 },
    policy: RolloutPolicy.parse({ alpha: 0.01 }),
    hooks: [],
    needsApproval: 'promotion',
    savedBy: 'ada',
    savedAt: aRollout.startedAt,
  };
  const templates = { ...answers, '/rollout-templates': { items: [ours] } };
  const sent = await openCanned(page, '/endpoints/churn?tab=rollouts&start=1&version=2', templates, ours);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Template' }).click();
  await page.getByRole('option', { name: 'ours' }).click();
  await expect(dialog.getByText('as we like it')).toBeVisible();
  await expect(dialog.getByRole('radio', { name: 'Shadow' })).toBeChecked();
  await dialog.getByRole('button', { name: 'Save as template' }).click();
  await dialog.getByLabel('Name of the template').press('Enter');
  await dialog.getByLabel('Name of the template').fill('theirs');
  await dialog.getByLabel('Name of the template').press('Enter');
  await expect(dialog.getByLabel('Name of the template')).toBeHidden();
  await expectAccessible(page);
  await dialog.getByRole('combobox', { name: 'Template' }).click();
  await page.getByRole('option', { name: 'ours' }).click();
  await dialog.getByRole('button', { name: 'Delete template ours' }).click();
  await expect
    .poll(() => sent.map(({ path }) => path))
    .toEqual(['/rollout-templates/theirs', '/rollout-templates/ours']);
  const { plan, needsApproval } = ours;
  expect(sent[0]?.body).toMatchObject({ plan, needsApproval, policy: { alpha: 0.01, checks: [] } });
});

test('a measured setting is given to the endpoint, and taken back to what it was', async ({ page }) => {
  const inputs = { dataset: null, datasetVersion: null, rowsPerRequest: 1 };
  const machine = { processor: 'any', cpus: 2, loadAverage: 0.5 };
  const setting = { replicas: 1, threads: 1, batchRows: 16 };
  const counts = { callers: 4, requests: 900, failed: 0, requestsPerSecond: 900, rowsPerSecond: 900 };
  const point = { ...setting, ...counts, p50Ms: 2, p95Ms: 4, p99Ms: 5 };
  const { id, startedAt: createdAt } = aRollout;
  const done = { state: 'done', progress: 1, error: null, isComplete: true };
  const sweep = { id, model: 'churn', version: 1, inputs, machine, jobId: id, ...done, points: [point], createdAt };
  const endpoint = { ...(churnAnswers['/endpoints/churn'] as object), batchRows: null, batchDelayMs: 0 };
  const why = 'Most rows a second.';
  const sent = await openCanned(page, '/endpoints/churn?tab=capacity', {
    ...churnAnswers,
    '/endpoints/churn': endpoint,
    '/endpoints/churn/capacity': { minutes: 60, pricePerReplicaHour: null, costs: [], engine: null },
    '/endpoints/churn/capacity-plan': { plan: null },
    '/optimizations': { items: [sweep], nextCursor: null },
    [`/optimizations/${id}/advice`]: { point, why },
  });
  const section = page.getByRole('region', { name: 'How it runs best' });
  await expect(section.getByText(why)).toBeVisible();
  await expect(section.getByRole('button', { name: 'Undo' })).toBeHidden();
  await section.getByRole('button', { name: 'Run it as 1 process, 16 rows a run' }).click();
  const undo = section.getByRole('button', { name: 'Undo' });
  await expect(undo).toBeVisible();
  await expectAccessible(page);
  await undo.click();
  await expect(undo).toBeHidden();
  expect(sent).toEqual([
    { path: `/optimizations/${id}/apply`, body: { endpoint: 'churn', setting } },
    { path: '/endpoints/churn', body: { batchRows: null, batchDelayMs: 0 } },
  ]);
});

test('a question that is not answered says so at once, while it is asked again', async ({ page }) => {
  const capacity = { minutes: 60, pricePerReplicaHour: null, costs: [], engine: null };
  const own = { '/endpoints/churn/capacity': capacity, '/endpoints/churn/capacity-plan': { plan: null } };
  await openCanned(page, '/endpoints/churn?tab=capacity', { ...churnAnswers, ...own });
  const problem = {
    type: 'about:blank',
    title: 'Not available',
    detail: 'It starts.',
    status: 503,
    code: 'unavailable',
  };
  await page.route('**/api/v1/endpoints/churn/manifests', (route) => route.fulfill({ status: 503, json: problem }));
  await page.getByRole('button', { name: 'Export manifests' }).click();
  const alert = page.getByRole('region', { name: 'Kubernetes and Swarm' }).getByRole('alert');
  // It is given up after three seconds of tries.
  await expect(alert).toContainText('It starts.', { timeout: 2_000 });
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(alert).toContainText('It starts.', { timeout: 2_000 });
});
