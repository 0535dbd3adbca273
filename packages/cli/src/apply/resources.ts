import { SlipwayProblem, type Client, type RequestOf } from '@slipway/client';
import {
  endpointTable,
  MonitorChange,
  NewServingEndpoint,
  Redactions,
  type Endpoint,
  type EndpointCheck,
} from '@slipway/contracts';
import { parseGate } from '../parse-gate.js';

type Fields = Readonly<Record<string, unknown>>;

/** Resource is what `apply` knows of one sort of thing: how to find it, to make it, and which of its fields may change later. */
export interface Resource {
  /** The contract's schema of a request that makes it; checked before anything is sent. */
  schema: Pick<Endpoint, 'body'>;
  /** Fields of the path, not of the body. */
  path: readonly string[];
  /** Writes out what a file may say in short. */
  writtenOut?(fields: Fields): Fields;
  name(fields: Fields): string;
  /** The fields as they are now, comparable with those of a document; null when there is none. */
  find(client: Client, fields: Fields): Promise<Fields | null>;
  make(client: Client, fields: Fields): Promise<unknown>;
  /** What a new one needs, line by line, as a dry run shows it. */
  checks?(client: Client, fields: Fields): Promise<readonly EndpointCheck[]>;
  /** Fields that `update` changes; a difference in any other is refused with `otherwise`. */
  changeable: readonly string[] | 'all';
  update(client: Client, fields: Fields, changed: Fields): Promise<unknown>;
  otherwise: string;
}

const DELETE_FIRST = 'it cannot be changed: delete the thing, or give the document another name';

/** resources are all that a file can hold. */
export const resources: Readonly<Record<string, Resource>> = {
  model: {
    schema: endpointTable.createModel,
    path: [],
    name: nameOf,
    find: (client, fields) => found(send(client, endpointTable.getModel, { params: byName(fields) })),
    make: (client, body) => send(client, endpointTable.createModel, { body }),
    changeable: ['description', 'tags'],
    update: (client, fields, body) => send(client, endpointTable.updateModel, { params: byName(fields), body }),
    otherwise: DELETE_FIRST,
  },
  alias: {
    schema: endpointTable.setAlias,
    path: ['model', 'alias'],
    name: ({ model, alias }) => `${String(model)}@${String(alias)}`,
    find: findAlias,
    make: setAlias,
    changeable: 'all',
    update: setAlias,
    otherwise: DELETE_FIRST,
  },
  target: {
    schema: endpointTable.registerExternalVersion,
    path: ['model'],
    name: ({ model }) => String(model),
    find: findTarget,
    make: registerTarget,
    changeable: 'all',
    update: registerTarget,
    otherwise: DELETE_FIRST,
  },
  gates: {
    schema: endpointTable.setGatePolicy,
    path: ['model'],
    writtenOut: gatesWrittenOut,
    name: ({ model }) => String(model),
    find: (client, { model }) => found(send(client, endpointTable.getGatePolicy, { params: { name: model } })),
    make: setGates,
    changeable: 'all',
    update: setGates,
    otherwise: DELETE_FIRST,
  },
  endpoint: {
    schema: endpointTable.createEndpoint,
    path: [],
    writtenOut: redactionsWrittenOut,
    name: nameOf,
    find: findEndpoint,
    make: (client, body) => send(client, endpointTable.createEndpoint, { body }),
    checks: checksOfEndpoint,
    changeable: [
      'description',
      'sampleRate',
      'logRowsPerSecond',
      'redactions',
      'limits',
      'cacheSeconds',
      'batchRows',
      'batchDelayMs',
      'runtime',
      'container',
      'replicaChoice',
      'pricePerReplicaHour',
    ],
    update: (client, fields, body) => send(client, endpointTable.updateEndpoint, { params: byName(fields), body }),
    otherwise: 'a file does not move traffic: slipway rollout start ENDPOINT MODEL@VERSION',
  },
  freeze: {
    schema: endpointTable.createFreezeWindow,
    path: [],
    name: nameOf,
    find: findFreeze,
    make: (client, body) => send(client, endpointTable.createFreezeWindow, { body }),
    changeable: 'all',
    update: replaceFreeze,
    otherwise: DELETE_FIRST,
  },
  monitor: named(
    endpointTable.listMonitors,
    endpointTable.createMonitor,
    endpointTable.updateMonitor,
    Object.keys(MonitorChange.shape),
  ),
  channel: {
    ...named(endpointTable.listChannels, endpointTable.createChannel, endpointTable.updateChannel, ['tellsEnd']),
    find: findChannel,
  },
  'alert-rule': named(endpointTable.listRules, endpointTable.createRule, endpointTable.updateRule, [
    'severity',
    'channels',
    'condition',
  ]),
  trigger: named(endpointTable.listTriggers, endpointTable.createTrigger, endpointTable.updateTrigger, [
    'trainer',
    'conditions',
    'needed',
    'input',
    'cooldownSeconds',
    'budgetPerWeek',
    'quietHours',
    'thenRollOut',
  ]),
};

/** named is a resource that is found in its list by name and can be turned on and off. */
function named(list: Endpoint, create: Endpoint, update: Endpoint, changeable: readonly string[]): Resource {
  return {
    schema: create,
    path: [],
    name: nameOf,
    find: (client, fields) => findInList(client, list, fields),
    make: async (client, { enabled, ...body }) => {
      await send(client, create, { body });
      if (enabled === false) await send(client, update, { params: { name: body['name'] }, body: { enabled } });
    },
    changeable: [...changeable, 'enabled'],
    update: (client, fields, body) => send(client, update, { params: byName(fields), body }),
    otherwise: DELETE_FIRST,
  };
}

async function findInList(client: Client, list: Endpoint, { name }: Fields): Promise<Fields | null> {
  for (let cursor: string | undefined; ;) {
    const page = (await send(client, list, { query: { limit: 500, cursor } })) as {
      items: Fields[];
      nextCursor: string | null;
    };
    const item = page.items.find((one) => one['name'] === name);
    if (item !== undefined) return item;
    if (page.nextCursor === null) return null;
    cursor = page.nextCursor;
  }
}

/** A channel's address is a secret; its host is all that can be compared. */
async function findChannel(client: Client, fields: Fields): Promise<Fields | null> {
  const channel = await findInList(client, endpointTable.listChannels, fields);
  const url = String(fields['url']);
  const isSameHost = URL.canParse(url) && new URL(url).host === channel?.['addressHint'];
  return channel && { ...channel, url: isSameHost ? url : channel['addressHint'] };
}

/** Times are compared as instants, however they are written. */
async function findFreeze(client: Client, fields: Fields): Promise<Fields | null> {
  const freeze = await findInList(client, endpointTable.listFreezeWindows, fields);
  if (freeze === null) return null;
  const isSame = (field: string): boolean =>
    typeof fields[field] === 'string' && Date.parse(fields[field]) === Date.parse(String(freeze[field]));
  const times = ['startsAt', 'endsAt'].filter(isSame).map((field) => [field, fields[field]]);
  return { ...freeze, ...Object.fromEntries(times) };
}

/** The next freeze is there before the last one goes, so that nothing slips through between them. */
async function replaceFreeze(client: Client, body: Fields): Promise<void> {
  const last = await findInList(client, endpointTable.listFreezeWindows, body);
  await send(client, endpointTable.createFreezeWindow, { body });
  await send(client, endpointTable.deleteFreezeWindow, { params: { id: last?.['id'] } });
}

/** Only the version of an alias can be compared; why it moved is no state. A model that is yet to be made has no alias. */
async function findAlias(client: Client, fields: Fields): Promise<Fields | null> {
  const model = await found(send(client, endpointTable.getModel, { params: { name: fields['model'] } }));
  const aliases = (model?.['aliases'] ?? []) as { alias: string; version: number }[];
  const current = aliases.find(({ alias }) => alias === fields['alias']);
  return current === undefined ? null : { ...fields, version: current.version };
}

/** An alias only chose the first version, so the document's own counts as current. */
async function findEndpoint(client: Client, fields: Fields): Promise<Fields | null> {
  const endpoint = (await found(send(client, endpointTable.getEndpoint, { params: byName(fields) }))) as {
    variants: { role: string; model: string; version: number }[];
  } | null;
  const stable = endpoint?.variants.find(({ role }) => role === 'stable');
  return endpoint && { ...endpoint, alias: fields['alias'], model: stable?.model, version: stable?.version };
}

/** The newest version counts: a document whose target is another one registers the next version. */
async function findTarget(client: Client, fields: Fields): Promise<Fields | null> {
  const params = { name: fields['model'] };
  const list = await found(send(client, endpointTable.listVersions, { params, query: { limit: 1 } }));
  const [newest] = (list?.['items'] ?? []) as Fields[];
  if (newest?.['framework'] !== 'external') return null;
  const { version } = newest;
  const target = await send(client, endpointTable.getExternalTarget, { params: { ...params, version } });
  return { ...fields, target };
}

async function registerTarget(client: Client, fields: Fields): Promise<unknown> {
  const { model, ...body } = fields;
  return send(client, endpointTable.registerExternalVersion, { params: { name: model }, body });
}

function setAlias(client: Client, { model, alias, ...body }: Fields): Promise<unknown> {
  return send(client, endpointTable.setAlias, { params: { name: model, alias }, body });
}

function setGates(client: Client, { model, ...body }: Fields): Promise<unknown> {
  return send(client, endpointTable.setGatePolicy, { params: { name: model }, body });
}

/** A gate may be written as at a terminal: 'auc >= champion * 0.99'. */
function gatesWrittenOut(fields: Fields): Fields {
  const { gates } = fields;
  if (!Array.isArray(gates)) return fields;
  return { ...fields, gates: gates.map((gate: unknown) => (typeof gate === 'string' ? parseGate(gate) : gate)) };
}

/** A rule that does not say how means what the contract says; what is no list of rules is refused with the document. */
function redactionsWrittenOut(fields: Fields): Fields {
  const redactions = Redactions.safeParse(fields['redactions']);
  return redactions.success ? { ...fields, redactions: redactions.data } : fields;
}

function nameOf({ name }: Fields): string {
  return String(name);
}
const byName = ({ name }: Fields) => ({ name });

/** A document's fields were held against the contract's schema before, so its request needs no type of its own. */
const send = (client: Client, endpoint: Endpoint, request: object): Promise<unknown> =>
  client.call(endpoint, request as RequestOf<Endpoint>);

async function found(asking: Promise<unknown>): Promise<Fields | null> {
  try {
    return (await asking) as Fields;
  } catch (error) {
    if (error instanceof SlipwayProblem && error.code === 'not_found') return null;
    throw error;
  }
}

/** A dry run goes on where nothing can be checked yet: the version may come with the same file, the token may only read. */
async function checksOfEndpoint(client: Client, fields: Fields): Promise<readonly EndpointCheck[]> {
  try {
    return (await client.call(endpointTable.checkEndpoint, { body: NewServingEndpoint.parse(fields) })).checks;
  } catch (error) {
    if (!(error instanceof SlipwayProblem)) throw error;
    return [{ name: 'signature', state: 'unknown', why: error.message }];
  }
}
