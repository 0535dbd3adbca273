import type { ReactNode } from 'react';
import { CopyIcon } from './snippet.js';
import styles from './snippet.module.css';

/** Json shows any value as indented JSON, as text only, with copy. */
export function Json({
  value,
  label = 'JSON',
  maxHeight = 320,
}: {
  value: unknown;
  label?: string;
  maxHeight?: number;
}): ReactNode {
  const text = JSON.stringify(value, null, 2) ?? 'undefined';
  return (
    <div className={styles.code}>
      <pre tabIndex={0} aria-label={label} style={{ maxHeight, overflow: 'auto' }}>
        {text}
      </pre>
      <CopyIcon text={text} label={`Copy ${label}`} />
    </div>
  );
}
