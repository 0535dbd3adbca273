/** Change is one field of a thing before and after an event; a side without the field is undefined. */
export interface Change {
  field: string;
  before: unknown;
  after: unknown;
}

/** Changes are the fields that differ, and how many are equal. */
export interface Changes {
  differing: readonly Change[];
  equal: number;
}

/** changesOf compares the two sides of an event field by field. An event that only says what became is all new. */
export function changesOf(before: unknown, after: unknown): Changes {
  const [left, right] = [fieldsOf(before), fieldsOf(after)];
  const all = [...new Set([...Object.keys(left), ...Object.keys(right)])].map((field) => ({
    field,
    before: left[field],
    after: right[field],
  }));
  const differing = all.filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));
  return { differing, equal: all.length - differing.length };
}

function fieldsOf(side: unknown): Readonly<Record<string, unknown>> {
  if (side === null || side === undefined) return {};
  return typeof side === 'object' && !Array.isArray(side) ? (side as Record<string, unknown>) : { value: side };
}
