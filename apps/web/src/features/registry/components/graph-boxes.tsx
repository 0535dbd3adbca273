import type { GraphBox, ModelGraph } from '@slipway/contracts';
import { memo, type ReactNode } from 'react';
import { middleCut } from '../../../lib/format.js';
import styles from './graph-canvas.module.css';

const CORNER = 5;
const LONGEST_LABEL = 34;

/** GraphBoxesProps: a click selects, a double click enters. */
export interface GraphBoxesProps {
  listId: string;
  graph: ModelGraph;
  selected: string | null;
  onSelect: (id: string) => void;
  onEnter: (box: GraphBox) => void;
}

/** GraphBoxes are the boxes of one level and the lines between them; the lines of the selected box are lit. */
export const GraphBoxes = memo(function GraphBoxes({
  listId,
  graph,
  selected,
  onSelect,
  onEnter,
}: GraphBoxesProps): ReactNode {
  return (
    <>
      <defs>
        <Arrow id="graph-arrow" look={styles.arrow} />
        <Arrow id="graph-arrow-lit" look={styles.arrowLit} />
      </defs>
      {graph.lines.map(({ from, to, points, tensors }) => {
        const lit = from === selected || to === selected;
        return (
          <path
            key={`${from} ${to}`}
            className={`${styles.line} ${lit ? styles.lit : ''}`}
            d={curve(points)}
            markerEnd={`url(#graph-arrow${lit ? '-lit' : ''})`}
          >
            <title>{tensors.join(', ')}</title>
          </path>
        );
      })}
      {graph.boxes.map((box) => (
        <g
          key={box.id}
          id={`${listId}-${box.id}`}
          role="option"
          aria-selected={box.id === selected}
          aria-label={box.name === '' ? box.label : `${box.label} ${box.name}`}
          className={[styles.box, styles[look(box)], box.id === selected ? styles.selected : ''].join(' ')}
          transform={`translate(${box.x} ${box.y})`}
          onClick={() => onSelect(box.id)}
          onDoubleClick={() => onEnter(box)}
        >
          <title>{box.name === '' ? box.label : box.name}</title>
          <rect
            x={-box.width / 2}
            y={-box.height / 2}
            width={box.width}
            height={box.height}
            rx={box.kind === 'operator' || box.kind === 'group' ? CORNER : box.height / 2}
          />
          <text y={box.kind === 'group' ? -2 : 4}>{middleCut(box.label, LONGEST_LABEL)}</text>
          {box.kind === 'group' && (
            <text className={styles.small} y={14}>
              {box.name}
            </text>
          )}
        </g>
      ))}
    </>
  );
});

function Arrow({ id, look }: { id: string; look: string | undefined }): ReactNode {
  return (
    <marker
      id={id}
      viewBox="0 0 8 8"
      refX="7"
      refY="4"
      markerWidth="8"
      markerHeight="8"
      markerUnits="userSpaceOnUse"
      orient="auto"
    >
      <path className={look} d="M0 0.5 L8 4 L0 7.5 z" />
    </marker>
  );
}

const look = ({ kind, into }: GraphBox): 'group' | 'end' | 'operator' =>
  kind === 'group' || (kind === 'operator' && into.length > 0) ? 'group' : kind === 'operator' ? 'operator' : 'end';

/** Straight down out of a box, down into the next one, and smooth between. */
function curve(points: readonly (readonly [number, number])[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  let [x, y] = first;
  const parts = [`M${x} ${y}`];
  for (const [nextX, nextY] of rest) {
    const middle = (y + nextY) / 2;
    parts.push(`C${x} ${middle} ${nextX} ${middle} ${nextX} ${nextY}`);
    [x, y] = [nextX, nextY];
  }
  return parts.join(' ');
}
