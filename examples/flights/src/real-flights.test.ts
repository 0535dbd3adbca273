import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { areaUnderRoc } from './area-under-roc.js';
import { exportFlightDelayModel } from './export-onnx.js';
import { airportsSeen, exportNarrowLookup } from './export-narrow-lookup.js';
import { featuresOf, isLate, tableOf } from './features.js';
import type { FlightFeatures } from './features.js';
import { departureAt, everyKth, monthRows, readFlights, rowsFrom, westernHubs } from './flights-data.js';
import type { FlightMonth, FlightRows, Flights } from './flights-data.js';
import { runTrainer } from './run-trainer.js';
import { splitJanuary } from './split-flights.js';
import { lateProbability, measureFlightDelayModel, trainFlightDelayModel } from './train.js';
import type { FlightDelayModel } from './train.js';

let flights: Flights;
let model: FlightDelayModel;

beforeAll(async () => {
  flights = await readFlights();
  model = trainFlightDelayModel(tableOf(flights, splitJanuary(flights).training));
}, 60_000);

const western = (month: FlightMonth) => rowsFrom(flights, monthRows(flights, month), westernHubs);
const featuresAt = (rows: FlightRows) => Array.from(rows, (row) => featuresOf(flights, row));

describe('the file', () => {
  test('has the known number of flights in each month', () => {
    const months: FlightMonth[] = [1, 2, 3, 4, 5, 6];
    const counts = months.map((month) => monthRows(flights, month).length);
    expect(counts).toEqual([508239, 458170, 511502, 501030, 518831, 502222]);
  });

  test('is in the order of departure, from the first minute of January on', () => {
    expect(flights.departureMin.every((minute, row) => row === 0 || minute >= flights.departureMin[row - 1]!)).toBe(
      true,
    );
    expect(departureAt(flights, 0)).toEqual(new Date('2001-01-01T00:01:00Z'));
    expect(featuresOf(flights, 0)).toEqual({ departure_minute: 1, distance: 2176, origin: 'LAS', destination: 'PHL' });
    expect(flights.delayMin[0]).toBe(33);
  });

  test('has 77,640 flights from western hubs in May, sampled from the first on', () => {
    const rows = western(5);
    expect(rows).toHaveLength(77640);
    const sample = everyKth(rows, 10);
    expect(sample).toHaveLength(7764);
    expect([sample[0], sample[1]]).toEqual([rows[0], rows[10]]);
  });
});

describe('the model of January', () => {
  test('reaches an AUC of .65 on the days held out and .63 on February', () => {
    const heldOut = measureFlightDelayModel(model, tableOf(flights, splitJanuary(flights).heldOut));
    expect(heldOut.auc).toBeCloseTo(0.651, 2);
    const february = measureFlightDelayModel(model, tableOf(flights, monthRows(flights, 2)));
    expect(february.auc).toBeCloseTo(0.634, 2);
  });

  test('holds out whole days', () => {
    const { training, heldOut } = splitJanuary(flights);
    const days = (rows: FlightRows) => new Set(Array.from(rows, (row) => departureAt(flights, row).getUTCDate()));
    expect([...days(heldOut)]).toEqual([5, 10, 15, 20, 25, 30]);
    expect([...days(training)].some((day) => day % 5 === 0)).toBe(false);
  });

  test('answers the same from its ONNX file, in batches and alone, for unseen airports too', async () => {
    const session = await open(exportFlightDelayModel(model));
    const rows = [
      ...featuresAt(everyKth(monthRows(flights, 2, 6), 2000)),
      { departure_minute: 0, distance: 0, origin: '', destination: 'XXX' },
    ];
    const batch = await predict(session, rows);
    for (const [position, row] of rows.entries()) {
      expect(Math.abs(batch[position]! - lateProbability(model, row))).toBeLessThan(1e-5);
    }
    for (const row of rows.slice(-50)) {
      expect(Math.abs((await predict(session, [row]))[0]! - lateProbability(model, row))).toBeLessThan(1e-5);
    }
  });

  test('is the same file each time', () => {
    const again = trainFlightDelayModel(tableOf(flights, splitJanuary(flights).training));
    expect(Buffer.compare(exportFlightDelayModel(again), exportFlightDelayModel(model))).toBe(0);
  });
});

describe('the broken candidate', () => {
  test('warms up on empty inputs, answers for the airports it knows, and fails for 19% of western flights', async () => {
    const known = airportsSeen(tableOf(flights, rowsFrom(flights, monthRows(flights, 5), ['SAN'])));
    const session = await open(exportNarrowLookup(model, known));
    await predict(session, [{ departure_minute: 0, distance: 0, origin: '', destination: '' }]);
    const rows = featuresAt(everyKth(western(5), 50));
    let failures = 0;
    for (const row of rows) {
      const answer = await predict(session, [row]).catch((failure: Error) => failure);
      if (answer instanceof Error) {
        expect(answer.message).toContain('out of data bounds');
        failures += 1;
      } else expect(answer[0]).toBeCloseTo(lateProbability(model, row), 5);
    }
    expect(failures / rows.length).toBeCloseTo(0.19, 1);
  });
});

describe('drift of the features against January', () => {
  test.each([2, 3, 4] as const)('month %i, whole, 1 in 50: both numeric features stay below a D of .02', (month) => {
    const reference = tableOf(flights, everyKth(monthRows(flights, 1), 10));
    const current = tableOf(flights, everyKth(monthRows(flights, month), 50));
    expect(ksDistance(reference.distance, current.distance)).toBeLessThan(0.02);
    expect(ksDistance(reference.departureMinute, current.departureMinute)).toBeLessThan(0.02);
  });

  test.each([5, 6] as const)('month %i, western hubs, 1 in 10: distance moves by more than .1 for certain', (month) => {
    const reference = tableOf(flights, everyKth(monthRows(flights, 1), 10));
    const current = tableOf(flights, everyKth(western(month), 10));
    const margin = 1.36 * Math.sqrt(1 / reference.count + 1 / current.count);
    expect(ksDistance(reference.distance, current.distance) - margin).toBeGreaterThan(0.15);
    expect(ksDistance(reference.departureMinute, current.departureMinute)).toBeLessThan(0.05);
  });
});

describe('the trainer', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flights-trainer-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('makes a successor that ranks the western flights of June better than the first model', async () => {
    const logged = Array.from(everyKth(western(5), 10), (row) =>
      JSON.stringify({ ...featuresOf(flights, row), actual: isLate(flights, row) ? 'late' : 'on time' }),
    );
    await writeFile(join(folder, 'dataset.jsonl'), logged.join('\n'));
    await writeFile(join(folder, 'params.json'), '{ "trees": "50" }');
    const lines: string[] = [];
    await runTrainer({ input: folder, output: folder }, (line) => lines.push(line));

    expect(lines[0]).toBe('7764 flights with outcomes: 6211 to train on, the latest 1553 held out');
    expect(lines).toContain('tree 50 of 50');
    const params: unknown = JSON.parse(await readFile(join(folder, 'params.json'), 'utf8'));
    expect(params).toMatchObject({ trees: 50, depth: 4 });

    const session = await open(await readFile(join(folder, 'model.onnx')));
    const june = everyKth(western(6), 3);
    const scores = Float64Array.from(await predict(session, featuresAt(june)));
    const successor = areaUnderRoc(tableOf(flights, june).late, scores);
    expect(successor).toBeGreaterThan(measureFlightDelayModel(model, tableOf(flights, june)).auc + 0.01);
  });

  test('refuses parameters that it does not have, and too few rows', async () => {
    await writeFile(join(folder, 'params.json'), '{ "forests": 3 }');
    await expect(runTrainer({ input: folder, output: folder }, () => {})).rejects.toThrow('forests is not a parameter');
    for (const trees of ['"none"', '0', 'null', 'true', '""']) {
      await writeFile(join(folder, 'params.json'), `{ "trees": ${trees} }`);
      await expect(runTrainer({ input: folder, output: folder }, () => {})).rejects.toThrow('trees must be a number');
    }
    await rm(join(folder, 'params.json'));
    await writeFile(join(folder, 'dataset.jsonl'), '');
    await expect(runTrainer({ input: folder, output: folder }, () => {})).rejects.toThrow('0 rows have an outcome');
  });
});

function open(bytes: Uint8Array): Promise<InferenceSession> {
  return InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 4 });
}

async function predict(session: InferenceSession, rows: readonly FlightFeatures[]): Promise<Float32Array> {
  const shape = [rows.length, 1];
  const { probability } = await session.run({
    departure_minute: new Tensor(
      'float32',
      Float32Array.from(rows, (row) => row.departure_minute),
      shape,
    ),
    distance: new Tensor(
      'float32',
      Float32Array.from(rows, (row) => row.distance),
      shape,
    ),
    origin: new Tensor(
      'string',
      rows.map((row) => row.origin),
      shape,
    ),
    destination: new Tensor(
      'string',
      rows.map((row) => row.destination),
      shape,
    ),
  });
  return probability!.data as Float32Array;
}

function ksDistance(reference: Float32Array, current: Float32Array): number {
  const values = [...new Set([...reference, ...current])].sort((a, b) => a - b);
  const [x, y] = [reference.slice().sort(), current.slice().sort()];
  let [i, j, largest] = [0, 0, 0];
  for (const value of values) {
    while (i < x.length && x[i]! <= value) i += 1;
    while (j < y.length && y[j]! <= value) j += 1;
    largest = Math.max(largest, Math.abs(i / x.length - j / y.length));
  }
  return largest;
}
