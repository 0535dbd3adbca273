import { readFile } from 'node:fs/promises';

const folder = new URL('../data/titanic/', import.meta.url);

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
export const titanicSchema = {
  task: 'classification',
  features: [
    { name: 'pclass', type: 'numeric', input: 'pclass' },
    { name: 'sex', type: 'text', input: 'sex' },
    { name: 'age', type: 'numeric', input: 'age', optional: true },
    { name: 'fare', type: 'numeric', input: 'fare', optional: true },
    { name: 'embarked', type: 'text', input: 'embarked' },
  ],
  outputs: [
    { name: 'label', role: 'label', classes: ['0', '1'] },
    { name: 'probabilities', role: 'score', classes: ['0', '1'] },
  ],
};
