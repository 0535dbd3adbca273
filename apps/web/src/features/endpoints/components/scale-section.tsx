import { servingEndpoints, type ScaledVersion } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { LinePanel, type PanelLine } from '../../../components/charts/line-panel.js';
import { timeLabel } from '../../../components/charts/prepare/time-axis.js';
import { Section } from '../../../components/layout/section.js';
import { formatMs, formatNumber } from '../../../lib/format.js';
import { useCall } from '../../../lib/queries.js';
import { scalePoints, scaleSentence, slowSentence } from '../prepare/scale.js';

const lines: readonly PanelLine[] = [
  { key: 'replicas', name: 'Replicas', color: 'var(--slip-stable)', step: true },
  { key: 'open', name: 'Open requests', color: 'var(--slip-candidate)', dashed: true },
];

const slowLines: readonly PanelLine[] = [{ key: 'p95Ms', name: 'p95 of 30 s', color: 'var(--slip-stable)' }];

/** ScaleSection draws how the replicas of each version followed its load, and how slow answers were; nothing where they do not. */
export function ScaleSection({ name }: { name: string }): ReactNode {
  const scale = useCall(servingEndpoints.getEndpointScale, { params: { name } }, { everyMs: 5_000 });
  return (scale.data?.items ?? []).map((version) => <Scaled key={version.version} version={version} />);
}

function Scaled({ version }: { version: ScaledVersion }): ReactNode {
  const points = scalePoints(version);
  const spanMs = (points.at(-1)?.atMs ?? 0) - (points[0]?.atMs ?? 0);
  const clock = (atMs: number): string => timeLabel(atMs, spanMs);
  return (
    <Section title={`Replicas of ${version.model} v${version.version}`} note="last hour">
      <LinePanel
        points={points}
        x="atMs"
        numericX
        lines={lines}
        sentence={scaleSentence(version)}
        formatX={clock}
        formatY={(value) => formatNumber(value)}
      />
      <LinePanel
        points={points}
        x="atMs"
        numericX
        lines={slowLines}
        sentence={slowSentence(version)}
        formatX={clock}
        formatY={(value) => formatMs(value)}
      />
    </Section>
  );
}
