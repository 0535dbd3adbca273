/** Tone is the meaning of a colour: it is never shown without an icon and a word. */
export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'unknown';

/** toneColor is the CSS colour of a tone in the current colour scheme. */
export const toneColor = (tone: Tone): string => `var(--slip-${tone})`;
