import type { NodeProto, TensorProto } from 'onnx-buf';
import type { AirportRates } from './airport-rates.js';
import { outcomes } from './features.js';
import { columnInfo, float, floats, integer, mlDomain, onnxFile, operator, texts } from './onnx-graph.js';
import type { FlightDelayModel } from './train.js';
import { treeEnsemble } from './tree-ensemble.js';

/** AirportLookup is the part of the graph that turns an airport into its late share, [N, 1] texts -> [N, 1] floats. */
export interface AirportLookup {
  readonly nodes: NodeProto[];
  readonly stored?: TensorProto[];
}

/** LookUpAirport makes the lookup from the input named `input` to the tensor named `output`. */
export type LookUpAirport = (rates: AirportRates, input: string, output: string) => AirportLookup;

/** flightDelaySchema is what an exported model says of itself to people: its features, its output and its task. */
export const flightDelaySchema = {
  task: 'classification',
  features: [
    { name: 'departure_minute', type: 'numeric', input: 'departure_minute', index: 0 },
    { name: 'distance', type: 'numeric', input: 'distance', index: 0 },
    { name: 'origin', type: 'categorical', input: 'origin', index: 0 },
    { name: 'destination', type: 'categorical', input: 'destination', index: 0 },
  ],
  outputs: [{ name: 'probability', role: 'score', classes: outcomes }],
} as const;

/**
 * exportFlightDelayModel writes a model as ONNX: one [N, 1] input a feature, output `probability` [N, 1] of arriving late. An
 * airport that training never saw gets the overall late share.
 */
export function exportFlightDelayModel(model: FlightDelayModel): Uint8Array<ArrayBuffer> {
  return exportWithLookup(model, lookUpRate);
}

/** exportWithLookup writes a model as ONNX with another way to look an airport up. */
export function exportWithLookup(model: FlightDelayModel, lookUp: LookUpAirport): Uint8Array<ArrayBuffer> {
  const origin = lookUp(model.originRates, 'origin', 'origin_rate');
  const destination = lookUp(model.destinationRates, 'destination', 'destination_rate');
  return onnxFile(
    {
      name: 'flight-delay',
      nodes: [
        ...origin.nodes,
        ...destination.nodes,
        joinColumns(['departure_minute', 'distance', 'origin_rate', 'destination_rate'], 'columns'),
        treeEnsemble(model.boosted, 'columns', 'logit'),
        operator('Sigmoid', ['logit'], 'probability'),
      ],
      stored: [...(origin.stored ?? []), ...(destination.stored ?? [])],
      inputs: [
        columnInfo('departure_minute', 'float'),
        columnInfo('distance', 'float'),
        columnInfo('origin', 'string'),
        columnInfo('destination', 'string'),
      ],
      outputs: [columnInfo('probability', 'float')],
    },
    { 'slipway.schema': JSON.stringify(flightDelaySchema) },
  );
}

function lookUpRate({ overall, byAirport }: AirportRates, input: string, output: string): AirportLookup {
  const attributes = [
    texts('keys_strings', [...byAirport.keys()]),
    floats('values_floats', [...byAirport.values()]),
    float('default_float', overall),
  ];
  return { nodes: [operator('LabelEncoder', [input], output, attributes, mlDomain)] };
}

function joinColumns(inputs: string[], output: string): NodeProto {
  return operator('Concat', inputs, output, [integer('axis', 1)]);
}
