import { Group, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { ToneIcon } from '../ui/status.js';
import type { Tone } from '../ui/tone.js';
import styles from './page-header.module.css';

/** PageHeaderProps: the verdict is the page's answer in one sentence; `status` stands beside the title, acts at the right. */
export interface PageHeaderProps {
  title: string;
  verdict?: { tone: Tone; sentence: ReactNode } | undefined;
  status?: ReactNode;
  actions?: ReactNode;
}

/** PageHeader opens a page: what it is about, then the verdict, then what can be done. */
export function PageHeader({ title, verdict, status, actions }: PageHeaderProps): ReactNode {
  useDocumentTitle(`${title} · Slipway`);
  return (
    <header className={styles.header}>
      <div className={styles.words}>
        <Group gap="sm" align="center">
          <Title order={1} className={styles.title}>
            {title}
          </Title>
          {status}
        </Group>
        {verdict !== undefined && (
          <Text component="div" className={styles.verdict} role="status">
            <ToneIcon tone={verdict.tone} size={17} />
            <span>{verdict.sentence}</span>
          </Text>
        )}
      </div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}
