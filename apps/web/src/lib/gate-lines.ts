import type { Gate } from '@slipway/contracts';

/** GATE_EXAMPLES shows each form that a gate line may take. */
export const GATE_EXAMPLES = [
  'auc >= 0.7',
  'auc >= 95% of champion',
  'log_loss <= champion + 0.01',
  'recall >= 0.5 in origin=ORD',
];

type Limit = Pick<Gate, 'compare' | 'threshold'>;

/** parseGates reads one gate a line (GATE_EXAMPLES); empty lines are skipped. Answers the first line that is none. */
export function parseGates(text: string): { gates: Gate[] } | { problem: string } {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const gates: Gate[] = [];
  for (const line of lines) {
    const gate = parseGate(line);
    if (gate === null) return { problem: `“${line}” is not a gate such as ${GATE_EXAMPLES[0]}` };
    if (gate.slice !== undefined && gate.compare !== 'value')
      return { problem: `“${line}”: a gate on a slice compares with a value, not with the champion` };
    gates.push(gate);
  }
  return { gates };
}

/** gateLine writes a gate as parseGates reads it. */
export function gateLine({ metric, op, slice, ...limit }: Gate): string {
  return `${metric} ${op} ${limitText(limit)}${slice === undefined ? '' : ` in ${slice.column}=${slice.value}`}`;
}

function parseGate(line: string): Gate | null {
  const [, metric, op, rest = '', column, value] =
    /^(\S+?)\s*(>=|<=)\s*(.+?)(?:\s+in\s+([^=]+?)\s*=\s*(.+))?$/.exec(line) ?? [];
  const limit = parseLimit(rest);
  if (metric === undefined || limit === null) return null;
  const slice = column === undefined || value === undefined ? {} : { slice: { column, value } };
  return { metric, op: op as Gate['op'], ...limit, ...slice };
}

function parseLimit(text: string): Limit | null {
  const ratio = /^([\d.]+)\s*%\s*of\s+champion$/.exec(text)?.[1];
  if (ratio !== undefined) return limitOf('champion_ratio', Number(ratio) / 100);
  const [whole, sign = '+', difference = '0'] = /^champion(?:\s*([+-])\s*([\d.]+))?$/.exec(text) ?? [];
  if (whole !== undefined) return limitOf('champion_difference', Number(`${sign}${difference}`));
  return limitOf('value', Number(text));
}

const limitOf = (compare: Gate['compare'], threshold: number): Limit | null =>
  Number.isFinite(threshold) ? { compare, threshold } : null;

function limitText({ compare, threshold }: Limit): string {
  const rounded = Number(threshold.toPrecision(12));
  if (compare === 'champion_ratio') return `${Number((rounded * 100).toPrecision(12))}% of champion`;
  if (compare === 'value') return String(rounded);
  return rounded === 0 ? 'champion' : `champion ${rounded < 0 ? '-' : '+'} ${Math.abs(rounded)}`;
}
