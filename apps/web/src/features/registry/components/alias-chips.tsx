import type { AliasPolicy } from '@slipway/contracts';
import { Badge, Group } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { paths } from '../../../lib/paths.js';
import { protectionOf } from '../prepare/alias-protection.js';

/** AliasChips shows aliases with the version that each points at; a lock marks those that only approvers move. */
export function AliasChips({
  model,
  aliases,
  policies = [],
}: {
  model: string;
  aliases: readonly { alias: string; version: number }[];
  policies?: readonly AliasPolicy[];
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
          leftSection={lockOf(alias, policies)}
        >
          {alias} v{version}
        </Badge>
      ))}
    </Group>
  );
}

/** AliasNames shows the aliases of one version. */
export function AliasNames({
  aliases,
  policies = [],
}: {
  aliases: readonly string[];
  policies?: readonly AliasPolicy[];
}): ReactNode {
  return (
    <Group gap={4}>
      {aliases.map((alias) => (
        <Badge key={alias} variant="light" tt="none" fw={500} leftSection={lockOf(alias, policies)}>
          {alias}
        </Badge>
      ))}
    </Group>
  );
}

/** Not a component: a badge keeps room for one that draws nothing. */
function lockOf(alias: string, policies: readonly AliasPolicy[]): ReactNode {
  const pattern = protectionOf(alias, policies);
  return pattern === null ? undefined : (
    <IconLock size={11} role="img" aria-label={`protected by ${pattern}: approvers move it`} />
  );
}
