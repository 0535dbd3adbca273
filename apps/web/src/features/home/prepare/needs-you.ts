import type { Home } from '@slipway/contracts';
import type { Tone } from '../../../components/ui/tone.js';

/** homeTone is the tone of the whole: that of the worst thing that waits (the API puts it first), else good. */
export const homeTone = ({ needsYou }: Pick<Home, 'needsYou'>): Tone => needsYou[0]?.severity ?? 'good';
