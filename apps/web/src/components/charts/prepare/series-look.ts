/** SeriesRole is what a series stands for; each has one colour and one stroke everywhere. */
export type SeriesRole = 'stable' | 'candidate' | 'shadow' | 'reference' | 'plain';

/** SeriesLook is how a series is drawn. Colour is never alone: the stroke or the dots differ too. */
export interface SeriesLook {
  color: string;
  dash?: string;
  dots: boolean;
}

const looks: Readonly<Record<SeriesRole, SeriesLook>> = {
  stable: { color: 'var(--slip-stable)', dots: false },
  candidate: { color: 'var(--slip-candidate)', dots: true },
  shadow: { color: 'var(--slip-shadow)', dash: '6 4', dots: false },
  reference: { color: 'var(--slip-reference)', dots: false },
  plain: { color: 'var(--mantine-color-text)', dots: false },
};

/** lookOf is the look of a role; `dash` tells several lines of one role apart. */
export function lookOf(role: SeriesRole, dash?: string): SeriesLook {
  return dash === undefined ? looks[role] : { ...looks[role], dash };
}
