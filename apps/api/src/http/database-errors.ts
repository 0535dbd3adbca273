/** PostgreSQL classes 08 (connection), 53 (resources), 57 (cancelled, shutting down), Prisma's and Node's words for the same. */
const UNAVAILABLE =
  /^(08...|53...|57...|P1001|P1002|P1008|P1017|P2024|P2028|P2037|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND)$/;
const UNAVAILABLE_KINDS: readonly string[] = [
  'DatabaseNotReachable',
  'ConnectionClosed',
  'TooManyConnections',
  'SocketTimeout',
  'SocketNotConnected',
];
const UNAVAILABLE_WORDS =
  /timeout exceeded when trying to connect|Connection terminated|Unable to start a transaction|Can't reach database|server closed the connection/;

/** isDatabaseUnavailable tells whether an error means that the database did not answer, or not in time. */
export const isDatabaseUnavailable = (thrown: unknown): boolean =>
  causes(thrown).some(
    (cause) =>
      UNAVAILABLE.test(text(cause, 'code')) ||
      UNAVAILABLE.test(text(cause, 'originalCode')) ||
      UNAVAILABLE_KINDS.includes(text(cause, 'kind')) ||
      UNAVAILABLE_WORDS.test(text(cause, 'message')),
  );

/** isSerializationFailure tells whether two transactions got in each other's way. */
export const isSerializationFailure = (thrown: unknown): boolean =>
  causes(thrown).some(
    (cause) => /^(40001|40P01|P2034)$/.test(text(cause, 'code')) || /^(40001|40P01)$/.test(text(cause, 'originalCode')),
  );

/** isUniqueViolation tells whether a row with that key was there already. */
export const isUniqueViolation = (thrown: unknown): boolean =>
  causes(thrown).some((cause) => /^(P2002|23505)$/.test(text(cause, 'code')));

/** Prisma wraps the driver's error: in `cause`, or in `meta.driverAdapterError`; several addresses come as `errors`. */
function causes(thrown: unknown, depth = 0): object[] {
  if (typeof thrown !== 'object' || thrown === null || depth > 4) return [];
  const { cause, meta, errors } = thrown as {
    cause?: unknown;
    meta?: { driverAdapterError?: unknown };
    errors?: unknown;
  };
  const inner = [cause, meta?.driverAdapterError, ...(Array.isArray(errors) ? errors : [])];
  return [thrown, ...inner.flatMap((next) => causes(next, depth + 1))];
}

function text(value: object, key: string): string {
  const found = (value as Record<string, unknown>)[key];
  return typeof found === 'string' ? found : '';
}
