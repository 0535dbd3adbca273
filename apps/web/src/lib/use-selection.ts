import { useUrlState } from './url-state.js';

/** useSelection keeps chosen things in the address as a list, in the order in which they were chosen. */
export function useSelection(name: string): { chosen: readonly string[]; toggle: (key: string) => void } {
  const [text, setText] = useUrlState<string>(name, '');
  const chosen = text === '' ? [] : text.split(',');
  const toggle = (key: string): void =>
    setText((chosen.includes(key) ? chosen.filter((each) => each !== key) : [...chosen, key]).join(','));
  return { chosen, toggle };
}
