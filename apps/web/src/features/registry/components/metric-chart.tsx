import { Select, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import {
  CartesianGrid,
  ErrorBar,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { Section } from '../../../components/layout/section.js';
import { formatExact, formatInterval, formatMetric, formatNumber } from '../../../lib/format.js';
import { historySentence, type MetricPoint } from '../prepare/metric-history.js';
import type { MetricHistory } from './use-metric-history.js';

/** MetricChart draws one metric over the versions, the champion dashed and every promotion to champion marked; not measured is a gap. */
export function MetricChart({
  title,
  history: { series, keys, choose, promotions, newestOnly },
  champion,
}: {
  title: string;
  history: MetricHistory;
  champion: number | null;
}): ReactNode {
  if (series === undefined) return null;
  const championValue = series.points.find(({ version }) => version === champion)?.value ?? null;
  return (
    <Section
      title={title}
      actions={
        <Select
          size="xs"
          w={240}
          aria-label="Metric and dataset"
          data={keys}
          value={series.key}
          onChange={(key) => choose(key ?? series.key)}
          allowDeselect={false}
        />
      }
    >
      <div role="img" aria-label={historySentence(series)}>
        <ResponsiveContainer width="100%" height={200}>
          <LineChart data={series.points} margin={{ top: 8, right: 16, bottom: 0, left: 0 }} accessibilityLayer={false}>
            <CartesianGrid stroke="var(--slip-grid)" vertical={false} />
            <XAxis
              dataKey="version"
              tickFormatter={(version: number) => `v${version}`}
              stroke="var(--slip-unknown)"
              tick={{ fontSize: 12 }}
              padding={{ left: 24, right: 24 }}
            />
            <YAxis
              domain={['auto', 'auto']}
              width={56}
              stroke="var(--slip-unknown)"
              tick={{ fontSize: 12 }}
              tickFormatter={(value: number) => formatNumber(value)}
            />
            {championValue !== null && (
              <ReferenceLine
                y={championValue}
                stroke="var(--slip-stable)"
                strokeDasharray="5 4"
                label={{ value: 'champion', position: 'insideTopLeft', fontSize: 12, fill: 'var(--slip-unknown)' }}
              />
            )}
            {series.points
              .filter(({ version }) => promotions.has(version))
              .map(({ version }) => (
                <ReferenceLine
                  key={version}
                  x={version}
                  stroke="var(--slip-candidate)"
                  strokeDasharray="2 4"
                  label={{ value: '▲', position: 'insideBottom', fontSize: 11, fill: 'var(--slip-candidate)' }}
                />
              ))}
            <Tooltip
              cursor={false}
              content={({ payload }) => (
                <PointText point={payload[0]?.payload as MetricPoint | undefined} promotions={promotions} />
              )}
            />
            <Line
              dataKey="value"
              type="linear"
              stroke="var(--slip-stable)"
              strokeWidth={2}
              dot={{ r: 4, fill: 'var(--slip-stable)' }}
              isAnimationActive={false}
            >
              <ErrorBar dataKey="band" stroke="var(--slip-stable)" width={5} isAnimationActive={false} />
            </Line>
          </LineChart>
        </ResponsiveContainer>
      </div>
      <Text size="xs" c="dimmed">
        {historySentence(series)}
        {newestOnly !== null && ` The newest ${newestOnly} versions.`}
        {promotions.size > 0 &&
          ` ▲ became champion: ${[...promotions.keys()]
            .toSorted((left, right) => left - right)
            .map((version) => `v${version}`)
            .join(', ')}.`}
        {series.dataset === null && ' Reported by who registered the version, not measured by Slipway.'}
      </Text>
    </Section>
  );
}

function PointText({
  point,
  promotions,
}: {
  point: MetricPoint | undefined;
  promotions: ReadonlyMap<number, readonly string[]>;
}): ReactNode {
  if (point === undefined || point.value === null) return null;
  const { value, band } = point;
  return (
    <Text size="xs" bg="var(--slip-panel)" p={6} style={{ border: '1px solid var(--slip-border)' }}>
      v{point.version}: {formatMetric(value)}{' '}
      {band !== null && formatInterval(value - band[0], value + band[1], { digits: 4 })}
      {(promotions.get(point.version) ?? []).map((at) => (
        <div key={at}>champion from {formatExact(at)}</div>
      ))}
    </Text>
  );
}
