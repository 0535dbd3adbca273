import type { ReactNode } from 'react';
import { stringify } from 'yaml';
import { CodeText } from './code-text.js';

/** Yaml shows a value as `slipway apply` reads it, with copy; loaded late, because the writer is large. */
export default function Yaml({ value, label }: { value: unknown; label: string }): ReactNode {
  return <CodeText text={stringify(value)} label={label} />;
}
