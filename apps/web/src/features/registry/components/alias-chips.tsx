import { Badge, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { paths } from '../../../lib/paths.js';

/** AliasChips shows aliases with the version that each points at. */
export function AliasChips({
  model,
  aliases,
}: {
  model: string;
  aliases: readonly { alias: string; version: number }[];
}): ReactNode {
  return (
    <Group gap={4}>
      {aliases.map(({ alias, version }) => (
        <Badge
          key={alias}
          component={Link}
          to={paths.version(model, version)}
          variant="light"
          tt="none"
          fw={500}
          style={{ cursor: 'pointer' }}
        >
          {alias} v{version}
        </Badge>
      ))}
    </Group>
  );
}

/** AliasNames shows the aliases of one version. */
export function AliasNames({ aliases }: { aliases: readonly string[] }): ReactNode {
  return (
    <Group gap={4}>
      {aliases.map((alias) => (
        <Badge key={alias} variant="light" tt="none" fw={500}>
          {alias}
        </Badge>
      ))}
    </Group>
  );
}
