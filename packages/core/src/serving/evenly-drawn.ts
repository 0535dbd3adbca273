/**
 * evenlyDrawn is the SQL condition that brings the logged rows `p` of the endpoint `$1` between two event times, given as parameters such as `$4`,
 * down to one share: that of the busiest moment between them. A gateway logs a smaller share of the rows while there are many, so without it quiet hours would
 * count for more than they were. A row's draw is fixed by its id, so those that are left are a uniform sample.
 */
export const evenlyDrawn = (from: string, to: string): string => `p."draw" < coalesce((
  SELECT min(q."keepRate") FROM "PredictionRow" q WHERE q."endpointId" = $1 AND q."inSample" AND q."at" >= ${from} AND q."at" < ${to}), 1)`;
