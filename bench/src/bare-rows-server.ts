/** The reference of the predict benchmark: a bare server for rows of flights. */
import ort from 'onnxruntime-node';
import { serveBare } from './serve-bare.js';

interface Body {
  rows: { departure_minute: number; distance: number; origin: string; destination: string }[];
}

await serveBare(async (session, body) => {
  const { rows } = JSON.parse(body) as Body;
  const shape = [rows.length, 1];
  const floats = (value: (row: Body['rows'][number]) => number) =>
    new ort.Tensor('float32', Float32Array.from(rows, value), shape);
  const texts = (value: (row: Body['rows'][number]) => string) => new ort.Tensor('string', rows.map(value), shape);
  const { probability } = await session.run({
    departure_minute: floats((row) => row.departure_minute),
    distance: floats((row) => row.distance),
    origin: texts((row) => row.origin),
    destination: texts((row) => row.destination),
  });
  return JSON.stringify({
    predictions: Array.from(probability?.data as Float32Array, (score) => ({ probability: score })),
  });
});
