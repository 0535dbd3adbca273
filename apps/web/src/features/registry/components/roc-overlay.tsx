import type { Evaluation } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Line } from 'recharts';
import { lineLook } from '../../../components/charts/prepare/line-look.js';
import { UnitSquare } from '../../../components/charts/unit-square.js';
import { Columns, Section } from '../../../components/layout/section.js';
import { formatMetric, formatNumber } from '../../../lib/format.js';
import type { SharedCurves } from '../prepare/shared-curves.js';

/** RocOverlay draws the ROC, and the precision over the recall, of versions that were measured on the same rows into one chart each. */
export function RocOverlay({ shared: { rows, sides } }: { shared: SharedCurves }): ReactNode {
  return (
    <Columns min={320}>
      <Overlay title={`ROC on ${rows}`} sides={sides} curve="roc" metric="auc" x="false positive rate" y="recall" />
      <Overlay
        title={`Precision and recall on ${rows}`}
        sides={sides}
        curve="precisionRecall"
        metric="average_precision"
        x="recall"
        y="precision"
      />
    </Columns>
  );
}

interface OverlayProps {
  title: string;
  sides: SharedCurves['sides'];
  curve: 'roc' | 'precisionRecall';
  metric: 'auc' | 'average_precision';
  x: string;
  y: string;
}

function Overlay({ title, sides, curve, metric, x, y }: OverlayProps): ReactNode {
  const said = sides.map(
    ({ name, evaluation }, index) => `${name} (${LOOKS[index] ?? 'line'}) ${valueOf(evaluation, metric)}`,
  );
  const chance = curve === 'roc' ? 'diagonal' : shareOfPositives(sides[0]?.evaluation);
  return (
    <Section title={title}>
      <UnitSquare
        sentence={`${metric === 'auc' ? 'AUC' : 'Average precision'}: ${said.join(', ')}; chance is grey and dashed.`}
        points={sides[0]?.evaluation.curves?.[curve] ?? []}
        x={{ key: 'x', label: x }}
        y={{ key: 'y', label: y }}
        chance={chance}
        tip={(point) => (
          <>
            {x} {formatNumber(point.x)}
            <br />
            {y} {formatNumber(point.y)}
          </>
        )}
      >
        {sides.map(({ name, evaluation }, index) => (
          <Line
            key={name}
            name={name}
            data={evaluation.curves?.[curve] ?? []}
            dataKey="y"
            type="linear"
            stroke={lineLook(index).color}
            strokeDasharray={lineLook(index).dash}
            strokeWidth={2}
            dot={false}
            isAnimationActive={false}
          />
        ))}
      </UnitSquare>
    </Section>
  );
}

/** LOOKS are the colours of lineLook in words. */
const LOOKS = ['blue', 'orange', 'green', 'grey', 'blue, dashed'];

const valueOf = ({ metrics }: Evaluation, wanted: string): string =>
  formatMetric(metrics.find(({ name }) => name === wanted)?.value);

function shareOfPositives(evaluation: Evaluation | undefined): number {
  const found = evaluation?.confusion;
  if (found == null) return 0;
  const positives = found.truePositive + found.falseNegative;
  return positives / Math.max(1, positives + found.falsePositive + found.trueNegative);
}
