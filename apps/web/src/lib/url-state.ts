import { useSearchParams } from 'react-router';

/** useUrlState keeps one small choice (tab, filter, range) in the address, so that a link shows the same view; the fallback is left out. */
export function useUrlState<T extends string>(name: string, fallback: T): [T, (value: T) => void] {
  const [search, setSearch] = useSearchParams();
  const set = (value: T): void =>
    setSearch(
      (current) => {
        const next = new URLSearchParams(current);
        if (value === fallback) next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  return [(search.get(name) ?? fallback) as T, set];
}
