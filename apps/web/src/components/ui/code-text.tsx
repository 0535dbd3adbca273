import type { ReactNode } from 'react';
import { CopyIcon } from './snippet.js';
import styles from './snippet.module.css';

/** CodeText shows a text as it is, to scroll and to copy. */
export function CodeText({
  text,
  label,
  maxHeight = 320,
}: {
  text: string;
  label: string;
  maxHeight?: number;
}): ReactNode {
  return (
    <div className={styles.code}>
      <pre tabIndex={0} aria-label={label} style={{ maxHeight, overflow: 'auto' }}>
        {text}
      </pre>
      <CopyIcon text={text} label={`Copy ${label}`} />
    </div>
  );
}
