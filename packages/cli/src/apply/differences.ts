/** Difference is one field of a document that is not what Slipway has. */
export interface Difference {
  field: string;
  from: unknown;
  to: unknown;
}

/** differences compares only what the document states: a field that it leaves out, also within an object, stays as it is. */
export function differences(
  wanted: Readonly<Record<string, unknown>>,
  current: Readonly<Record<string, unknown>>,
): Difference[] {
  return Object.keys(wanted)
    .filter((field) => !covers(current[field], wanted[field]))
    .map((field) => ({ field, from: current[field], to: wanted[field] }));
}

function covers(current: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted))
    return (
      Array.isArray(current) &&
      current.length === wanted.length &&
      wanted.every((item, index) => covers(current[index], item))
    );
  if (isRecord(wanted))
    return isRecord(current) && Object.keys(wanted).every((key) => covers(current[key], wanted[key]));
  return Object.is(current, wanted);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
