import { FilePath } from '@slipway/contracts';
import { notFound, SlipwayError } from '@slipway/core';

/** ArtifactAddress is what a path of the artifact proxy names: whose tree, and where in it ('' is its root). */
export interface ArtifactAddress {
  experimentId: string;
  owner: { kind: 'run' | 'model'; id: string };
  path: string;
}

const ROOT = /^(\d{1,18})\/(?:([0-9a-f]{32})|models\/(m-[0-9a-f]{32}))\/artifacts(?:\/|$)/;

/**
 * artifactAddress reads `<experiment>/<run>/artifacts/<path>` or `<experiment>/models/<m-id>/artifacts/<path>`, decoded once by the router. A
 * path that climbs, is absolute or holds characters that mean something elsewhere is `invalid_request`; one outside of any tree `not_found`.
 */
export function artifactAddress(text: string): ArtifactAddress {
  const whole = text.replace(/\/$/, '');
  const parsed = FilePath.safeParse(whole);
  if (!parsed.success) throw invalid(parsed.error.issues[0]?.message ?? 'is not valid');
  const match = ROOT.exec(whole);
  if (match === null) throw notFound('artifact root at', whole);
  const [root, experimentId = '', runId, modelId = ''] = match;
  const owner = runId === undefined ? ({ kind: 'model', id: modelId } as const) : ({ kind: 'run', id: runId } as const);
  return { experimentId, owner, path: whole.slice(root.length) };
}

const invalid = (message: string): SlipwayError =>
  new SlipwayError('invalid_request', `path: ${message}`, [{ path: 'path', message }]);
