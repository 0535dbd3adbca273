import { useState } from 'react';
import { useLocation, useNavigationType, useSearchParams } from 'react-router';

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

/**
 * useTyped is the text of a field whose value the address keeps once it is asked for. What is typed leads; but where a link, a view or Back
 * brings another address of the same page, the field shows what that one says.
 */
export function useTyped(kept: string): [string, (text: string) => void] {
  const [text, setText] = useState(kept);
  const { key } = useLocation();
  const [followed, setFollowed] = useState(key);
  // A field replaces the address with what it asks for, so only other ways of going there are followed.
  const isOwn = useNavigationType() === 'REPLACE';
  if (key !== followed) {
    setFollowed(key);
    if (!isOwn) setText(kept);
  }
  return [text, setText];
}
