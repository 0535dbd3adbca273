import { seededRandom, sequentialKs, sequentialSlack } from '@slipway/stats';
import { normalDraw, type Draw } from './draws.js';

const GRID = 2_000;

/**
 * aaEverAlarms says whether a sequential test of two arms that never differ alarms at any of its looks, one after each of `rows` rows.
 * Looks that cannot alarm are passed over: D of the rows is at most D on a grid plus the largest cell, and a row moves it by 1 / n at most.
 */
export function aaEverAlarms(rows: number, alpha: number, seed: number): boolean {
  const random = seededRandom(seed);
  const arms = [0, 1].map(() => ({ values: new Float64Array(Math.ceil(rows / 2)), cells: new Int32Array(GRID), n: 0 }));
  let nextLook = 2;
  for (let row = 1; row <= rows; row += 1) {
    const arm = arms[row % 2]!;
    const value = random();
    arm.values[arm.n] = value;
    arm.cells[Math.floor(value * GRID)]! += 1;
    arm.n += 1;
    if (row < nextLook) continue;
    const [a, b] = [arms[0]!, arms[1]!];
    const room = sequentialSlack(a.n, b.n, alpha) - largestDifference(a, b);
    if (room <= 0) {
      const sorted = arms.map(({ values, n }) => values.slice(0, n).sort());
      if (sequentialKs(sorted[0]!, sorted[1]!, alpha).shifted) return true;
    }
    nextLook = row + Math.max(1, Math.floor((room * Math.min(a.n, b.n)) / 2));
  }
  return false;
}

interface Arm {
  cells: Int32Array;
  n: number;
}

/** No less than the D of the rows themselves. */
function largestDifference(a: Arm, b: Arm): number {
  let [seenA, seenB, largest] = [0, 0, 0];
  for (let cell = 0; cell < GRID; cell += 1) {
    const [inA, inB] = [a.cells[cell]! / a.n, b.cells[cell]! / b.n];
    seenA += inA;
    seenB += inB;
    largest = Math.max(largest, Math.abs(seenA - seenB) + Math.max(inA, inB));
  }
  return largest;
}

/** detectionDelay is after how many rows an arm a sequential test sees that one arm is `shift` standard deviations off, from the first row on; `most` when it does not. */
export function detectionDelay(shift: number, alpha: number, most: number, seed: number): number {
  const normal = normalDraw(seededRandom(seed));
  const [control, treated] = [new Sorted(normal, most), new Sorted(() => normal() + shift, most)];
  for (let n = 1; n <= most; n += 1) {
    control.add();
    treated.add();
    if (sequentialKs(control.values(), treated.values(), alpha).shifted) return n;
  }
  return most;
}

/** Sorted keeps a growing sample in order. */
class Sorted {
  private readonly held: Float64Array;
  private n = 0;

  constructor(
    private readonly draw: Draw<number>,
    most: number,
  ) {
    this.held = new Float64Array(most);
  }

  add(): void {
    const value = this.draw();
    let at = this.n;
    while (at > 0 && this.held[at - 1]! > value) at -= 1;
    this.held.copyWithin(at + 1, at, this.n);
    this.held[at] = value;
    this.n += 1;
  }

  values(): Float64Array {
    return this.held.subarray(0, this.n);
  }
}
