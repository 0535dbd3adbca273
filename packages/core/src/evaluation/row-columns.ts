const FIRST_CAPACITY = 4096;
const MOST_NAMES = 1000;
const FEW_VALUES = 12;

/** OTHER is the name of all values of a coded column beyond its first 1,000 distinct ones. */
const OTHER = '(other)';

/** Growing is a list of numbers in a typed array that is made twice as large whenever it is full. */
class Growing<T extends Float64Array | Float32Array | Uint8Array> {
  private count = 0;

  constructor(
    private values: T,
    private readonly make: (length: number) => T,
  ) {}

  push(value: number): void {
    if (this.count === this.values.length) {
      const larger = this.make(this.values.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.count] = value;
    this.count += 1;
  }

  /** view is what was pushed so far, without a copy. */
  view(): T {
    return this.values.subarray(0, this.count) as T;
  }
}

/** GrowingNumbers is a list of doubles at eight bytes each, for a million rows and more. */
export class GrowingNumbers extends Growing<Float64Array> {
  constructor() {
    super(new Float64Array(FIRST_CAPACITY), (length) => new Float64Array(length));
  }
}

/** GrowingScores is a list of single-precision numbers at four bytes each, which is what models give. */
export class GrowingScores extends Growing<Float32Array> {
  constructor() {
    super(new Float32Array(FIRST_CAPACITY), (length) => new Float32Array(length));
  }
}

/** GrowingFlags is a list of 0 and 1 at a byte each. */
export class GrowingFlags extends Growing<Uint8Array> {
  constructor() {
    super(new Uint8Array(FIRST_CAPACITY), (length) => new Uint8Array(length));
  }
}

/** Names codes texts as 0, 1, 2 ..., `first` ones in their order; several columns may share one, so that their codes compare. */
export class Names {
  readonly list: string[] = [];
  private readonly codes = new Map<string, number>();

  constructor(first: readonly string[] = []) {
    for (const name of first) this.codeOf(name);
  }

  codeOf(value: unknown): number {
    const text = value === null || value === undefined ? '(missing)' : String(value);
    const known = this.codes.get(text);
    if (known !== undefined) return known;
    if (this.list.length > MOST_NAMES && text !== OTHER) return this.codeOf(OTHER);
    const code = this.list.push(text) - 1;
    this.codes.set(text, code);
    return code;
  }

  /** overflown says whether values were thrown together as OTHER, so that they are no classes. */
  get overflown(): boolean {
    return this.codes.has(OTHER);
  }
}

/** SliceColumn is a column by which rows are grouped: numbers by their quartiles, all else by its values. */
export class SliceColumn {
  readonly names = new Names();
  private readonly numbers = new GrowingNumbers();
  private readonly codes = new GrowingNumbers();
  private onlyNumbers = true;

  constructor(readonly name: string) {}

  push(value: unknown): void {
    const isNumber = typeof value === 'number' || typeof value === 'bigint';
    if (!isNumber && value !== null && value !== undefined) this.onlyNumbers = false;
    this.numbers.push(isNumber ? Number(value) : NaN);
    this.codes.push(this.names.codeOf(value));
  }

  /** asNumbers is the column as numbers (NaN where missing), or null when it holds anything else or few distinct numbers. */
  asNumbers(): Float64Array | null {
    return this.onlyNumbers && this.names.list.length > FEW_VALUES ? this.numbers.view() : null;
  }

  /** asCodes is the column as codes of `names`. */
  asCodes(): Float64Array {
    return this.codes.view();
  }
}
