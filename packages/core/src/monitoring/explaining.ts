import type { FeatureDrift, WindowSize } from '@slipway/contracts';
import type { CausesRepository } from './causes.repository.js';
import type { WindowJudge } from './judge-window.js';
import type { Sources } from './reference-rows.js';
import type { SliceReferences } from './slice-references.js';
import type { TimeWindow } from './window.js';

/** ExplainedRun is the window that is asked about, and the calm ones before it: what it is compared with in time. */
export interface ExplainedRun {
  window: TimeWindow;
  size: WindowSize;
  features: readonly FeatureDrift[];
  calm: readonly TimeWindow[];
}

/** Explaining is what the reading of causes needs. */
export interface Explaining extends Sources {
  causes: CausesRepository;
  judge: WindowJudge;
  slices: SliceReferences;
}

/** EXPLAINED_ROWS a side tell the part of a slice to about one hundredth of all rows. */
export const EXPLAINED_ROWS = 10_000;
/** LEAST_EXPLAINED rows a side are needed to compare slices at all. */
export const LEAST_EXPLAINED = 100;
