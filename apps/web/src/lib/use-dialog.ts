import { useSearchParams } from 'react-router';

/** useDialog opens a dialog by a mark in the address (`?upload=1`), so that a link can open it; closing removes the mark. */
export function useDialog(name: string): { opened: boolean; open: () => void; close: () => void } {
  const [search, setSearch] = useSearchParams();
  const set = (value: string | null): void =>
    setSearch(
      (current) => {
        const next = new URLSearchParams(current);
        if (value === null) next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  return { opened: search.has(name), open: () => set('1'), close: () => set(null) };
}
