import type { GraphBox, ModelGraph } from '@slipway/contracts';
import { ActionIcon } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { IconArrowsMaximize, IconMinus, IconPlus } from '@tabler/icons-react';
import {
  useEffect,
  useEffectEvent,
  useId,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
} from 'react';
import { moved, showing, startOf, wholeIn, zoomedAt, type Camera } from '../prepare/graph-camera.js';
import { isArrowKey, neighbourOf } from '../prepare/graph-neighbour.js';
import styles from './graph-canvas.module.css';
import { GraphBoxes } from './graph-boxes.js';

const STEP = 1.25;

/** GraphCanvasProps: `onSelect(null)` clears the selection, `onEnter` opens what is inside a box, `onLeave` the level around. */
export interface GraphCanvasProps {
  graph: ModelGraph;
  selected: string | null;
  onSelect: (id: string | null) => void;
  onEnter: (box: GraphBox) => void;
  onLeave: () => void;
}

/** GraphCanvas draws one level: drag to move, wheel to zoom; by keyboard arrows select, Enter opens, Backspace leaves, + - 0 zoom. */
export function GraphCanvas({ graph, selected, onSelect, onEnter, onLeave }: GraphCanvasProps): ReactNode {
  const { ref: sized, width, height } = useElementSize<HTMLDivElement>();
  const [frame, setFrame] = useState<HTMLDivElement | null>(null);
  const ref = useMergedRef(sized, setFrame);
  const [camera, setCamera] = useState<Camera | null>(null);
  const listId = useId();
  const drag = useRef<{ x: number; y: number; far: boolean } | null>(null);
  const view = { width: Math.max(1, width), height: Math.max(1, height) };
  const ready = width > 0;
  const seen = camera ?? startOf(graph, view);
  const box = graph.boxes.find(({ id }) => id === selected);

  // Another level starts at its top; a selection is brought into view once, not again while the view moves.
  const [shown, setShown] = useState({ at: graph.at, selected: null as string | null });
  if (ready && (shown.at !== graph.at || shown.selected !== selected)) {
    const before = shown.at === graph.at ? seen : startOf(graph, view);
    setShown({ at: graph.at, selected });
    setCamera(box === undefined ? before : showing(before, box, view));
  }
  useWheel(frame, (factor, pointer) => setCamera(zoomedAt(seen, factor, pointer)));

  const zoom = (factor: number): void => setCamera(zoomedAt(seen, factor, { x: view.width / 2, y: view.height / 2 }));
  const onKeyDown = (event: KeyboardEvent): void => {
    const act = isArrowKey(event.key)
      ? () => onSelect(neighbourOf(graph, selected, event.key as Parameters<typeof neighbourOf>[2])?.id ?? selected)
      : {
          Enter: () => box && onEnter(box),
          Backspace: onLeave,
          Escape: () => onSelect(null),
          '+': () => zoom(STEP),
          '=': () => zoom(STEP),
          '-': () => zoom(1 / STEP),
          '0': () => setCamera(wholeIn(graph, view)),
        }[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  const onPointerMove = (event: PointerEvent): void => {
    const from = drag.current;
    if (from === null) return;
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    if (!from.far && Math.hypot(dx, dy) < 4) return;
    if (!from.far) event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, y: event.clientY, far: true };
    setCamera(moved(seen, dx, dy));
  };

  return (
    <div className={styles.frame}>
      <div
        ref={ref}
        className={styles.view}
        role="listbox"
        tabIndex={0}
        aria-label={`Graph of ${graph.boxes.length} boxes. Arrow keys select, Enter opens a group, Backspace leaves it, plus and minus zoom.`}
        aria-activedescendant={box && `${listId}-${box.id}`}
        onKeyDown={onKeyDown}
      >
        {ready && (
          <svg
            viewBox={`${seen.x} ${seen.y} ${view.width / seen.scale} ${view.height / seen.scale}`}
            onPointerDown={(event) => (drag.current = { x: event.clientX, y: event.clientY, far: false })}
            onPointerMove={onPointerMove}
            onPointerUp={(event) => {
              if (drag.current?.far === false && event.target === event.currentTarget) onSelect(null);
              drag.current = null;
            }}
            onPointerLeave={() => (drag.current = null)}
          >
            <GraphBoxes listId={listId} graph={graph} selected={selected} onSelect={onSelect} onEnter={onEnter} />
          </svg>
        )}
      </div>
      <ActionIcon.Group className={styles.tools}>
        <ActionIcon variant="default" aria-label="Zoom in" onClick={() => zoom(STEP)}>
          <IconPlus size={16} />
        </ActionIcon>
        <ActionIcon variant="default" aria-label="Zoom out" onClick={() => zoom(1 / STEP)}>
          <IconMinus size={16} />
        </ActionIcon>
        <ActionIcon variant="default" aria-label="Show all" onClick={() => setCamera(wholeIn(graph, view))}>
          <IconArrowsMaximize size={16} />
        </ActionIcon>
      </ActionIcon.Group>
    </div>
  );
}

/** The page must not scroll while the drawing zooms, which only a listener that is not passive can prevent. */
function useWheel(
  element: HTMLElement | null,
  onZoom: (factor: number, pointer: { x: number; y: number }) => void,
): void {
  const zoom = useEffectEvent(onZoom);
  useEffect(() => {
    if (element === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      zoom(Math.exp(-event.deltaY / 500), { x: event.clientX - left, y: event.clientY - top });
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [element]);
}
