/** MetadataText is the two free fields of the upload form, one `name=value` a line. */
export interface MetadataText {
  metrics: string;
  params: string;
  description: string;
}

/** Parsed is what the lines say, or which line is wrong. */
export type Parsed =
  | { metadata: { metrics: Record<string, number>; params: Record<string, string>; description: string } }
  | { problem: string };

/** parseMetadata reads lines such as `auc=0.91`; empty lines are skipped, metrics must be finite numbers. */
export function parseMetadata({ metrics, params, description }: MetadataText): Parsed {
  const metricPairs = pairsOf(metrics);
  const paramPairs = pairsOf(params);
  const broken = [...metricPairs, ...paramPairs].find(({ name }) => name === '');
  if (broken !== undefined) return { problem: `“${broken.line}” is not name=value.` };
  const noNumber = metricPairs.find(({ value }) => value === '' || !Number.isFinite(Number(value)));
  if (noNumber !== undefined) return { problem: `The metric ${noNumber.name} is not a number: “${noNumber.value}”.` };
  return {
    metadata: {
      metrics: Object.fromEntries(metricPairs.map(({ name, value }) => [name, Number(value)])),
      params: Object.fromEntries(paramPairs.map(({ name, value }) => [name, value])),
      description,
    },
  };
}

function pairsOf(text: string): { line: string; name: string; value: string }[] {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.map((line) => {
    const cut = line.indexOf('=');
    return { line, name: line.slice(0, Math.max(0, cut)).trim(), value: line.slice(cut + 1).trim() };
  });
}
