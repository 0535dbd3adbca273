import type { Rollout, RoutingRule } from '@slipway/contracts';
import { List, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { audienceWords } from '../prepare/rollout-words.js';
import { matchWords } from '../prepare/match-words.js';

/** Audience says who gets which version: by share, by cohort, and by rules that come before both. */
export function Audience({ rollout }: { rollout: Rollout }): ReactNode {
  const { plan, rules, fromVersion, toVersion } = rollout;
  const cohorts = 'cohorts' in plan ? plan.cohorts : [];
  const versionOf = ({ to, version = toVersion }: RoutingRule): string => `v${to === 'stable' ? fromVersion : version}`;
  return (
    <Section title="Who gets it">
      <Text size="sm">{audienceWords(rollout)}</Text>
      {cohorts.length > 0 && (
        <List size="sm" mt="xs">
          {cohorts.map(({ name, anyOf }) => (
            <List.Item key={name}>
              <b>{name}</b>: {anyOf.map(matchWords).join(', or ')}
            </List.Item>
          ))}
        </List>
      )}
      {rules.length > 0 && (
        <>
          <Text size="sm" mt="xs">
            Before any share, the first of these that matches; such requests are no evidence:
          </Text>
          <List size="sm" type="ordered">
            {rules.map((rule, index) => (
              <List.Item key={index}>
                {matchWords(rule.match)}: always {versionOf(rule)}
              </List.Item>
            ))}
          </List>
        </>
      )}
    </Section>
  );
}
