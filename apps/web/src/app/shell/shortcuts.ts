import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { navigationEntries } from './navigation.js';

/** Shortcut is one key or sequence with what it does, as the help shows it. */
export interface Shortcut {
  keys: string;
  does: string;
}

/** shortcuts lists every key besides `g` and a letter. */
export const shortcuts: readonly Shortcut[] = [
  { keys: 'Ctrl K', does: 'Search and go anywhere' },
  { keys: '?', does: 'This map' },
  { keys: '/', does: 'Filter this page' },
  { keys: 'j  k', does: 'Next row, previous row' },
  { keys: 'Enter', does: 'Open the row' },
  { keys: 'Esc', does: 'Close' },
];

const SEQUENCE_MS = 1200;

/** KeyActions are what the keys of the whole UI do. */
export interface KeyActions {
  openPalette: () => void;
  openHelp: () => void;
}

/** useShortcuts listens to the keys of the whole UI; never while somebody types, and no key does anything dangerous. */
export function useShortcuts({ openPalette, openHelp }: KeyActions): void {
  const navigate = useNavigate();
  const goPressedAt = useRef(-SEQUENCE_MS);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        openPalette();
        return;
      }
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        isTyping(event.target) ||
        document.querySelector('[role=dialog]') !== null
      )
        return;
      const inSequence = event.timeStamp - goPressedAt.current < SEQUENCE_MS;
      goPressedAt.current = event.key === 'g' ? event.timeStamp : -SEQUENCE_MS;
      const place = inSequence ? navigationEntries.find(({ letter }) => letter === event.key) : undefined;
      if (place !== undefined) void navigate(place.path);
      else if (event.key === '?') openHelp();
      else if (event.key === '/') focusFilter(event);
      else if (event.key === 'j') focusRow(1);
      else if (event.key === 'k') focusRow(-1);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [navigate, openPalette, openHelp]);
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

function focusFilter(event: KeyboardEvent): void {
  const filter = document.querySelector<HTMLInputElement>('main input[type=search]');
  if (filter === null) return;
  event.preventDefault();
  filter.focus();
}

function focusRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row-link]')];
  const current = rows.findIndex((row) => row === document.activeElement);
  rows[Math.min(rows.length - 1, Math.max(0, current + step))]?.focus();
}
