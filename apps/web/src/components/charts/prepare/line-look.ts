import type { SeriesLook } from './series-look.js';

const colors = ['var(--slip-stable)', 'var(--slip-candidate)', 'var(--slip-shadow)', 'var(--slip-reference)'] as const;
const dashes = [undefined, '6 3', '2 3'] as const;

/** lineLook tells up to twelve lines apart: four colours, each solid, dashed and dotted. */
export function lineLook(index: number): SeriesLook {
  const color = colors[index % colors.length] ?? colors[0];
  const dash = dashes[Math.floor(index / colors.length) % dashes.length];
  return { color, dots: false, ...(dash !== undefined && { dash }) };
}
