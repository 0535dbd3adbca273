import type { ReactNode } from 'react';
import { CodeText } from './code-text.js';

/** Json shows any value as indented JSON, as text only, with copy. */
export function Json({
  value,
  label = 'JSON',
  maxHeight,
}: {
  value: unknown;
  label?: string;
  maxHeight?: number;
}): ReactNode {
  const text = JSON.stringify(value, null, 2) ?? 'undefined';
  return <CodeText text={text} label={label} {...(maxHeight !== undefined && { maxHeight })} />;
}
