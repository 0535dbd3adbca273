import { ActionIcon, Tooltip } from '@mantine/core';
import { IconChartLine, IconDownload, IconTable } from '@tabler/icons-react';
import { useId, useState, type ReactNode } from 'react';
import { downloadText } from '../../lib/download.js';
import { formatNumber } from '../../lib/format.js';
import styles from './chart-frame.module.css';
import { tableToCsv, type ChartTable } from './prepare/chart-table.js';
import type { SeriesLook } from './prepare/series-look.js';

/** LegendItem names one series as it is drawn; `area` is a filled one. */
export interface LegendItem {
  label: string;
  look: SeriesLook;
  area?: boolean;
}

/** ChartFrameProps: the sentence is the chart in words; `table` is the same content, to read or to take along. */
export interface ChartFrameProps {
  title: string;
  unit?: string;
  sentence: string;
  table: ChartTable;
  height: number;
  legend?: readonly LegendItem[];
  notes?: readonly string[];
  children: ReactNode;
}

const SHOWN_ROWS = 500;

/** ChartFrame is what every chart has: a name, a legend, a sentence, and the same numbers as table and CSV. */
export function ChartFrame({
  title,
  unit,
  sentence,
  table,
  height,
  legend = [],
  notes = [],
  children,
}: ChartFrameProps): ReactNode {
  const [asTable, setAsTable] = useState(false);
  const caption = useId();
  const body =
    table.rows.length === 0 ? (
      <div className={styles.nothing} style={{ height }}>
        Nothing was measured here yet.
      </div>
    ) : (
      children
    );
  return (
    <figure className={styles.figure} aria-label={title} aria-describedby={caption}>
      <div className={styles.head}>
        <span className={styles.title}>
          {title} {unit !== undefined && <small>{unit}</small>}
        </span>
        {legend.length > 0 && (
          <ul className={styles.legend} aria-label="Legend">
            {legend.map((item) => (
              <li key={item.label}>
                <Swatch item={item} />
                {item.label}
              </li>
            ))}
          </ul>
        )}
        <span className={styles.tools}>
          <Tool label={asTable ? 'Show as chart' : 'Show as table'} onClick={() => setAsTable(!asTable)}>
            {asTable ? <IconChartLine size={15} /> : <IconTable size={15} />}
          </Tool>
          <Tool label="Download CSV" onClick={() => downloadText(`${title}.csv`, 'text/csv', tableToCsv(table))}>
            <IconDownload size={15} />
          </Tool>
        </span>
      </div>
      {asTable ? <NumberTable table={table} height={height} label={title} /> : body}
      <figcaption id={caption} className={styles.caption}>
        {[sentence, ...notes].join(' ')}
      </figcaption>
    </figure>
  );
}

function Tool({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }): ReactNode {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size={24} aria-label={label} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function Swatch({ item: { look, area = false } }: { item: LegendItem }): ReactNode {
  return (
    <svg width={20} height={10} aria-hidden>
      {area ? (
        <rect width={20} height={10} fill={look.color} opacity={0.5} />
      ) : (
        <line x1={0} x2={20} y1={5} y2={5} stroke={look.color} strokeWidth={2} strokeDasharray={look.dash} />
      )}
      {look.dots && <circle cx={10} cy={5} r={3} fill={look.color} />}
    </svg>
  );
}

function NumberTable({
  table: { columns, rows },
  height,
  label,
}: {
  table: ChartTable;
  height: number;
  label: string;
}): ReactNode {
  const shown = rows.slice(-SHOWN_ROWS);
  return (
    <div
      className={styles.table}
      style={{ maxHeight: height, minHeight: Math.min(height, 80) }}
      tabIndex={0}
      role="region"
      aria-label={`${label} as table`}
    >
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, index) => (
            <tr key={index}>
              {row.map((value, column) => (
                <td key={column}>{typeof value === 'number' ? formatNumber(value, 4) : (value ?? '–')}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shown.length && (
        <p>
          The newest {SHOWN_ROWS} of {formatNumber(rows.length)} rows; the CSV holds all.
        </p>
      )}
    </div>
  );
}
