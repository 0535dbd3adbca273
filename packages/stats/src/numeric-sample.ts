/**
 * NumericSample keeps the values of a column at places that are drawn outside, so that columns of one row may share a draw, and besides the
 * least and the greatest finite value of all that it saw, kept or not: what is beyond them was never seen. It takes 9 bytes a place.
 */
export class NumericSample {
  private kept = new Float64Array(1024);
  private nulls = new Uint8Array(1024);
  private length = 0;
  private least = Infinity;
  private greatest = -Infinity;

  /** see notes a value, and keeps it at `place` unless that is null; places are taken in order first, then again. */
  see(value: unknown, place: number | null): void {
    const number = asNumber(value);
    if (Number.isFinite(number)) {
      if (number < this.least) this.least = number;
      if (number > this.greatest) this.greatest = number;
    }
    if (place === null) return;
    this.length = Math.max(this.length, place + 1);
    if (place >= this.kept.length) this.grow();
    this.kept[place] = number;
    this.nulls[place] = Number(value === null || value === undefined);
  }

  /** values are those kept, null for a missing one, and the extremes where they are not among them. */
  *values(): Generator<number | null> {
    let [least, greatest] = [Infinity, -Infinity];
    for (let place = 0; place < this.length; place += 1) {
      const value = this.kept[place]!;
      if (Number.isFinite(value)) [least, greatest] = [Math.min(least, value), Math.max(greatest, value)];
      yield this.nulls[place] === 1 ? null : value;
    }
    if (this.least < least) yield this.least;
    if (this.greatest > greatest && this.greatest > this.least) yield this.greatest;
  }

  private grow(): void {
    const [kept, nulls] = [this.kept, this.nulls];
    this.kept = new Float64Array(2 * kept.length);
    this.nulls = new Uint8Array(2 * kept.length);
    this.kept.set(kept);
    this.nulls.set(nulls);
  }
}

/** asNumber reads booleans as 0 and 1, bigints as numbers, other things as not a number. */
export function asNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'boolean' || typeof value === 'bigint' ? Number(value) : NaN;
}
