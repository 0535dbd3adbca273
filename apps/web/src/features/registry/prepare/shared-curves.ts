import type { Evaluation } from '@slipway/contracts';
import { rowsMeasured } from './measured-parts.js';

/** SharedCurves are finished evaluations of several versions on the same rows that have curves of a score, the base first. */
export interface SharedCurves {
  rows: string;
  sides: { name: string; evaluation: Evaluation }[];
}

/** sharedCurves finds the newest rows on which two versions or more have curves; a side is one version's finished evaluations, newest first. Null: none. */
export function sharedCurves(all: readonly (readonly Evaluation[])[]): SharedCurves | null {
  for (const key of new Set(all.flat().map(rowsMeasured))) {
    const sides = all
      .map((side) => side.find((each) => rowsMeasured(each) === key && each.curves !== null))
      .filter((each) => each !== undefined)
      .map((evaluation) => ({ name: `${evaluation.model} v${evaluation.version}`, evaluation }));
    if (sides.length > 1) return { rows: key, sides };
  }
  return null;
}
