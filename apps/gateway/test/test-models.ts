import { linearModel } from '@slipway/testkit';

/** flightSchema is what people know about the models below. */
export const flightSchema = {
  task: 'classification',
  features: [
    { name: 'distance', type: 'numeric' },
    { name: 'carrier', type: 'categorical', categories: ['AA', 'WN'] },
  ],
  outputs: [{ name: 'probability', role: 'score', classes: ['on time', 'late'] }],
};

/** lateFlights is probability = sigmoid(distance - carrier), a working model. */
export const lateFlights = linearModel({ weights: [1, -1], squash: 'Sigmoid' });

/** laterFlights is another that works: sigmoid(2 distance - carrier). */
export const laterFlights = linearModel({ weights: [2, -1], squash: 'Sigmoid' });

/** brokenFlights loads and runs, and answers NaN wherever distance is below zero. */
export const brokenFlights = linearModel({ weights: [1, 0], squash: 'Log' });

/** swappedFlights takes the same columns in another order, under another input name. */
export const swappedFlights = linearModel({ weights: [-1, 1], squash: 'Sigmoid', input: 'columns' });

/** swappedSchema belongs to swappedFlights. */
export const swappedSchema = { ...flightSchema, features: flightSchema.features.toReversed() };
