import type { Gate } from '@slipway/contracts';

/** parseGates reads one gate a line, such as `auc >= 0.7`; empty lines are skipped. Answers the first line that is none. */
export function parseGates(text: string): { gates: Gate[] } | { problem: string } {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const gates: Gate[] = [];
  for (const line of lines) {
    const [, metric, op, number] = /^(.+?)\s*(>=|<=)\s*(\S+)$/.exec(line) ?? [];
    const threshold = Number(number);
    if (metric === undefined || op === undefined || !Number.isFinite(threshold))
      return { problem: `“${line}” is not a gate such as auc >= 0.7` };
    gates.push({ metric, op: op as Gate['op'], threshold });
  }
  return { gates };
}
