import { notFound, SlipwayError, type Actor, type Core } from '@slipway/core';
import { z } from 'zod';
import { getBlob } from '../artifacts/get-blob.js';
import { bodyStream, fileLimitBytes } from '../http/request-body.js';
import { artifactAddress, type ArtifactAddress } from './artifact-address.js';
import { text } from './mlflow-fields.js';
import { mlflowRoute, type MlflowCall } from './mlflow-route.js';

const ByFolder = z.object({ path: text.default('') });
const FILE = 'mlflow-artifacts/artifacts/*';

/** artifactRoutes are the pairs of the artifact proxy: files of runs and logged models, and, to be read only, those of registered versions. */
export const artifactRoutes = [
  mlflowRoute('GET mlflow-artifacts/artifacts', 'read', ByFolder, list),
  mlflowRoute(`GET ${FILE}`, 'read', null, get),
  mlflowRoute(`PUT ${FILE}`, 'write', null, put),
  mlflowRoute(`DELETE ${FILE}`, 'write', null, remove),
];

type Tree = Extract<ArtifactAddress, { kind: 'tree' }>;

/** Entry is a name in a folder; a folder has no size. */
interface Entry {
  name: string;
  isFolder: boolean;
  sizeBytes: number | null;
}

async function list(core: Core, { actor, fields }: MlflowCall<z.output<typeof ByFolder>>) {
  const entries = await entriesAt(core, actor, artifactAddress(fields.path));
  if (entries.length === 0) return {};
  return {
    files: entries.map(({ name, isFolder, sizeBytes }) => ({
      path: name,
      is_dir: isFolder,
      ...(!isFolder && { file_size: sizeBytes }),
    })),
  };
}

async function get(core: Core, call: MlflowCall<null>) {
  const address = artifactAddress(pathOf(call));
  const digest = await digestAt(core, call.actor, address);
  const fileName = address.path.split('/').at(-1) ?? address.path;
  return getBlob(core, digest, call, { fileName, mayChange: address.kind === 'tree' });
}

async function put(core: Core, call: MlflowCall<null>) {
  const { actor, request } = call;
  const address = requireTree(artifactAddress(pathOf(call)));
  if (Number(request.headers['content-length'] ?? 0) > fileLimitBytes)
    throw new SlipwayError('too_large', 'A file has at most 10 GiB.');
  const place = await admitted(core, actor, address, true);
  await core.artifacts.trees.putEntry(place, address.path, bodyStream(request), { maxBytes: fileLimitBytes });
  return {};
}

async function remove(core: Core, call: MlflowCall<null>) {
  const address = requireTree(artifactAddress(pathOf(call)));
  await core.artifacts.trees.deleteEntries(await admitted(core, call.actor, address, true), address.path);
  return {};
}

async function entriesAt(core: Core, actor: Actor, address: ArtifactAddress): Promise<Entry[]> {
  if (address.kind === 'tree')
    return core.artifacts.trees.listEntries(await admitted(core, actor, address, false), address.path);
  return levelOf(await filesOf(core, actor, address.versionId), address.path);
}

async function digestAt(core: Core, actor: Actor, address: ArtifactAddress): Promise<string> {
  if (address.kind === 'tree') {
    const place = await admitted(core, actor, address, false);
    return (await core.artifacts.trees.requireEntry(place, address.path)).digest;
  }
  const files = await filesOf(core, actor, address.versionId);
  const file = files.find(({ path }) => path === address.path);
  if (file === undefined) throw notFound('artifact', address.path);
  return file.digest;
}

async function admitted(core: Core, { workspaceId }: Actor, { tree, experimentId }: Tree, writes: boolean) {
  const place = { workspaceId, tree };
  await core.artifacts.trees.admit(place, { experimentId, writes });
  return place;
}

/** filesOf is the manifest of a version that the caller's workspace has; its name alone could be another one's elsewhere. */
async function filesOf(core: Core, actor: Actor, versionId: string) {
  const { model, version } = await core.registry.versionById(versionId);
  const visible = await core.registry.requireVersion(actor, model, version);
  if (visible.id !== versionId) throw notFound('version', versionId);
  return visible.files;
}

/** levelOf is what lies directly below a folder of a manifest, by name. */
function levelOf(files: readonly { path: string; sizeBytes: number }[], folder: string): Entry[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const entries = new Map<string, Entry>();
  for (const { path, sizeBytes } of files) {
    if (!path.startsWith(prefix)) continue;
    const [name = '', ...rest] = path.slice(prefix.length).split('/');
    entries.set(name, { name, isFolder: rest.length > 0, sizeBytes });
  }
  return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function requireTree(address: ArtifactAddress): Tree {
  if (address.kind === 'version')
    throw new SlipwayError('conflict', 'The files of a registered version never change: register another version.');
  return address;
}

/** pathOf is the rest of the address, as the router has decoded it. */
const pathOf = ({ request }: MlflowCall<null>): string => (request.params as { '*': string })['*'];
