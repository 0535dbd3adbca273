import type { Heatmap } from '@slipway/contracts';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { formatNumber, formatPercent, formatPValue } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { heatCell } from '../prepare/heat-cell.js';
import { windowLabel } from '../prepare/window-label.js';
import classes from './heatmap-grid.module.css';

/** HeatmapGrid shows how much each feature changed in each window, worst first by effect x importance; colour is the lower bound, a dot an alarm. */
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
  const labels = heatmap.windows.map(({ from, to, windows }) =>
    windowLabel({ windowFrom: from, windowTo: to, windows }),
  );
  const isMeasured = heatmap.features.some(({ importance }) => importance !== null);
  return (
    <>
      <div className={classes.scroll} ref={showNewest}>
        <table aria-label="Change by feature and window" className={classes.grid}>
          <thead>
            <tr>
              <th scope="col">Feature</th>
              {heatmap.windows.map(({ runId }, i) => (
                <th key={runId} scope="col">
                  {labels[i]}
                </th>
              ))}
              <th scope="col" data-after>
                adj. p, last
              </th>
              {isMeasured && (
                <th scope="col" data-after>
                  Importance
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {heatmap.features.map(({ feature, isPrediction, importance, cells }) => (
              <tr key={feature} className={isPrediction ? classes.prediction : undefined}>
                <th scope="row">{feature}</th>
                {cells.map((cell, i) => {
                  const { step, mark, words } = heatCell(cell, heatmap.floor);
                  const run = heatmap.windows[i]!;
                  const name = `${feature}, ${labels[i]}: change ${formatNumber(cell?.effect)}, at least ${formatNumber(cell?.effectLow)}; ${words}`;
                  const text = cell === null || cell.effect === null ? mark : `${formatNumber(cell.effect)} ${mark}`;
                  return (
                    <td key={run.runId} data-step={step} title={name}>
                      {links && cell !== null ? (
                        <Link to={paths.feature(monitor, feature, run.runId)} aria-label={name}>
                          {text}
                        </Link>
                      ) : (
                        text
                      )}
                    </td>
                  );
                })}
                <td className={classes.plain}>
                  {formatPValue(cells.findLast((cell) => cell !== null)?.adjustedP ?? null)}
                </td>
                {isMeasured && (
                  <td className={classes.plain}>{importance === null ? '' : formatPercent(importance)}</td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Text size="xs" c="dimmed" mt={4}>
        {links
          ? `Number: size of the change (KS D, or total variation). ● real and large, ○ real but below the floor of ${formatNumber(heatmap.floor)}, o too few rows.`
          : 'Number: how much larger the share of missing or unseen values is than in the reference. ● real and large.'}
        {isMeasured &&
          ' Importance: share of the prediction that rests on the feature; worst first by change x importance.'}
      </Text>
    </>
  );
}

const PHONE_WIDTH = 600;

/** The newest windows are at the right end, and are what a person comes for; on a phone what stands after them may wait. */
function showNewest(scroller: HTMLDivElement | null): void {
  if (scroller === null) return;
  const after = [...scroller.querySelectorAll<HTMLElement>('th[data-after]')];
  const waiting = scroller.clientWidth < PHONE_WIDTH ? after.reduce((sum, { offsetWidth }) => sum + offsetWidth, 0) : 0;
  scroller.scrollLeft = scroller.scrollWidth - scroller.clientWidth - waiting;
}
