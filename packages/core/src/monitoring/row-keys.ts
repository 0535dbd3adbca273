import type { Feature, Redaction } from '@slipway/contracts';

/**
 * rowKeys are texts that are the same where rows have the same value in every feature; what else is in a row does not count. A row that holds
 * nothing at all has no key: its inputs were too large for the log, or came as tensors that are no columns.
 */
export function rowKeys(
  features: readonly Pick<Feature, 'name'>[],
  rows: readonly Readonly<Record<string, unknown>>[],
): string[] {
  return rows
    .filter((row) => Object.keys(row).length > 0)
    .map((row) => JSON.stringify(features.map(({ name }) => keptApart(row[name]))));
}

/**
 * whyNotTold says why rows with these features cannot be told apart, or is null where they can: of pictures and tensors the values are not kept,
 * nor those that the log leaves out. Digests tell rows apart as well as the values do.
 */
export function whyNotTold(
  features: readonly Pick<Feature, 'name' | 'type'>[],
  redactions: readonly Redaction[] = [],
): string | null {
  if (features.length === 0) return 'Rows cannot be told apart: the model has no features, only tensors.';
  const untold = features.find(({ type }) => type === 'image' || type === 'tensor');
  if (untold === undefined) return whyLeftOut(features, redactions);
  const { name, type } = untold;
  return `Rows cannot be told apart: ${name} is ${type === 'image' ? 'an image' : 'a tensor'}, whose values are not compared.`;
}

function whyLeftOut(features: readonly Pick<Feature, 'name'>[], redactions: readonly Redaction[]): string | null {
  const ruleFor = (name: string): Redaction | undefined =>
    redactions.find(({ feature }) => feature === name) ?? redactions.find(({ feature }) => feature === '*');
  const left = features.filter(({ name }) => ruleFor(name)?.by === 'removal').map(({ name }) => name);
  return left.length === 0 ? null : `Rows cannot be told apart: the log leaves out ${left.join(', ')}.`;
}

/** JSON has no integers of 64 bits, and writes what is no number as null. */
function keptApart(value: unknown): unknown {
  return typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))
    ? String(value)
    : (value ?? null);
}
