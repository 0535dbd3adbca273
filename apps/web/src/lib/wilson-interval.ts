const Z95 = 1.959964;

/** wilsonInterval is the 95 % interval of a share seen in `count` rows (Wilson 1927); within 0 and 1, and never empty. */
export function wilsonInterval(share: number, count: number): [number, number] {
  const z2 = Z95 ** 2;
  const centre = (share + z2 / (2 * count)) / (1 + z2 / count);
  const half = (Z95 / (1 + z2 / count)) * Math.sqrt((share * (1 - share)) / count + z2 / (4 * count ** 2));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
