import type { Evaluation } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Columns, Section } from '../../../components/layout/section.js';
import { formatMetric, formatNumber } from '../../../lib/format.js';
import { useUrlState } from '../../../lib/url-state.js';
import { calibrationError, calibrationPoints, confusionAt, operatingPoint } from '../prepare/curves.js';
import { CalibrationChart } from './calibration-chart.js';
import { ConfusionMatrix } from './confusion-matrix.js';
import { CurveChart } from './curve-chart.js';
import { ThresholdSweep } from './threshold-sweep.js';

/** ScoreCurves shows a score of two classes: ROC, precision and recall, calibration, and what each threshold calls positive. */
export function ScoreCurves({ evaluation }: { evaluation: Evaluation }): ReactNode {
  const { curves, confusion, thresholds, metrics, champion, positive, dataset, datasetVersion } = evaluation;
  const [chosen] = useUrlState<string>('t', '0.5');
  if (curves === null || confusion === null || thresholds === null) return null;
  const shown = confusionAt(thresholds, Number(chosen), confusion);
  const point = operatingPoint(shown);
  const rows = confusion.truePositive + confusion.falseNegative + confusion.falsePositive + confusion.trueNegative;
  const share = (confusion.truePositive + confusion.falseNegative) / Math.max(1, rows);
  const valueOf = (name: string): string => formatMetric(metrics.find((metric) => metric.name === name)?.value);
  const beside = curves.champion === null ? '' : ` Dashed: v${champion?.version} on the same rows.`;
  const band = curves.bands === null ? ' Below 20 rows of a class no band is drawn.' : ' The band is 95 %, pointwise.';
  const dot = `the dot is threshold ${formatNumber(shown.threshold)}`;
  return (
    <>
      <Columns min={320}>
        <Section title="ROC">
          <CurveChart
            sentence={`AUC ${valueOf('auc')}; chance is the dotted diagonal; ${dot}.${band}${beside}`}
            xLabel="false positive rate"
            yLabel="recall"
            points={curves.roc}
            band={curves.bands?.roc ?? []}
            champion={curves.champion?.roc ?? []}
            chance="diagonal"
            operating={{ x: point.falsePositiveRate, y: point.recall }}
          />
        </Section>
        <Section title="Precision and recall">
          <CurveChart
            sentence={`Average precision ${valueOf('average_precision')}; chance is the share of positives, ${formatNumber(share)}; ${dot}.${band}${beside}`}
            xLabel="recall"
            yLabel="precision"
            points={curves.precisionRecall}
            band={curves.bands?.precisionRecall ?? []}
            champion={curves.champion?.precisionRecall ?? []}
            chance={share}
            operating={point.precision === null ? null : { x: point.recall, y: point.precision }}
          />
        </Section>
        <Section title="Calibration">
          <CalibrationChart
            points={calibrationPoints(curves.calibration)}
            champion={curves.champion?.calibration ?? []}
            error={calibrationError(curves.calibration)}
          />
        </Section>
      </Columns>
      <Columns min={420}>
        <ThresholdSweep thresholds={thresholds} />
        <Section title="Confusion" note={`${dataset} v${datasetVersion}, n ${formatNumber(rows)}`}>
          <ConfusionMatrix confusion={shown} positive={positive} />
        </Section>
      </Columns>
    </>
  );
}
