import { useState } from 'react';

/** useDraft holds what somebody types into a form until the tab closes, a reload included; `forget` empties it. */
export function useDraft<T extends object>(
  name: string,
  empty: T,
): { draft: T; change: (part: Partial<T>) => void; forget: () => void } {
  const key = `draft:${name}`;
  const [draft, setDraft] = useState<T>(() => ({ ...empty, ...storedDraft(key) }));
  return {
    draft,
    change: (part) =>
      setDraft((current) => {
        const next = { ...current, ...part };
        sessionStorage.setItem(key, JSON.stringify(next));
        return next;
      }),
    forget: () => {
      sessionStorage.removeItem(key);
      setDraft(empty);
    },
  };
}

/** What is kept may have been written by another version of this page, or by hand. */
function storedDraft(key: string): object {
  try {
    const held: unknown = JSON.parse(sessionStorage.getItem(key) ?? '{}');
    return typeof held === 'object' && held !== null ? held : {};
  } catch {
    return {};
  }
}
