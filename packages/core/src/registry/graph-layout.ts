/** LayoutBox is a box to place. */
export interface LayoutBox {
  id: string;
  width: number;
  height: number;
}

/** LayoutLine joins two boxes, downwards. */
export interface LayoutLine {
  from: string;
  to: string;
}

/** Layout is where the boxes lie (their centres), and the points of each line, in the order in which they were given. */
export interface Layout {
  width: number;
  height: number;
  places: ReadonlyMap<string, { x: number; y: number }>;
  lines: [number, number][][];
}

const COLUMN_GAP = 24;
const ROW_GAP = 44;
const MARGIN = 24;
const SWEEPS = 8;
const BEND_WIDTH = 8;

/** A box, or a bend where a line passes a row. */
interface Spot {
  width: number;
  row: number;
  above: Spot[];
  below: Spot[];
  place: number;
  x: number;
}

/**
 * layOut places boxes in rows so that every line runs downwards (Sugiyama, Tagawa, Toda 1981): rows by the longest way from a source,
 * order in a row by the mean place of the neighbours, then places that pull boxes over their neighbours without overlap. A line that
 * would close a circle is turned around. The same input always gives the same drawing.
 */
export function layOut(boxes: readonly LayoutBox[], lines: readonly LayoutLine[]): Layout {
  const rowOf = rowsOf(boxes, lines);
  const spots = new Map(boxes.map((box) => [box.id, spot(box.width, rowOf.get(box.id)!)]));
  const bends = lines.map((line) => join(spots, rowOf, line));
  const rows = inRows([...spots.values(), ...bends.flatMap(({ path }) => path.slice(1, -1))]);
  orderRows(rows);
  placeRows(rows);
  const heights = rows.map(() => 0);
  for (const box of boxes) {
    const row = rowOf.get(box.id)!;
    heights[row] = Math.max(heights[row]!, box.height);
  }
  const tops: number[] = [];
  let y = MARGIN;
  for (const height of heights) {
    tops.push(y + height / 2);
    y += height + ROW_GAP;
  }
  const all = rows.flat();
  const left = all.reduce((least, each) => Math.min(least, each.x - each.width / 2), Infinity) - MARGIN;
  const right = all.reduce((most, each) => Math.max(most, each.x + each.width / 2), -Infinity) + MARGIN;
  const sizes = new Map(boxes.map((box) => [box.id, box.height]));
  return {
    width: boxes.length === 0 ? 0 : right - left,
    height: boxes.length === 0 ? 0 : y - ROW_GAP + MARGIN,
    places: new Map([...spots].map(([id, { x, row }]) => [id, { x: x - left, y: tops[row]! }])),
    lines: bends.map(({ path, from, to, turned }) => {
      const points = path.map((each, index): [number, number] => {
        const half = index === 0 ? sizes.get(from)! / 2 : index === path.length - 1 ? -sizes.get(to)! / 2 : 0;
        return [Math.round(each.x - left), Math.round(tops[each.row]! + half)];
      });
      return turned ? points.toReversed() : points;
    }),
  };
}

const spot = (width: number, row: number): Spot => ({ width, row, above: [], below: [], place: 0, x: 0 });

/** Rows by Kahn's order; when only circles are left, the first box in one is taken as if nothing led to it. */
function rowsOf(boxes: readonly LayoutBox[], lines: readonly LayoutLine[]): Map<string, number> {
  const below = new Map(boxes.map(({ id }): [string, string[]] => [id, []]));
  const waiting = new Map(boxes.map(({ id }) => [id, 0]));
  for (const { from, to } of lines) {
    if (from === to) continue;
    below.get(from)!.push(to);
    waiting.set(to, waiting.get(to)! + 1);
  }
  const rows = new Map(boxes.map(({ id }) => [id, 0]));
  const done = new Set<string>();
  const free = boxes.filter(({ id }) => waiting.get(id) === 0).map(({ id }) => id);
  while (done.size < boxes.length) {
    const id = free.shift() ?? boxes.find((box) => !done.has(box.id))!.id;
    if (done.has(id)) continue;
    done.add(id);
    for (const next of below.get(id)!) {
      if (done.has(next)) continue;
      rows.set(next, Math.max(rows.get(next)!, rows.get(id)! + 1));
      waiting.set(next, waiting.get(next)! - 1);
      if (waiting.get(next) === 0) free.push(next);
    }
  }
  return closeUp(boxes, lines, rows);
}

/** What nothing leads to moves down to just above what it leads to: inputs used late would make long lines. */
function closeUp(
  boxes: readonly LayoutBox[],
  lines: readonly LayoutLine[],
  rows: Map<string, number>,
): Map<string, number> {
  const fed = new Set(lines.map(({ to }) => to));
  for (const { id } of boxes.filter((box) => !fed.has(box.id))) {
    const nexts = lines.filter(({ from }) => from === id).map(({ to }) => rows.get(to)!);
    if (nexts.length > 0) rows.set(id, Math.max(0, Math.min(...nexts) - 1));
  }
  return rows;
}

interface Path {
  from: string;
  to: string;
  turned: boolean;
  path: Spot[];
}

function join(spots: ReadonlyMap<string, Spot>, rowOf: ReadonlyMap<string, number>, line: LayoutLine): Path {
  const turned = rowOf.get(line.from)! >= rowOf.get(line.to)!;
  const [from, to] = turned ? [line.to, line.from] : [line.from, line.to];
  const [start, end] = [spots.get(from)!, spots.get(to)!];
  const path = [start];
  for (let row = start.row + 1; row < end.row; row += 1) path.push(spot(BEND_WIDTH, row));
  path.push(end);
  path.slice(1).forEach((each, index) => {
    path[index]!.below.push(each);
    each.above.push(path[index]!);
  });
  return { from, to, turned, path };
}

function inRows(spots: readonly Spot[]): Spot[][] {
  const rows: Spot[][] = [];
  for (const each of spots) (rows[each.row] ??= []).push(each);
  const all = Array.from(rows, (row) => row ?? []);
  for (const row of all) row.forEach((each, place) => (each.place = place));
  return all;
}

function orderRows(rows: readonly Spot[][]): void {
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const down = sweep % 2 === 0;
    for (const row of down ? rows : rows.toReversed()) {
      const wanted = new Map(row.map((each) => [each, meanOf(down ? each.above : each.below, 'place') ?? each.place]));
      row.sort((a, b) => wanted.get(a)! - wanted.get(b)! || a.place - b.place);
      row.forEach((each, place) => (each.place = place));
    }
  }
}

function placeRows(rows: readonly Spot[][]): void {
  for (const row of rows)
    pack(
      row,
      row.map(() => 0),
    );
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const down = sweep % 2 === 0;
    for (const row of down ? rows : rows.toReversed())
      pack(
        row,
        row.map((each) => meanOf(down ? each.above : each.below, 'x') ?? each.x),
      );
  }
}

/**
 * Places a row as near as it can be to where its spots want to be (least squares), in its order and without overlap: neighbours that
 * would overlap move as one block (pool adjacent violators).
 */
function pack(row: readonly Spot[], wanted: readonly number[]): void {
  let offset = 0;
  const offsets = row.map((each, index) => {
    if (index > 0) offset += (row[index - 1]!.width + each.width) / 2 + COLUMN_GAP;
    return offset;
  });
  const blocks: { sum: number; count: number }[] = [];
  row.forEach((_, index) => {
    let block = { sum: wanted[index]! - offsets[index]!, count: 1 };
    for (let last = blocks.at(-1); last && last.sum / last.count > block.sum / block.count; last = blocks.at(-1)) {
      block = { sum: block.sum + last.sum, count: block.count + last.count };
      blocks.pop();
    }
    blocks.push(block);
  });
  let index = 0;
  for (const { sum, count } of blocks)
    for (const end = index + count; index < end; index += 1) row[index]!.x = sum / count + offsets[index]!;
}

function meanOf(spots: readonly Spot[], key: 'place' | 'x'): number | null {
  return spots.length === 0 ? null : spots.reduce((sum, each) => sum + each[key], 0) / spots.length;
}
