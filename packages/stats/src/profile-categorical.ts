const MAX_CATEGORIES = 200;
const MAX_LABEL_CHARS = 10_000;
const TOLD_APART = 20_000;

/**
 * CategoricalProfile has a cell for each listed category, then three: other (the reference had more categories than are
 * listed, so any unlisted value counts here), unseen (every reference category is listed, so an unlisted value is new), null.
 */
export interface CategoricalProfile {
  kind: 'categorical';
  /** Most frequent first, ties by name. */
  categories: string[];
  /** True when the reference had categories beyond the listed ones. */
  hasOther: boolean;
  counts: number[];
  summary: CategoricalSummary;
}

/** CategoricalSummary describes the reference values for display. */
export interface CategoricalSummary {
  count: number;
  /** Share of null values, 0..1. */
  missingShare: number;
  distinct: number;
  mostFrequent: string | null;
}

/** buildCategoricalCells makes the profile of a reference: at most 200 categories and 10,000 characters of labels. Values compare as text. */
export function buildCategoricalCells(values: Iterable<unknown>): CategoricalProfile {
  const counter = new CategoryCounter();
  for (const value of values) counter.see(value);
  return counter.profile();
}

/**
 * CategoryCounter counts the categories of a reference value after value. Of more than 20,000 of them those that come later are counted
 * together, as what is not listed is anyway; `distinct` then is one more than are told apart.
 */
export class CategoryCounter {
  private readonly frequency = new Map<string, number>();
  private nulls = 0;
  private total = 0;
  private untold = 0;

  see(value: unknown): void {
    this.total += 1;
    const label = labelOf(value);
    if (label === null) this.nulls += 1;
    else if (this.frequency.size < TOLD_APART || this.frequency.has(label))
      this.frequency.set(label, (this.frequency.get(label) ?? 0) + 1);
    else this.untold += 1;
  }

  profile(): CategoricalProfile {
    const { frequency, nulls, total, untold } = this;
    const ranked = [...frequency].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
    const listed = takeWithinLimits(ranked);
    const listedTotal = listed.reduce((sum, [, count]) => sum + count, 0);
    return {
      kind: 'categorical',
      categories: listed.map(([label]) => label),
      hasOther: listed.length < ranked.length,
      counts: [...listed.map(([, count]) => count), total - nulls - listedTotal, 0, nulls],
      summary: {
        count: total,
        missingShare: total === 0 ? 0 : nulls / total,
        distinct: frequency.size + Number(untold > 0),
        mostFrequent: ranked[0]?.[0] ?? null,
      },
    };
  }
}

/** categoricalCellLocator gives the lookup by label. */
export function categoricalCellLocator(profile: CategoricalProfile): (value: unknown) => number {
  const index = new Map(profile.categories.map((label, i) => [label, i]));
  const other = profile.categories.length;
  const unlisted = profile.hasOther ? other : other + 1;
  return (value) => {
    const label = labelOf(value);
    return label === null ? other + 2 : (index.get(label) ?? unlisted);
  };
}

/** labelOf is the text of a category; null for null, undefined, NaN and things that are no category. */
function labelOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isNaN(value) ? null : String(value);
  return typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : null;
}

function takeWithinLimits(ranked: [string, number][]): [string, number][] {
  let chars = 0;
  const end = ranked.findIndex(([label], i) => {
    chars += label.length;
    return i >= MAX_CATEGORIES || chars > MAX_LABEL_CHARS;
  });
  return end === -1 ? ranked : ranked.slice(0, end);
}
