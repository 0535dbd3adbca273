import { ActionIcon, Code, Popover, Stack, Text, TextInput } from '@mantine/core';
import { IconHelp, IconSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ApiError } from '../../lib/api.js';
import { useTyped, useUrlState } from '../../lib/url-state.js';

/** SearchBoxProps: `param` is the name in the address; `error` of the list is shown here when it is about the filter. */
export interface SearchBoxProps {
  label: string;
  param?: string;
  examples: readonly (readonly [filter: string, meaning: string])[];
  error: unknown;
}

/** filterProblem is what the server says is wrong with the filter, or null when the error is about something else. */
export function filterProblem(error: unknown): string | null {
  if (!(error instanceof ApiError) || error.status !== 400) return null;
  const fields = error.problem.errors ?? [];
  return fields.find(({ path }) => /filter|orderBy/.test(path))?.message ?? error.problem.detail ?? null;
}

/** SearchBox takes a filter of MLflow's grammar, on Enter; help and the server's own words for what is wrong stand at the field. */
export function SearchBox({ label, param = 'filter', examples, error }: SearchBoxProps): ReactNode {
  const [filter, setFilter] = useUrlState<string>(param, '');
  const [text, setText] = useTyped(filter);
  return (
    <form
      style={{ flex: '1 1 320px', maxWidth: 620 }}
      onSubmit={(event) => {
        event.preventDefault();
        setFilter(text.trim());
      }}
    >
      <TextInput
        type="search"
        size="xs"
        leftSection={<IconSearch size={14} />}
        rightSection={<FilterHelp examples={examples} />}
        placeholder={`${label}, such as ${examples[0]?.[0] ?? ''}`}
        aria-label={label}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        value={text}
        error={filter === '' ? null : filterProblem(error)}
        onChange={(event) => {
          setText(event.currentTarget.value);
          if (event.currentTarget.value === '') setFilter('');
        }}
      />
    </form>
  );
}

function FilterHelp({ examples }: Pick<SearchBoxProps, 'examples'>): ReactNode {
  return (
    <Popover width={420} position="bottom-end" withArrow trapFocus>
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label="How to write a filter">
          <IconHelp size={15} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={6}>
          <Text size="sm">The grammar of MLflow’s searches; press Enter to search.</Text>
          {examples.map(([example, meaning]) => (
            <div key={example}>
              <Code>{example}</Code>
              <Text size="xs" c="dimmed">
                {meaning}
              </Text>
            </div>
          ))}
          <Text size="xs" c="dimmed">
            Join with AND. Texts in quotes; LIKE and ILIKE take %; a name with spaces stands in `backticks`.
          </Text>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
