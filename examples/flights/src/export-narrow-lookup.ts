import { rateOf } from './airport-rates.js';
import { exportWithLookup } from './export-onnx.js';
import type { LookUpAirport } from './export-onnx.js';
import type { FlightTable } from './features.js';
import { integer, integers, mlDomain, operator, storedFloats, texts } from './onnx-graph.js';
import type { FlightDelayModel } from './train.js';

/**
 * exportNarrowLookup writes a model with a real mistake in it: `airports` are numbered and their late shares lie in a table,
 * and any other airport gets the number just past the end of that table. The model loads, warms up and answers as the sound
 * one does while both ends of a flight are in the list; for any other flight ONNX Runtime refuses the index.
 */
export function exportNarrowLookup(model: FlightDelayModel, airports: readonly string[]): Uint8Array<ArrayBuffer> {
  return exportWithLookup(model, tableLookup(airports));
}

/** airportsSeen are the airports at either end of the flights of a table, in alphabetical order. */
export function airportsSeen({ origin, destination, airports }: FlightTable): string[] {
  const codes = new Set([...origin, ...destination]);
  return airports.filter((_, code) => codes.has(code)).sort();
}

function tableLookup(airports: readonly string[]): LookUpAirport {
  // Number 0 stands for "no airport given", the empty text.
  const keys = ['', ...airports];
  return (rates, input, output) => {
    const numbers = [
      texts('keys_strings', keys),
      integers(
        'values_int64s',
        keys.map((_, number) => number),
      ),
      integer('default_int64', keys.length),
    ];
    return {
      nodes: [
        operator('LabelEncoder', [input], `${input}_number`, numbers, mlDomain),
        operator('Gather', [`${output}_table`, `${input}_number`], output, [integer('axis', 0)]),
      ],
      stored: [
        storedFloats(
          `${output}_table`,
          keys.map((airport) => rateOf(rates, airport)),
        ),
      ],
    };
  };
}
