import type { Variant, VariantRole } from '@slipway/contracts';

/** ROUTED is the choice of nobody in particular: the request is drawn like any other. */
export const ROUTED = 'routed';

type Named = Pick<Variant, 'role' | 'version'>;

/** variantChoice is a variant to send to; candidates of an A/B test share a role, so its number is part of the choice. */
export const variantChoice = ({ role, version }: Named): { value: string; label: string } => {
  const label = `${role} v${version}`;
  return { value: label, label };
};

/** wantedVariant is what the API is asked for: nothing for ROUTED, a role, or a number where several share a role. */
export function wantedVariant(variants: readonly Named[], chosen: string): { role?: VariantRole; version?: number } {
  const found = variants.find((variant) => variantChoice(variant).value === chosen);
  if (found === undefined) return {};
  const isOnly = variants.filter(({ role }) => role === found.role).length === 1;
  return isOnly ? { role: found.role } : { version: found.version };
}
