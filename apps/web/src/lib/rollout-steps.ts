/** Step is a share of traffic in basis points and how long it is held at least. */
export interface Step {
  weightBp: number;
  holdSeconds: number;
}

/** parseSteps reads rising percentages such as "10, 50, 100"; the step at 100 % is not held. Null when they are not that. */
export function parseSteps(text: string, holdSeconds: number): Step[] | null {
  const percents = text
    .split(/[,;\s]+/)
    .filter((part) => part !== '')
    .map(Number);
  const rising = percents.every((percent, index) => percent > (percents[index - 1] ?? 0) && percent <= 100);
  if (percents.length === 0 || percents.length > 20 || !rising || !Number.isInteger(holdSeconds) || holdSeconds < 0)
    return null;
  return percents.map((percent) => ({
    weightBp: Math.round(percent * 100),
    holdSeconds: percent === 100 ? 0 : holdSeconds,
  }));
}
