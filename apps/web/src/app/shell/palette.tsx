import { overviewEndpoints } from '@slipway/contracts';
import { Modal, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useMemo, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { useCall } from '../../lib/queries.js';
import { fixedChoices, rankChoices, type Choice } from './palette-choices.js';
import styles from './palette.module.css';

/** Palette finds things, pages and acts by name; arrows choose, Enter opens. */
export default function Palette({ onClose }: { onClose: () => void }): ReactNode {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const [asked] = useDebouncedValue(text.trim(), 120);
  const navigate = useNavigate();
  const found = useCall(overviewEndpoints.search, { query: { q: asked } }, { enabled: asked !== '' });
  const choices = useMemo(() => {
    const things: Choice[] =
      asked === '' ? [] : (found.data?.items ?? []).map(({ kind, name, path }) => ({ kind, label: name, path }));
    return rankChoices([...things, ...fixedChoices], text);
  }, [found.data, asked, text]);
  const open = (choice: Choice | undefined): void => {
    if (choice === undefined) return;
    onClose();
    void navigate(choice.path);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setChosen((index) => (index + step + choices.length) % Math.max(1, choices.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      open(choices[chosen]);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      padding="xs"
      size="lg"
      centered={false}
      yOffset="12vh"
      aria-label="Search"
    >
      <TextInput
        data-autofocus
        size="md"
        variant="unstyled"
        leftSection={<IconSearch size={18} />}
        placeholder="Model, endpoint, monitor, page or act"
        aria-label="Search"
        role="combobox"
        aria-expanded
        aria-controls="palette-choices"
        aria-activedescendant={`palette-${chosen}`}
        value={text}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setChosen(0);
        }}
      />
      <ul id="palette-choices" role="listbox" aria-label="Found" className={styles.choices}>
        {choices.map((choice, index) => (
          <li
            key={`${choice.kind} ${choice.path} ${choice.label}`}
            id={`palette-${index}`}
            role="option"
            aria-selected={index === chosen}
            onMouseMove={() => setChosen(index)}
            onPointerUp={() => open(choice)}
          >
            <span>{choice.label}</span>
            <small>{choice.kind}</small>
          </li>
        ))}
        {choices.length === 0 && (
          <li className={styles.none}>{found.isFetching ? 'Searching…' : `Nothing is called “${text}”.`}</li>
        )}
      </ul>
    </Modal>
  );
}
