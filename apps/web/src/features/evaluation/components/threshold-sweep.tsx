import type { Evaluation } from '@slipway/contracts';
import { Slider, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { LinePanel } from '../../../components/charts/line-panel.js';
import { Section } from '../../../components/layout/section.js';
import { formatNumber, formatPercent } from '../../../lib/format.js';
import { useUrlState } from '../../../lib/url-state.js';
import { nearestThreshold } from '../prepare/curves.js';

const lines = [
  { key: 'precision', name: 'Precision', color: 'var(--slip-stable)' },
  { key: 'recall', name: 'Recall', color: 'var(--slip-candidate)', dashed: true },
  { key: 'f1', name: 'F1', color: 'var(--slip-unknown)' },
];

/** ThresholdSweep lets a person move the threshold (kept in `?t=`) and see what it would call positive. */
export function ThresholdSweep({ thresholds }: { thresholds: NonNullable<Evaluation['thresholds']> }): ReactNode {
  const [chosen, setChosen] = useUrlState<string>('t', '0.5');
  const at = nearestThreshold(thresholds, Number(chosen));
  if (at === null) return null;
  const sentence = `From ${formatNumber(at.threshold)} on: precision ${formatNumber(at.precision)}, recall ${formatNumber(at.recall)}, F1 ${formatNumber(at.f1)}; ${formatPercent(at.calledShare)} of the rows are called positive.`;
  const [from, to] = [thresholds[0]!.threshold, thresholds.at(-1)!.threshold];
  return (
    <Section title="Threshold" note="precision, recall and F1 where scores from it on are called positive">
      <LinePanel
        points={thresholds}
        x="threshold"
        lines={lines}
        sentence={sentence}
        formatX={(value: number) => formatNumber(value, 2)}
        formatY={(value) => formatNumber(value, 2)}
        mark={{ x: at.threshold, label: formatNumber(at.threshold, 2) }}
        numericX
      />
      <Slider
        thumbLabel="Threshold"
        min={from}
        max={to}
        step={(to - from) / 100 || 0.01}
        value={at.threshold}
        onChange={(value) => setChosen(String(Number(value.toFixed(4))))}
        label={(value) => formatNumber(value, 2)}
        mt="xs"
      />
      <Text size="xs" c="dimmed" mt="xs">
        Moving it changes what you see here and in the confusion matrix; metrics and gates stay at 0.5.
      </Text>
    </Section>
  );
}
