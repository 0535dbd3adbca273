import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Link } from 'react-router';
import { formatNumber } from '../../lib/format.js';
import { ChartFrame } from './chart-frame.js';
import styles from './heatmap-chart.module.css';
import { heatSteps, type HeatCell, type HeatmapPicture } from './prepare/heatmap.js';

/** HeatmapChartProps: `cellLink` is where a cell's evidence is shown. */
export interface HeatmapChartProps {
  title: string;
  picture: HeatmapPicture;
  floor: number;
  cellLink: (feature: string, runId: string) => string;
}

const marks = { alert: '!', few: '/', error: '×', none: '○', plain: '' } as const;
const moves: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** HeatmapChart is a grid of cells that arrows walk and Enter opens; the cell under focus or pointer is read out below. */
export default function HeatmapChart({ title, picture, floor, cellLink }: HeatmapChartProps): ReactNode {
  const { windows, rows, sentence, table } = picture;
  const [focused, setFocused] = useState<readonly [number, number]>([0, Math.max(0, windows.length - 1)]);
  const [read, setRead] = useState<HeatCell | null>(null);
  const grid = useRef<HTMLDivElement>(null);
  const walk = (event: KeyboardEvent): void => {
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const row = clamp(focused[0] + move[0], rows.length);
    const column = clamp(focused[1] + move[1], windows.length);
    setFocused([row, column]);
    grid.current?.querySelector<HTMLElement>(`[data-cell="${row},${column}"]`)?.focus();
  };
  return (
    <ChartFrame
      title={title}
      unit="certain effect a window; Enter or click opens the comparison"
      sentence={sentence}
      table={table}
      height={Math.max(160, rows.length * 28)}
    >
      <div className={styles.scroll}>
        <div
          ref={grid}
          role="grid"
          tabIndex={-1}
          aria-label={title}
          className={styles.grid}
          style={{ gridTemplateColumns: `minmax(120px, max-content) repeat(${windows.length}, minmax(34px, 1fr))` }}
          onKeyDown={walk}
        >
          <div role="row" className={styles.row}>
            <span role="columnheader" className={styles.feature}>
              Feature
            </span>
            {windows.map(({ runId, label, words }) => (
              <span key={runId} role="columnheader" className={styles.window} title={words}>
                {label}
              </span>
            ))}
          </div>
          {rows.map(({ feature, cells }, row) => (
            <div key={feature} role="row" className={styles.row}>
              <span role="rowheader" className={styles.feature}>
                {feature}
              </span>
              {cells.map((cell, column) => (
                <span key={cell.runId} role="gridcell" style={{ display: 'grid' }}>
                  <Link
                    to={cellLink(feature, cell.runId)}
                    className={styles.cell}
                    data-step={cell.step ?? undefined}
                    data-cell={`${row},${column}`}
                    aria-label={cell.words}
                    tabIndex={focused[0] === row && focused[1] === column ? 0 : -1}
                    onFocus={() => {
                      setFocused([row, column]);
                      setRead(cell);
                    }}
                    onMouseEnter={() => setRead(cell)}
                  >
                    {marks[cell.mark]}
                  </Link>
                </span>
              ))}
            </div>
          ))}
        </div>
        <div className={styles.readout} aria-hidden>
          {read?.words ?? 'Point at a cell to read it.'}
        </div>
        <div className={styles.legend}>
          {heatSteps.map((multiple, step) => (
            <span key={multiple}>
              <i style={{ background: `var(--heat-${step})` }} />
              {step === 0 ? 'below' : '≥'} {formatNumber(step === 0 ? (heatSteps[1] ?? 0) * floor : multiple * floor)}
              {multiple === 1 ? ' (floor)' : ''}
            </span>
          ))}
          <span>
            <b>!</b> drift
          </span>
          <span>
            <b>/</b> too few rows
          </span>
          <span>
            <b>○</b> no data
          </span>
          <span>
            <b>×</b> failed
          </span>
        </div>
      </div>
    </ChartFrame>
  );
}

const clamp = (index: number, length: number): number => Math.min(length - 1, Math.max(0, index));
