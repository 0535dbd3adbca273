import type { TrainingInput } from '@slipway/contracts';

const MINUTE_MS = 60_000;

/** HeldOut is which rows a trainer does not see. */
export type HeldOut = 'nothing' | 'newest' | 'span';

/** HoldOutDraft is what is held out as a form shows it: a share in percent, or two local times as `datetime-local` gives them. */
export interface HoldOutDraft {
  kind: HeldOut;
  percent: number | string;
  from: string;
  to: string;
}

type HoldOut = Pick<TrainingInput, 'holdOutShare' | 'holdOut'>;

/** holdOutDraftOf is the form of what an input holds out. */
export const holdOutDraftOf = ({ holdOutShare, holdOut }: HoldOut): HoldOutDraft => ({
  kind: holdOut !== undefined ? 'span' : holdOutShare !== undefined ? 'newest' : 'nothing',
  percent: holdOutShare === undefined ? 20 : Number((holdOutShare * 100).toFixed(4)),
  from: holdOut === undefined ? '' : localText(holdOut.from),
  to: holdOut === undefined ? '' : localText(holdOut.to),
});

/** holdOutOf is what a form holds out, or null while something is missing; times of `known` that nobody changed stay to the millisecond. */
export function holdOutOf({ kind, percent, from, to }: HoldOutDraft, known: HoldOut['holdOut']): HoldOut | null {
  switch (kind) {
    case 'nothing':
      return {};
    case 'newest':
      return Number(percent) > 0 && Number(percent) <= 90 ? { holdOutShare: Number(percent) / 100 } : null;
    case 'span': {
      const [begin, end] = [timeOf(from, known?.from), timeOf(to, known?.to)];
      return begin !== null && end !== null && begin < end ? { holdOut: { from: begin, to: end } } : null;
    }
  }
}

function timeOf(text: string, known: string | undefined): string | null {
  if (known !== undefined && localText(known) === text) return known;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** A time as the clock here shows it, to the second. */
function localText(time: string): string {
  const at = new Date(time);
  return new Date(at.getTime() - at.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 19);
}
