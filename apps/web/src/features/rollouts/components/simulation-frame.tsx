import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { PageHeader, type PageHeaderProps } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';

/** SimulationFrame is what each simulator has around its fields and its results: the verdict, what is wrong with the fields, and the button. */
export function SimulationFrame({
  title,
  choice,
  verdict,
  fields,
  error,
  busy,
  onSubmit,
  children,
}: {
  title: string;
  choice: ReactNode;
  verdict: PageHeaderProps['verdict'];
  fields: ReactNode;
  error: string | null;
  busy: boolean;
  onSubmit: () => void;
  children: ReactNode;
}): ReactNode {
  return (
    <>
      <PageHeader title={title} actions={choice} verdict={verdict} />
      <Section title="Traffic and rules">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          {fields}
          {error !== null && (
            <Text size="xs" c="var(--slip-bad)" role="alert" mt="sm">
              {error}
            </Text>
          )}
          <Group mt="md">
            <Button type="submit" loading={busy} disabled={error !== null}>
              Simulate
            </Button>
          </Group>
        </form>
      </Section>
      {children}
    </>
  );
}
