import type { Evaluation } from '@slipway/contracts';

/** VersionGates is how many gates the newest finished evaluation of a version passed, and on which dataset. */
export interface VersionGates {
  passed: number;
  total: number;
  dataset: string;
  evaluationId: string;
}

/** gatesOf reads the newest finished evaluation of a version; `evaluations` come newest first. Null: not evaluated. */
export function gatesOf(evaluations: readonly Evaluation[], version: number): VersionGates | null {
  const newest = evaluations.find((each) => each.version === version && each.state === 'done');
  if (newest === undefined) return null;
  const passed = newest.gates.filter(({ outcome }) => outcome === 'passed').length;
  return {
    passed,
    total: newest.gates.length,
    dataset: `${newest.dataset} v${newest.datasetVersion}`,
    evaluationId: newest.id,
  };
}
