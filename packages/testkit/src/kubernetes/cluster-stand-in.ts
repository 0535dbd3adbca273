import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { misfits } from './fits-schema.js';

/** StandIn is a Kubernetes API server as far as Slipway uses one: discovery, server-side apply with its field owners, lists by label, deletion. */
export interface StandIn {
  url: string;
  close(): Promise<void>;
}

interface Stored {
  kind: string;
  metadata: { name: string; labels?: Record<string, string> };
  [field: string]: unknown;
}

const groups: Record<string, readonly [string, string][]> = {
  '/api/v1': [
    ['services', 'Service'],
    ['pods', 'Pod'],
  ],
  '/apis/apps/v1': [['deployments', 'Deployment']],
  '/apis/autoscaling/v2': [['horizontalpodautoscalers', 'HorizontalPodAutoscaler']],
  '/apis/gateway.networking.k8s.io/v1': [['httproutes', 'HTTPRoute']],
};

class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** startStandIn starts one with the namespace `slipway`; the token `admin...` may all, `viewer...` nothing, every other one is not known. */
export async function startStandIn(): Promise<StandIn> {
  const objects = new Map<string, Stored>();
  const owners = new Map<string, Map<string, string>>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(request, response, Buffer.concat(chunks).toString('utf8')));
  });

  function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
    let status = 200;
    let said: unknown;
    try {
      said = respond(request, body);
    } catch (error) {
      status = error instanceof Refusal ? error.status : 400;
      said = { kind: 'Status', apiVersion: 'v1', status: 'Failure', message: (error as Error).message, code: status };
    }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said));
  }

  function respond({ method, url = '', headers }: IncomingMessage, body: string): unknown {
    const { pathname, searchParams } = new URL(url, 'http://cluster');
    const [, role] = /^Bearer (admin|viewer)/.exec(headers.authorization ?? '') ?? [];
    if (role === undefined) throw new Refusal(401, 'Unauthorized');
    const discovered = groups[pathname];
    if (discovered !== undefined)
      return {
        kind: 'APIResourceList',
        groupVersion: pathname.replace(/^\/apis?\//, ''),
        resources: discovered.map(([name, kind]) => ({ name, kind, namespaced: true, singularName: '', verbs: [] })),
      };
    const [, group = '', namespace, plural = '', name, part] =
      /^(\/api\/v1|\/apis\/[\w.]+\/\w+)\/namespaces\/([\w-]+)\/(\w+)(?:\/([\w-]+))?(?:\/(status))?$/.exec(pathname) ??
      [];
    const kind = groups[group]?.find(([one]) => one === plural)?.[1];
    if (kind === undefined) throw new Refusal(404, 'the server could not find the requested resource');
    if (role === 'viewer') throw new Refusal(403, `${plural} is forbidden: User "viewer" cannot ${method} resource`);
    if (namespace !== 'slipway' && method !== 'GET') throw new Refusal(404, `namespaces "${namespace}" not found`);
    const key = `${plural}/${name}`;
    if (name === undefined)
      return { kind: `${kind}List`, items: selected(kind, searchParams.get('labelSelector') ?? '') };
    const held = objects.get(key);
    if (method === 'PATCH' && part === 'status') return Object.assign(held!, JSON.parse(body));
    if (method === 'PATCH') {
      const applied = JSON.parse(body) as Stored;
      if (headers['content-type'] !== 'application/apply-patch+yaml') throw new Refusal(415, 'the body is no apply');
      const wrong = misfits(applied);
      if (wrong.length > 0) throw new Refusal(422, wrong.join('; '));
      claim(key, applied, held, searchParams);
      objects.set(key, { ...applied, status: held?.['status'] ?? {} });
      return objects.get(key);
    }
    if (held === undefined) throw new Refusal(404, `${plural} "${name}" not found`);
    if (method === 'DELETE') objects.delete(key);
    return held;
  }

  function selected(kind: string, selector: string): Stored[] {
    const wanted = selector.split(',').map((one) => one.split('=') as [string, string]);
    return [...objects.values()].filter(
      (one) => one.kind === kind && wanted.every(([label, value]) => one.metadata.labels?.[label] === value),
    );
  }

  /** A field belongs to who applied it last; another value of somebody else's field is a conflict. */
  function claim(key: string, applied: Stored, held: Stored | undefined, query: URLSearchParams): void {
    const manager = query.get('fieldManager') ?? '';
    const fields = owners.get(key) ?? new Map<string, string>();
    const [mine, theirs] = [leaves(applied.spec), leaves(held?.spec)];
    const taken = [...mine].find(
      ([path, value]) => (fields.get(path) ?? manager) !== manager && theirs.get(path) !== value,
    );
    if (taken !== undefined && query.get('force') !== 'true')
      throw new Refusal(409, `Apply failed with 1 conflict: conflict with "${fields.get(taken[0])}": .spec${taken[0]}`);
    for (const path of mine.keys()) fields.set(path, manager);
    owners.set(key, fields);
  }

  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function leaves(value: unknown, path = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null) return new Map([[path, JSON.stringify(value)]]);
  return new Map(Object.entries(value).flatMap(([field, item]) => [...leaves(item, `${path}.${field}`)]));
}
