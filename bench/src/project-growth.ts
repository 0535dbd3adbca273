/** ScaleTarget is an installation on paper. */
export interface ScaleTarget {
  endpoints: number;
  gateways: number;
  /** Gateways that one endpoint's requests reach: all of them behind a plain load balancer, few behind one that hashes the path. */
  gatewaysOfEndpoint: number;
  /** What an endpoint's prediction log keeps. */
  logRowsPerSecond: number;
  features: number;
}

/** Growth is how many rows a table gets a day, or holds for good where old ones are merged. */
export interface Growth {
  table: string;
  rows: number;
  /** A day, or at rest. */
  per: 'a day' | 'at rest';
}

const DAY_SECONDS = 86_400;
const BUCKET_SECONDS = 5;
/** Of each feature: two days of minutes, 61 more of hours, the rest of 400 days as days (monitoring/roll-up-cells.ts). */
const CELL_ROWS = 2 * 1_440 + 61 * 24 + (400 - 63);

/** projectGrowth says how the four tables that grow with traffic do so, every endpoint busy around the clock. */
export function projectGrowth(target: ScaleTarget): Growth[] {
  const { endpoints, gateways, gatewaysOfEndpoint, logRowsPerSecond, features } = target;
  const buckets = DAY_SECONDS / BUCKET_SECONDS;
  return [
    { table: 'PredictionRow', rows: endpoints * logRowsPerSecond * DAY_SECONDS, per: 'a day' },
    { table: 'TrafficBucket', rows: endpoints * gatewaysOfEndpoint * buckets, per: 'a day' },
    { table: 'GatewayFlush', rows: gateways * DAY_SECONDS, per: 'a day' },
    { table: 'CellMinute', rows: endpoints * features * CELL_ROWS, per: 'at rest' },
  ];
}
