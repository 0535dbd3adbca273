import { graphEndpoints, type GraphMatch } from '@slipway/contracts';
import { Combobox, Text, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { formatNumber, middleCut } from '../../../lib/format.js';
import { useCall } from '../../../lib/queries.js';

/** GraphSearchProps: `onFound` hears which operator was chosen. */
export interface GraphSearchProps {
  model: string;
  version: number;
  onFound: (match: GraphMatch) => void;
}

/** GraphSearch finds operators of the whole model by a part of their name or kind, on whatever level they are drawn. */
export function GraphSearch({ model, version, onFound }: GraphSearchProps): ReactNode {
  const combobox = useCombobox();
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), 200);
  const found = useCall(
    graphEndpoints.searchGraph,
    { params: { name: model, version }, query: { q } },
    { enabled: q !== '' },
  );
  const items = q === '' ? [] : (found.data?.items ?? []);
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(index) => {
        onFound(items[Number(index)]!);
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextInput
          size="xs"
          w={260}
          type="search"
          leftSection={<IconSearch size={14} />}
          placeholder="Find by name or kind, such as Conv"
          aria-label="Find operators"
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            combobox.openDropdown();
            combobox.resetSelectedOption();
          }}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={q === '' || found.data === undefined}>
        <Combobox.Options mah={320} style={{ overflowY: 'auto' }}>
          {items.map(({ id, at, label, name, where }, index) => (
            <Combobox.Option key={`${at} ${id}`} value={String(index)}>
              <Text size="sm">
                <b>{label}</b> {middleCut(name, 40)}
              </Text>
              <Text size="xs" c="dimmed">
                {where === '' ? 'outermost level' : middleCut(where, 60)}
              </Text>
            </Combobox.Option>
          ))}
          {items.length === 0 && <Combobox.Empty>No operator is called so.</Combobox.Empty>}
        </Combobox.Options>
        {found.data !== undefined && found.data.total > items.length && (
          <Combobox.Footer>
            <Text size="xs" c="dimmed">
              The first {items.length} of {formatNumber(found.data.total)}
            </Text>
          </Combobox.Footer>
        )}
      </Combobox.Dropdown>
    </Combobox>
  );
}
