import { useState } from 'react';

/** PageTurn is where a list stands: its page, from 1, and how to turn; null where there is none. */
export interface PageTurn {
  page: number;
  next: (() => void) | null;
  back: (() => void) | null;
}

/** Pages gives the cursor to ask with, and after the answer what turns the page. */
export interface Pages {
  cursor: string | undefined;
  turn: (nextCursor: string | null | undefined) => PageTurn;
}

/** usePages keeps the cursors of the pages gone through; another `question` (filter, order) begins at the first page again. */
export function usePages(question: string): Pages {
  const [state, setState] = useState<{ question: string; cursors: readonly string[] }>({ question, cursors: [] });
  const cursors = state.question === question ? state.cursors : [];
  const go = (next: readonly string[]): void => setState({ question, cursors: next });
  return {
    cursor: cursors.at(-1),
    turn: (nextCursor) => ({
      page: cursors.length + 1,
      next: nextCursor == null ? null : () => go([...cursors, nextCursor]),
      back: cursors.length === 0 ? null : () => go(cursors.slice(0, -1)),
    }),
  };
}
