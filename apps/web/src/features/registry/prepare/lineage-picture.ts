import type { LineageLink } from '@slipway/contracts';
import { formatDigest } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';

/** LineageNode is one box of the picture; `path` is its page, or null where there is none. */
export interface LineageNode {
  key: string;
  kind: string;
  label: string;
  relation: string;
  path: string | null;
  at: string | null;
}

/** LineagePicture is what a version came from on the left and what came of it on the right; `hidden` counts what is folded away. */
export interface LineagePicture {
  upstream: LineageNode[];
  downstream: LineageNode[];
  hidden: number;
}

const MOST = 12;
/** What serves or alarms now is looked for before what was once measured. */
const ORDER: readonly LineageLink['kind'][] = [
  'endpoint',
  'alert',
  'rollout',
  'version',
  'evaluation',
  'baseline',
  'run',
  'logged_model',
  'training_run',
  'dataset',
  'git_commit',
];

/** lineagePicture lays links out by direction and kind, newest first within a kind; beyond twelve a side the rest is folded unless `all`. */
export function lineagePicture(links: readonly LineageLink[], all: boolean): LineagePicture {
  const side = (direction: LineageLink['direction']): LineageNode[] =>
    links
      .filter((link) => link.direction === direction)
      .toSorted((left, right) => ORDER.indexOf(left.kind) - ORDER.indexOf(right.kind))
      .map(nodeOf);
  const [upstream, downstream] = [side('upstream'), side('downstream')];
  const cut = (nodes: LineageNode[]): LineageNode[] => (all ? nodes : nodes.slice(0, MOST));
  const shown = { upstream: cut(upstream), downstream: cut(downstream) };
  const hidden = upstream.length + downstream.length - shown.upstream.length - shown.downstream.length;
  return { ...shown, hidden };
}

const nodeOf = (link: LineageLink): LineageNode => ({
  key: `${link.kind} ${link.id} ${link.relation}`,
  kind: KINDS[link.kind],
  label: labelOf(link),
  relation: link.relation,
  path: pathOf(link),
  at: link.at,
});

const KINDS: Readonly<Record<LineageLink['kind'], string>> = {
  run: 'Run',
  logged_model: 'Logged model',
  training_run: 'Training run',
  dataset: 'Dataset',
  git_commit: 'Commit',
  version: 'Version',
  evaluation: 'Evaluation',
  baseline: 'Baseline',
  endpoint: 'Endpoint',
  rollout: 'Rollout',
  alert: 'Alert',
};

function labelOf({ kind, id, label }: LineageLink): string {
  if (kind === 'git_commit') return id.slice(0, 12);
  return kind === 'dataset' && label.startsWith('sha256:') ? formatDigest(label) : label;
}

function pathOf({ kind, id }: LineageLink): string | null {
  const cut = id.lastIndexOf('/');
  switch (kind) {
    case 'run':
      return paths.run(id);
    case 'training_run':
      return paths.trainingRun(id);
    case 'evaluation':
      return paths.evaluation(id);
    case 'endpoint':
      return paths.endpoint(id);
    case 'rollout':
      return paths.rollout(id);
    case 'alert':
      return paths.alerts;
    case 'version':
      return paths.version(id.slice(0, cut), Number(id.slice(cut + 1)));
    case 'dataset':
      return cut === -1 ? null : paths.dataset(id.slice(0, cut));
    case 'baseline':
    case 'logged_model':
    case 'git_commit':
      return null;
  }
}
