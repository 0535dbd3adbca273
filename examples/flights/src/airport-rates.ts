/** AirportRates are late shares by airport, each shrunk towards the share of all; an airport that was never seen has that share. */
export interface AirportRates {
  readonly overall: number;
  readonly byAirport: ReadonlyMap<string, number>;
}

// An airport's own flights outweigh the overall share from this many on.
const priorFlights = 200;

/**
 * airportRates estimates (late + 200 overall) / (flights + 200) for each airport that occurs in `codes` (positions in
 * `airports`): target encoding with an m-estimate (Micci-Barreca 2001). Give it training rows only, or labels leak.
 */
export function airportRates(codes: Uint16Array, late: Uint8Array, airports: readonly string[]): AirportRates {
  const flightsOf = new Uint32Array(airports.length);
  const lateOf = new Uint32Array(airports.length);
  let lateFlights = 0;
  for (let row = 0; row < codes.length; row += 1) {
    flightsOf[codes[row]!]! += 1;
    lateOf[codes[row]!]! += late[row]!;
    lateFlights += late[row]!;
  }
  const overall = Math.fround(lateFlights / codes.length);
  const byAirport = new Map<string, number>();
  airports.forEach((airport, code) => {
    const flights = flightsOf[code]!;
    if (flights === 0) return;
    byAirport.set(airport, Math.fround((lateOf[code]! + priorFlights * overall) / (flights + priorFlights)));
  });
  return { overall, byAirport };
}

/** rateOf is the rate of one airport, or the overall one. */
export function rateOf({ overall, byAirport }: AirportRates, airport: string): number {
  return byAirport.get(airport) ?? overall;
}
