import { airportRates, rateOf } from './airport-rates.js';
import type { AirportRates } from './airport-rates.js';
import { areaUnderRoc } from './area-under-roc.js';
import { boostedProbability, fitBoostedTrees } from './boosted-trees.js';
import type { BoostedTrees, BoostingOptions } from './boosted-trees.js';
import type { FlightFeatures, FlightTable } from './features.js';

/** FlightDelayModel is boosted trees over (departure minute, distance, late share of the origin, late share of the destination). */
export interface FlightDelayModel {
  readonly originRates: AirportRates;
  readonly destinationRates: AirportRates;
  readonly boosted: BoostedTrees;
}

/** FlightDelayQuality is a model measured on flights that it was not trained on. */
export interface FlightDelayQuality {
  readonly rows: number;
  readonly lateShare: number;
  readonly auc: number;
  readonly logLoss: number;
}

/** defaultBoosting are the options that reach the stated quality on January in about two seconds. */
export const defaultBoosting: BoostingOptions = {
  trees: 60,
  bins: 64,
  depth: 4,
  learningRate: 0.15,
  minLeafRows: 100,
  penalty: 10,
};

/** trainFlightDelayModel fits P(late) on a table. The same table and options give the same model. Throws when all outcomes are alike. */
export function trainFlightDelayModel(table: FlightTable, options: Partial<BoostingOptions> = {}): FlightDelayModel {
  const lateFlights = table.late.reduce((sum, late) => sum + late, 0);
  if (lateFlights === 0 || lateFlights === table.count) throw new Error('training needs flights of both outcomes');
  const originRates = airportRates(table.origin, table.late, table.airports);
  const destinationRates = airportRates(table.destination, table.late, table.airports);
  const columns = modelColumns(table, originRates, destinationRates);
  const boosted = fitBoostedTrees(columns, table.late, { ...defaultBoosting, ...options });
  return { originRates, destinationRates, boosted };
}

/** lateProbability is P(late) of one flight. */
export function lateProbability(model: FlightDelayModel, flight: FlightFeatures): number {
  const { originRates, destinationRates, boosted } = model;
  const origin = rateOf(originRates, flight.origin);
  const destination = rateOf(destinationRates, flight.destination);
  return boostedProbability(boosted, Float32Array.of(flight.departure_minute, flight.distance, origin, destination));
}

/** lateProbabilities are P(late) of each flight of a table. */
function lateProbabilities(model: FlightDelayModel, table: FlightTable): Float64Array {
  const columns = modelColumns(table, model.originRates, model.destinationRates);
  const values = new Float32Array(columns.length);
  return Float64Array.from({ length: table.count }, (_, row) => {
    columns.forEach((column, position) => {
      values[position] = column[row]!;
    });
    return boostedProbability(model.boosted, values);
  });
}

/** measureFlightDelayModel measures a model on a table: area under the ROC curve and mean log loss in nats. */
export function measureFlightDelayModel(model: FlightDelayModel, table: FlightTable): FlightDelayQuality {
  const probabilities = lateProbabilities(model, table);
  let late = 0;
  let loss = 0;
  for (let row = 0; row < table.count; row += 1) {
    const label = table.late[row]!;
    late += label;
    loss -= Math.log(label === 1 ? probabilities[row]! : 1 - probabilities[row]!);
  }
  return {
    rows: table.count,
    lateShare: late / table.count,
    auc: areaUnderRoc(table.late, probabilities),
    logLoss: loss / table.count,
  };
}

function modelColumns(table: FlightTable, originRates: AirportRates, destinationRates: AirportRates): Float32Array[] {
  const originRate = table.airports.map((airport) => rateOf(originRates, airport));
  const destinationRate = table.airports.map((airport) => rateOf(destinationRates, airport));
  return [
    table.departureMinute,
    table.distance,
    Float32Array.from(table.origin, (code) => originRate[code]!),
    Float32Array.from(table.destination, (code) => destinationRate[code]!),
  ];
}
