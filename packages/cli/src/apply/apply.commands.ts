import type { Client } from '@slipway/client';
import { fieldErrorsOf, plainWords, type EndpointCheck } from '@slipway/contracts';
import type { Answer, Asked, Command } from '../command.js';
import { fileText } from '../file-text.js';
import { UsageError } from '../usage-error.js';
import { differences, type Difference } from './differences.js';
import { resources, type Resource } from './resources.js';
import { readDocuments, type WantedDocument } from './read-documents.js';

/** applyCommands: a file says what should be there. */
export const applyCommands: readonly Command[] = [
  {
    words: 'apply',
    arguments: [],
    about: `Make what a YAML or JSON file asks for, or change it: ${Object.keys(resources).join(', ')}`,
    options: {
      file: { kind: 'text', about: 'the file (-f), - for the input' },
      'dry-run': { kind: 'flag', about: 'only show what would change' },
    },
    run: apply,
  },
];

/** Change is what a document comes to. */
interface Change {
  resource: string;
  name: string;
  act: 'make' | 'update' | 'keep';
  differences: Difference[];
  /** What a new one needs; only a dry run asks. */
  checks?: readonly EndpointCheck[];
}

async function apply(asked: Asked): Promise<Answer> {
  const file = asked.required('file');
  const wanted = readDocuments(await fileText(asked, file)).map(writtenOut);
  for (const document of wanted) check(document);
  const client = asked.client();
  const plan: { document: WantedDocument; change: Change }[] = [];
  for (const document of wanted) plan.push({ document, change: await changeOf(client, document) });
  const dryRun = asked.flag('dry-run');
  if (!dryRun) await carryOutAll(asked, client, plan);
  else for (const { document, change } of plan) await addChecks(client, document, change);
  const changes = plan.map(({ change }) => change);
  return { value: { dryRun, changes }, text: changes.map(changeText).join('\n') };
}

const writtenOut = ({ resource, fields }: WantedDocument): WantedDocument => ({
  resource,
  fields: resourceOf(resource).writtenOut?.(fields) ?? fields,
});

/** carryOutAll goes through the plan in the order of the file; where Slipway refuses, people learn what was done before. */
async function carryOutAll(
  asked: Asked,
  client: Client,
  plan: readonly { document: WantedDocument; change: Change }[],
) {
  const done: string[] = [];
  try {
    for (const { document, change } of plan) {
      await carryOut(client, document, change);
      done.push(changeText(change));
    }
  } catch (error) {
    if (done.length > 0) asked.note(`Done before the refusal:\n${done.join('\n')}`);
    throw error;
  }
}

/** check holds a document against the contract before anything is sent, so that a wrong last one does not leave half of a file done. */
function check({ resource, fields }: WantedDocument): void {
  const known = resourceOf(resource);
  const missing = known.path.find((field) => typeof fields[field] !== 'string');
  if (missing !== undefined) throw new UsageError(`${resource}: ${missing} is needed`);
  const { enabled, ...body } = Object.fromEntries(
    Object.entries(fields).filter(([field]) => !known.path.includes(field)),
  );
  if (enabled !== undefined && !known.changeable.includes('enabled'))
    throw new UsageError(`${resource}: has no \`enabled\``);
  const { body: schema } = known.schema;
  if (typeof schema !== 'object') return;
  const outcome = schema.safeParse(body, { error: plainWords });
  if (outcome.success) return;
  const wrong = fieldErrorsOf(outcome.error).map(({ path, message }) => `\n  ${path || resource}: ${message}`);
  throw new UsageError(`${resource} ${known.name(fields)} is not valid:${wrong.join('')}`);
}

async function changeOf(client: Client, { resource, fields }: WantedDocument): Promise<Change> {
  const known = resourceOf(resource);
  const name = known.name(fields);
  const current = await known.find(client, fields);
  if (current === null) return { resource, name, act: 'make', differences: [] };
  const found = differences(fields, current);
  const fixed = found.find(({ field }) => known.changeable !== 'all' && !known.changeable.includes(field));
  if (fixed !== undefined) {
    const { field, from, to } = fixed;
    throw new Error(
      `${resource} ${name}: ${field} is ${JSON.stringify(from)}, the file says ${JSON.stringify(to)}; ${known.otherwise}`,
    );
  }
  return { resource, name, act: found.length === 0 ? 'keep' : 'update', differences: found };
}

async function carryOut(
  client: Client,
  { resource, fields }: WantedDocument,
  { act, differences: found }: Change,
): Promise<void> {
  const known = resourceOf(resource);
  if (act === 'make') await known.make(client, fields);
  if (act === 'update') {
    const changed = Object.fromEntries(found.map(({ field, to }) => [field, to]));
    await known.update(client, fields, changed);
  }
}

async function addChecks(client: Client, { resource, fields }: WantedDocument, change: Change): Promise<void> {
  const known = resourceOf(resource);
  if (change.act === 'make' && known.checks !== undefined) change.checks = await known.checks(client, fields);
}

function resourceOf(name: string): Resource {
  const known = Object.hasOwn(resources, name) ? resources[name] : undefined;
  if (known === undefined)
    throw new UsageError(`There is no resource ${name}; there are ${Object.keys(resources).join(', ')}`);
  return known;
}

const marks = { make: '+', update: '~', keep: '=' } as const;

const changeText = ({ resource, name, act, differences: found, checks = [] }: Change): string =>
  [
    `${marks[act]} ${resource} ${name}`,
    ...checks.map((check) => `    ${check.state} ${check.name}: ${check.why}`),
    ...found.map(({ field, from, to }) => `    ${field}: ${JSON.stringify(from)} -> ${JSON.stringify(to)}`),
  ].join('\n');
