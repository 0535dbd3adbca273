import type { KeyboardEvent } from 'react';

/** onEnter lets Enter in a field do the field's own act, for fields within a form that starts something else. Enter on a button, or on an option of an open list, does as always. */
export const onEnter =
  (act: () => void) =>
  (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.defaultPrevented || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    act();
  };
