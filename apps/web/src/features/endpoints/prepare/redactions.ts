import type { Redaction } from '@slipway/contracts';

const EVERY_OTHER = { value: '*', label: 'every other feature' };

/** redactedBy lists the features that rules redact in one way. */
export const redactedBy = (rules: readonly Redaction[], by: Redaction['by']): string[] =>
  rules.filter((rule) => rule.by === by).map(({ feature }) => feature);

/** withRedacted are the rules when these features are redacted in one way; those of the other way stay. */
export const withRedacted = (
  rules: readonly Redaction[],
  by: Redaction['by'],
  features: readonly string[],
): Redaction[] => [...rules.filter((rule) => rule.by !== by), ...features.map((feature) => ({ feature, by }))];

/** redactionChoices are the features that may be redacted in one way: all that are not redacted in the other one. */
export const redactionChoices = (
  features: readonly string[],
  rules: readonly Redaction[],
  by: Redaction['by'],
): { value: string; label: string }[] =>
  [...features.map((feature) => ({ value: feature, label: feature })), EVERY_OTHER].filter(({ value }) =>
    rules.every((rule) => rule.feature !== value || rule.by === by),
  );

/** redactionWords say in the line above the log what it does not keep as it is; null without rules. */
export function redactionWords(rules: readonly Redaction[]): string | null {
  const named = (by: Redaction['by']): string =>
    redactedBy(rules, by)
      .map((feature) => (feature === '*' ? EVERY_OTHER.label : feature))
      .join(', ');
  const [removed, digested] = [named('removal'), named('digest')];
  if (removed === '') return digested === '' ? null : `digests of ${digested}`;
  return digested === '' ? `without ${removed}` : `without ${removed}, digests of ${digested}`;
}
