import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { VersionSchema } from '@slipway/contracts';

const folder = new URL('../../examples/titanic/', import.meta.url);

/** trainersFile is the operator's file of the story. */
export const trainersFile = new URL('trainers.json', folder).pathname;

/** Passenger is one row as the model takes it; age and fare are left out where nobody knows them. */
export interface Passenger {
  pclass: number;
  sex: string;
  age?: number;
  fare?: number;
  embarked: string;
}

/** Voyage is a passenger and what became of them. */
export interface Voyage {
  passenger: Passenger;
  survived: number;
}

/** readTitanic reads a file of the story. */
export const readTitanic = async (name: 'pipeline.onnx' | 'passengers.csv' | 'reference.parquet') =>
  new Uint8Array(await readFile(new URL(name, folder)));

/** readVoyages are the passengers that are not in the reference: every second one, the others in their order. */
export async function readVoyages(): Promise<Voyage[]> {
  const [, ...lines] = Buffer.from(await readTitanic('passengers.csv'))
    .toString()
    .trim()
    .split('\n');
  return lines
    .filter((_, index) => index % 2 === 1)
    .map((line) => {
      const [pclass, sex = '', age = '', fare = '', embarked = '', survived] = line.split(',');
      const known = { ...(age !== '' && { age: Number(age) }), ...(fare !== '' && { fare: Number(fare) }) };
      return { passenger: { pclass: Number(pclass), sex, ...known, embarked }, survived: Number(survived) };
    });
}

/** titanicSchema says what the columns mean; the file itself tells only their tensors. */
export const titanicSchema = JSON.parse(readFileSync(new URL('schema.json', folder), 'utf8')) as VersionSchema;
