import { Group, Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { CartesianGrid, ResponsiveContainer, Scatter, ScatterChart, Tooltip, XAxis, YAxis } from 'recharts';
import { ChartFrame } from './chart-frame.js';
import { axisLook, chartMargin, Tip } from './chart-parts.js';
import { countOf, formatNumber } from '../../lib/format.js';
import { useUrlState } from '../../lib/url-state.js';
import { numberOf, valueKeyOf, comparedValue, type Compared, type ValueKey } from './prepare/compared-values.js';

const HEIGHT = 240;

interface Dot {
  name: string;
  x: number;
  y: number;
}

/** ScatterPlot sets one number of each run or version (`noun`) against another; those that lack one of them are counted, not drawn. */
export function ScatterPlot({
  things,
  keys,
  noun,
}: {
  things: readonly Compared[];
  keys: readonly ValueKey[];
  noun: string;
}): ReactNode {
  const numeric = keys.filter((key) => things.some((thing) => numberOf(comparedValue(thing, key)) !== null));
  const [xId, setX] = useUrlState<string>('x', (numeric.find(({ kind }) => kind === 'params') ?? numeric[0])?.id ?? '');
  const [yId, setY] = useUrlState<string>('y', numeric[0]?.id ?? '');
  const [x, y] = [valueKeyOf(xId), valueKeyOf(yId)];
  if (x === null || y === null) return null;
  const dots = things.flatMap((thing): Dot[] => {
    const [across, up] = [numberOf(comparedValue(thing, x)), numberOf(comparedValue(thing, y))];
    return across === null || up === null ? [] : [{ name: thing.name, x: across, y: up }];
  });
  const left = things.length - dots.length;
  const data = numeric.map(({ id }) => ({ value: id, label: id.replace('.', ': ') }));
  return (
    <>
      <Group gap="xs" mb="xs">
        <Select size="xs" label="Across" data={data} value={xId} onChange={(id) => setX(id ?? xId)} searchable />
        <Select size="xs" label="Up" data={data} value={yId} onChange={(id) => setY(id ?? yId)} searchable />
      </Group>
      <ChartFrame
        title={`${y.key} against ${x.key}`}
        sentence={`${countOf(dots.length, noun)}.${left > 0 ? ` ${left} without both numbers are not drawn.` : ''}`}
        table={{ columns: [noun, x.key, y.key], rows: dots.map((dot) => [dot.name, dot.x, dot.y]) }}
        height={HEIGHT}
      >
        <ResponsiveContainer width="100%" height={HEIGHT}>
          <ScatterChart margin={chartMargin}>
            <CartesianGrid stroke="var(--slip-grid)" />
            <XAxis {...axisLook} type="number" dataKey="x" name={x.key} domain={['auto', 'auto']} />
            <YAxis
              {...axisLook}
              type="number"
              dataKey="y"
              name={y.key}
              domain={['auto', 'auto']}
              width={58}
              tickFormatter={(value: number) => formatNumber(value, 4)}
            />
            <Tooltip
              isAnimationActive={false}
              content={({ payload }) => <DotTip dot={payload[0]?.payload as Dot | undefined} x={x} y={y} />}
            />
            <Scatter data={dots} fill="var(--slip-stable)" isAnimationActive={false} />
          </ScatterChart>
        </ResponsiveContainer>
      </ChartFrame>
    </>
  );
}

function DotTip({ dot, x, y }: { dot: Dot | undefined; x: ValueKey; y: ValueKey }): ReactNode {
  if (dot === undefined) return null;
  const color = 'var(--slip-stable)';
  return (
    <Tip
      where={dot.name}
      lines={[
        { label: x.key, value: formatNumber(dot.x, 6), color },
        { label: y.key, value: formatNumber(dot.y, 6), color },
      ]}
    />
  );
}
