import { FilePath, Id } from '@slipway/contracts';
import { notFound, SlipwayError } from '@slipway/core';

/** ArtifactAddress is what a path of the artifact proxy names: whose files, and where among them ('' is the root). */
export type ArtifactAddress =
  | { kind: 'tree'; tree: `runs/${string}` | `models/${string}`; experimentId: string; path: string }
  | { kind: 'version'; versionId: string; path: string };

const TREE = /^(\d{1,18})\/(?:([0-9a-f]{32})|(models\/m-[0-9a-f]{32}))\/artifacts(?:\/|$)/;
const VERSION = /^registry\/([^/]+)(?:\/|$)/;

/**
 * artifactAddress reads `<experiment>/<run>/artifacts/<path>`, `<experiment>/models/<m-id>/artifacts/<path>` or, for what a registered version
 * owns, `registry/<version id>/<path>`; the router has decoded it, once. A path that climbs, is absolute or holds characters that mean
 * something elsewhere is `invalid_request`; one outside of any of them `not_found`.
 */
export function artifactAddress(text: string): ArtifactAddress {
  const whole = text.replace(/\/$/, '');
  const parsed = FilePath.safeParse(whole);
  if (!parsed.success) throw invalid(parsed.error.issues[0]?.message ?? 'is not valid');
  const [root, experimentId = '', runId, model] = TREE.exec(whole) ?? [];
  if (root !== undefined) {
    const tree = runId === undefined ? (model as `models/${string}`) : (`runs/${runId}` as const);
    return { kind: 'tree', tree, experimentId, path: whole.slice(root.length) };
  }
  const [registered, versionId] = VERSION.exec(whole) ?? [];
  if (registered === undefined || !Id.safeParse(versionId).success) throw notFound('artifact root at', whole);
  return { kind: 'version', versionId: versionId!, path: whole.slice(registered.length) };
}

const invalid = (message: string): SlipwayError =>
  new SlipwayError('invalid_request', `path: ${message}`, [{ path: 'path', message }]);
