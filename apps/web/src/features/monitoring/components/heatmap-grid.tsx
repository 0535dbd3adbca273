import type { Heatmap } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { formatNumber } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { windowLabel } from '../prepare/window-label.js';

/** HeatmapGrid shows how much each feature changed in each window; colour is the lower bound, a dot an alarm. */
export function HeatmapGrid({
  monitor,
  heatmap,
  links,
}: {
  monitor: string;
  heatmap: Heatmap;
  links: boolean;
}): ReactNode {
  if (heatmap.windows.length === 0) return <p>No window has closed yet.</p>;
  return (
    <div style={{ overflowX: 'auto' }}>
      <table
        aria-label="Change by feature and window"
        style={{ borderCollapse: 'separate', borderSpacing: 2, fontSize: 12 }}
      >
        <thead>
          <tr>
            <th scope="col" aria-label="Feature" />
            {heatmap.windows.map((window) => (
              <th key={window.runId} scope="col" style={{ fontWeight: 400, padding: '0 6px' }}>
                {windowLabel({ windowFrom: window.from, windowTo: window.to, windows: window.windows })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {heatmap.features.map(({ feature, cells }) => (
            <tr key={feature}>
              <th scope="row" style={{ textAlign: 'left', fontWeight: 500, paddingRight: 12 }}>
                {feature}
              </th>
              {cells.map((cell, i) => {
                const share = Math.min(1, (cell?.effectLow ?? 0) / (heatmap.floor * 2));
                const run = heatmap.windows[i]!;
                return (
                  <td
                    key={run.runId}
                    style={{
                      background: `color-mix(in srgb, var(--slip-candidate) ${Math.round(share * 55)}%, var(--slip-panel))`,
                      border: '1px solid var(--slip-border)',
                      textAlign: 'center',
                      minWidth: 74,
                      padding: '4px 6px',
                    }}
                  >
                    {links ? (
                      <Link
                        to={paths.feature(monitor, feature, run.runId)}
                        aria-label={`${feature}, ${windowLabel({ windowFrom: run.from, windowTo: run.to })}: change ${formatNumber(cell?.effect)}`}
                        style={{ color: 'inherit' }}
                      >
                        {cellText(cell)}
                      </Link>
                    ) : (
                      cellText(cell)
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p style={{ fontSize: 12 }}>
        {links
          ? 'Number: size of the change (KS D, or total variation). ● drift: real and large.'
          : 'Number: how much larger the share of missing or unseen values is than in the reference. ● real and large.'}
      </p>
    </div>
  );
}

function cellText(cell: Heatmap['features'][number]['cells'][number]): string {
  if (cell === null || cell.effect === null) return '–';
  return `${formatNumber(cell.effect)}${cell.verdict === 'drift' ? ' ●' : ''}`;
}
