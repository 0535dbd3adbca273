import type { ModelVersion } from '@slipway/contracts';

/** versionChoices lists the versions that could follow, newest first: those that can serve and do not already. */
export function versionChoices(
  versions: readonly Pick<ModelVersion, 'version' | 'aliases' | 'framework'>[],
  serving: number | undefined,
): { value: string; label: string }[] {
  return versions
    .filter(({ version, framework }) => version !== serving && framework !== 'opaque')
    .map(({ version, aliases }) => ({
      value: String(version),
      label: aliases.length === 0 ? `v${version}` : `v${version} (${aliases.join(', ')})`,
    }));
}
