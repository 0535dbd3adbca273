import { ActionIcon, CopyButton, Tabs, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './snippet.module.css';

/** SnippetTab is one way to do it: `curl`, `CLI`, `Python`, and its text. */
export interface SnippetTab {
  label: string;
  code: string;
}

/** Snippet shows commands to copy, one tab a tool. */
export function Snippet({ tabs }: { tabs: readonly SnippetTab[] }): ReactNode {
  const first = tabs[0];
  if (first === undefined) return null;
  if (tabs.length === 1) return <Code code={first.code} />;
  return (
    <Tabs defaultValue={first.label} variant="default">
      <Tabs.List>
        {tabs.map(({ label }) => (
          <Tabs.Tab key={label} value={label}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ label, code }) => (
        <Tabs.Panel key={label} value={label}>
          <Code code={code} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function Code({ code }: { code: string }): ReactNode {
  return (
    <div className={styles.code}>
      <pre tabIndex={0} aria-label="Commands">
        {code}
      </pre>
      <CopyIcon text={code} label="Copy" />
    </div>
  );
}

/** CopyIcon copies a text and says so. */
export function CopyIcon({ text, label }: { text: string; label: string }): ReactNode {
  return (
    <CopyButton value={text} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : label}>
          <ActionIcon variant="subtle" color="gray" size="sm" onClick={copy} aria-label={label}>
            {copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
