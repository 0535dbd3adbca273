import type { Evaluation } from '@slipway/contracts';
import type { ReactNode } from 'react';
import {
  Bar,
  BarChart,
  CartesianGrid,
  ErrorBar,
  ReferenceLine,
  ResponsiveContainer,
  Scatter,
  ScatterChart,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { Columns, Section } from '../../../components/layout/section.js';
import { formatNumber } from '../../../lib/format.js';

const axis = { stroke: 'var(--slip-unknown)', tick: { fontSize: 12 } };
const short = (value: number): string => formatNumber(value, 3);

function diagonalOf(points: readonly { target: number }[]) {
  const targets = points.map(({ target }) => target);
  const [low, high] = [Math.min(...targets), Math.max(...targets)];
  return [
    { x: low, y: low },
    { x: high, y: high },
  ] as const;
}

/** Residuals shows prediction minus target: how it is spread, and whether it depends on the prediction. */
export function Residuals({ residuals }: { residuals: NonNullable<Evaluation['residuals']> }): ReactNode {
  const bars = residuals.histogram.map(({ from, to, count }) => ({ middle: (from + to) / 2, count }));
  const means = residuals.byPrediction.map(({ predicted, mean, low, high }) => ({
    predicted,
    mean,
    band: [mean - low, high - mean],
  }));
  return (
    <Columns>
      <Section title="Errors" note="prediction minus target">
        <div role="img" aria-label="Histogram of prediction minus target; zero is marked.">
          <ResponsiveContainer width="100%" height={240}>
            <BarChart
              data={bars}
              margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
              barCategoryGap={0}
              accessibilityLayer={false}
            >
              <CartesianGrid stroke="var(--slip-grid)" vertical={false} />
              <XAxis dataKey="middle" type="number" domain={['auto', 'auto']} tickFormatter={short} {...axis} />
              <YAxis width={56} tickFormatter={short} {...axis} />
              <Tooltip labelFormatter={(value) => `error ${short(Number(value))}`} />
              <ReferenceLine x={0} stroke="var(--slip-unknown)" strokeDasharray="4 4" />
              <Bar dataKey="count" name="rows" fill="var(--slip-stable)" isAnimationActive={false} />
            </BarChart>
          </ResponsiveContainer>
        </div>
      </Section>
      {residuals.points.length > 0 && (
        <Section title="Target and prediction" note={`${formatNumber(residuals.points.length)} rows, evenly taken`}>
          <div role="img" aria-label="Predictions by target; on the dashed diagonal they are right.">
            <ResponsiveContainer width="100%" height={240}>
              <ScatterChart margin={{ top: 8, right: 12, bottom: 0, left: 0 }} accessibilityLayer={false}>
                <CartesianGrid stroke="var(--slip-grid)" />
                <XAxis
                  dataKey="target"
                  name="target"
                  type="number"
                  domain={['auto', 'auto']}
                  tickFormatter={short}
                  {...axis}
                />
                <YAxis dataKey="predicted" name="predicted" width={56} tickFormatter={short} {...axis} />
                <Tooltip formatter={(value) => short(Number(value))} />
                <ReferenceLine
                  segment={diagonalOf(residuals.points)}
                  stroke="var(--slip-unknown)"
                  strokeDasharray="4 4"
                />
                <Scatter
                  data={residuals.points}
                  fill="var(--slip-stable)"
                  fillOpacity={0.35}
                  isAnimationActive={false}
                />
              </ScatterChart>
            </ResponsiveContainer>
          </div>
        </Section>
      )}
      <Section title="Error by prediction" note="mean of each tenth of the rows, with its 95 % interval">
        <div role="img" aria-label="Mean error by predicted value, with intervals; zero is marked.">
          <ResponsiveContainer width="100%" height={240}>
            <ScatterChart margin={{ top: 8, right: 12, bottom: 0, left: 0 }} accessibilityLayer={false}>
              <CartesianGrid stroke="var(--slip-grid)" />
              <XAxis
                dataKey="predicted"
                name="predicted"
                type="number"
                domain={['auto', 'auto']}
                tickFormatter={short}
                {...axis}
              />
              <YAxis dataKey="mean" name="mean error" width={56} tickFormatter={short} {...axis} />
              <Tooltip formatter={(value) => short(Number(value))} />
              <ReferenceLine y={0} stroke="var(--slip-unknown)" strokeDasharray="4 4" />
              <Scatter data={means} fill="var(--slip-stable)" isAnimationActive={false}>
                <ErrorBar
                  dataKey="band"
                  direction="y"
                  stroke="var(--slip-stable)"
                  width={4}
                  isAnimationActive={false}
                />
              </Scatter>
            </ScatterChart>
          </ResponsiveContainer>
        </div>
      </Section>
    </Columns>
  );
}
