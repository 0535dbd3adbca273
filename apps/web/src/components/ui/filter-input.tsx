import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTyped, useUrlState } from '../../lib/url-state.js';

/** FilterInput keeps the typed filter in the address as `q`; `/` focuses it. */
export function FilterInput({ label }: { label: string }): ReactNode {
  const [q, setQ] = useUrlState<string>('q', '');
  const [text, setText] = useTyped(q);
  const set = useDebouncedCallback(setQ, 200);
  return (
    <TextInput
      type="search"
      size="xs"
      w={220}
      leftSection={<IconSearch size={14} />}
      placeholder={label}
      aria-label={label}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        set(event.currentTarget.value);
      }}
    />
  );
}
