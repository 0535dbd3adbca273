import { Tooltip } from '@mantine/core';
import {
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconCircleXFilled,
  IconHelpCircleFilled,
  IconInfoCircleFilled,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { statusWord, type StatusKind, type StatusOf } from './status-words.js';
import styles from './status.module.css';
import { toneColor, type Tone } from './tone.js';

const icons = {
  good: IconCircleCheckFilled,
  warn: IconAlertTriangleFilled,
  bad: IconCircleXFilled,
  info: IconInfoCircleFilled,
  unknown: IconHelpCircleFilled,
} as const;

/** ToneIcon is the shape of a tone, so that colour is never alone. */
export function ToneIcon({ tone, size = 15, live = false }: { tone: Tone; size?: number; live?: boolean }): ReactNode {
  const Icon = icons[tone];
  return <Icon aria-hidden size={size} color={toneColor(tone)} className={live ? styles.live : styles.icon} />;
}

/** StatusProps names a state by its kind; `detail` explains it on hover and focus. */
export interface StatusProps<K extends StatusKind> {
  of: K;
  value: StatusOf<K>;
  detail?: string | null | undefined;
}

/** Status shows a state as icon, word and colour. */
export function Status<K extends StatusKind>({ of, value, detail }: StatusProps<K>): ReactNode {
  const { word, tone, live = false } = statusWord(of, value);
  return <ToneWord tone={tone} word={word} live={live} detail={detail} />;
}

/** ToneWord shows any short verdict in a tone. */
export function ToneWord({
  tone,
  word,
  live = false,
  detail,
}: {
  tone: Tone;
  word: string;
  live?: boolean;
  detail?: string | null | undefined;
}): ReactNode {
  const mark = (
    <span className={styles.status} style={{ color: toneColor(tone) }} tabIndex={detail ? 0 : undefined}>
      <ToneIcon tone={tone} live={live} />
      {word}
    </span>
  );
  return detail ? (
    <Tooltip label={detail} multiline maw={360}>
      {mark}
    </Tooltip>
  ) : (
    mark
  );
}
