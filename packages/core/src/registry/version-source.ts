import type { TreeName } from '../artifacts/index.js';
import { SlipwayError } from '../kernel/errors.js';

/** VersionSource is where a version is registered from; only what is stored here has files that a version can keep. */
export type VersionSource =
  | { kind: 'tree'; tree: TreeName; path: string; runId?: string; loggedModelId?: string }
  | { kind: 'version'; model: string; version: number }
  | { kind: 'alias'; model: string; alias: string }
  | { kind: 'registered'; versionId: string }
  | { kind: 'outside' };

const RUN = '[0-9a-f]{32}';
const LOGGED_MODEL = 'm-[0-9a-f]{32}';
const runUri = new RegExp(`^runs:/(${RUN})(?:/(.+))?$`);
const loggedModelUri = new RegExp(`^models:/(${LOGGED_MODEL})$`);
const runArtifacts = new RegExp(`^/[^/]+/(${RUN})/artifacts(?:/(.+))?$`);
const loggedModelArtifacts = new RegExp(`^/[^/]+/models/(${LOGGED_MODEL})/artifacts(?:/(.+))?$`);
const registered = /^\/registry\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
/** Stores that people keep models in, of which we keep the address and never ask. */
const outside = /^(https?|s3|s3a|gs|wasbs?|abfss?|r2|b2|oss|dbfs|hdfs|viewfs|ftp|sftp|hf|docker|oci|uc):/i;

/**
 * parseSource reads where a version comes from. Paths of this machine, relative parts, escapes that hide them and U+0000 are refused with
 * `invalid_request` before anything is asked or opened.
 */
export function parseSource(source: string): VersionSource {
  const plain = decoded(source).trim();
  // Of escapes only those of U+0000, white space and backslash: `%10` in `step%100` is no escape.
  if (/\p{Cc}/u.test(source) || /[\0\t\n\r\\]/.test(plain) || hasRelativePart(plain)) throw refused(source, RELATIVE);
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(plain)?.[1]?.toLowerCase();
  if (scheme === 'runs') return ofRun(runUri.exec(plain), source);
  if (scheme === 'models') return ofModels(plain, source);
  if (scheme === 'mlflow-artifacts') return ofArtifacts(plain, source);
  if (outside.test(plain)) return { kind: 'outside' };
  throw refused(source, LOCAL);
}

/** registeredUri is where the files of a registered version are read from. */
export const registeredUri = (versionId: string): string => `mlflow-artifacts:/registry/${versionId}`;

function ofRun(found: RegExpExecArray | null, source: string): VersionSource {
  const [, runId, path = ''] = found ?? [];
  if (runId === undefined) throw refused(source, 'A run is runs:/<run id>/<path>.');
  return { kind: 'tree', tree: `runs/${runId}`, path, runId };
}

function ofModels(plain: string, source: string): VersionSource {
  const [, loggedModelId] = loggedModelUri.exec(plain) ?? [];
  if (loggedModelId !== undefined) return { kind: 'tree', tree: `models/${loggedModelId}`, path: '', loggedModelId };
  const [, model, separator, rest] = /^models:\/([^/@]+)([/@])([^/]+)$/.exec(plain) ?? [];
  if (model === undefined || rest === undefined)
    throw refused(source, 'A model is models:/<name>/<version>, models:/<name>@<alias> or models:/m-<id>.');
  if (separator === '@') return { kind: 'alias', model, alias: rest };
  if (!/^\d{1,9}$/.test(rest)) throw refused(source, 'Name the version by its number, or by an alias.');
  return { kind: 'version', model, version: Number(rest) };
}

function ofArtifacts(plain: string, source: string): VersionSource {
  const path = plain
    .replace(/^mlflow-artifacts:(\/\/[^/]*)?/i, '')
    .replace(/\/+/g, '/')
    .replace(/\/$/, '');
  const [, versionId] = registered.exec(path) ?? [];
  if (versionId !== undefined) return { kind: 'registered', versionId };
  const [, loggedModelId, below = ''] = loggedModelArtifacts.exec(path) ?? [];
  if (loggedModelId !== undefined) return { kind: 'tree', tree: `models/${loggedModelId}`, path: below, loggedModelId };
  const [, runId, inRun = ''] = runArtifacts.exec(path) ?? [];
  if (runId !== undefined) return { kind: 'tree', tree: `runs/${runId}`, path: inRun, runId };
  throw refused(source, 'It is no artifact of a run or a logged model.');
}

/** decoded undoes percent-encoding until nothing changes, as some reader further on might. */
function decoded(text: string): string {
  for (let current = text; ;) {
    const next = current.replace(/%[0-9a-f]{2}/gi, (escape) =>
      String.fromCharCode(Number.parseInt(escape.slice(1), 16)),
    );
    if (next === current) return current;
    current = next;
  }
}

/** Also of what is broken up by `?`, `#` or `;`, and of dots that a reader might cut off. */
const hasRelativePart = (text: string): boolean => text.split(/[/?#;]/).some((part) => /^\.+$/.test(part.trim()));

const RELATIVE =
  'If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path.';
const LOCAL = 'To use a local path as a model version source is not possible: files of this machine are never read.';

function refused(source: string, why: string): SlipwayError {
  const message = `Invalid model version source: '${source.replaceAll('\0', '')}'. ${why}`;
  return new SlipwayError('invalid_request', message, [{ path: 'source', message: why }]);
}
