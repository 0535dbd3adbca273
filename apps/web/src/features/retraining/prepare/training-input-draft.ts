import type { TrainingInput } from '@slipway/contracts';
import { tagLines, tagsOf } from '../../../lib/tag-lines.js';
import { holdOutDraftOf, holdOutOf, type HoldOutDraft } from './hold-out-draft.js';

/** TrainingInputDraft is what a trainer learns from as a form holds it; what is not chosen yet is null. */
export interface TrainingInputDraft {
  model: string | null;
  /** Learned from are the predictions of an endpoint, or a dataset where there is none. */
  endpoint: string | null;
  dataset: string | null;
  windowDays: number | string;
  holdOut: HoldOutDraft;
  /** Parameters of the trainer as `name=value`. */
  params: string[];
}

/** emptyInput is the form of an input of which nothing is chosen yet. */
export const emptyInput = (): TrainingInputDraft => ({
  model: null,
  endpoint: null,
  dataset: null,
  windowDays: 90,
  holdOut: holdOutDraftOf({}),
  params: [],
});

/** inputDraftOf is the form of an input. */
export const inputDraftOf = (input: TrainingInput): TrainingInputDraft => ({
  model: input.model,
  endpoint: input.endpoint ?? null,
  dataset: input.dataset ?? null,
  windowDays: input.windowDays,
  holdOut: holdOutDraftOf(input),
  params: tagLines(input.params),
});

/** inputOf is the input that a form asks for, or null while something is missing; rows of a dataset have no event times by which they could be held out. */
export function inputOf(draft: TrainingInputDraft, known: TrainingInput | undefined): TrainingInput | null {
  const { model, endpoint, dataset, windowDays } = draft;
  const holdOut = endpoint === null ? {} : holdOutOf(draft.holdOut, known?.holdOut);
  if (model === null || (endpoint === null && dataset === null) || windowDays === '' || holdOut === null) return null;
  return {
    model,
    params: tagsOf(draft.params),
    windowDays: Number(windowDays),
    ...(dataset !== null && { dataset }),
    ...(endpoint !== null && { endpoint }),
    ...holdOut,
  };
}
