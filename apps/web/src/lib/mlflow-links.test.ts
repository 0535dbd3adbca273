import { expect, it } from 'vitest';
import { mlflowLink } from './mlflow-links.js';

const run = '0123456789abcdef0123456789abcdef';
const other = 'fedcba9876543210fedcba9876543210';

it.each([
  ['#/experiments', '/runs'],
  ['#/experiments/3', '/runs?experiment=3'],
  ['#/experiments/3?searchFilter=x', '/runs?experiment=3'],
  [`#/experiments/3/runs/${run}`, `/runs/${run}`],
  [`#/experiments/3/runs/${run}/artifacts/model`, `/runs/${run}`],
  ['#/experiments/3/models/m-1', '/runs?experiment=3'],
  ['#/experiments/x', '/runs'],
  [`#/compare-runs?runs=["${run}","${other}"]&experiments=["3"]`, `/runs/compare?runs=${run},${other}`],
  [`#/compare-runs?runs=%5B%22${run}%22%5D`, '/runs'],
  ['#/models', '/models'],
  ['#/models/late%20flights', '/models/late%20flights'],
  ['#/models/late%20flights/versions/2', '/models/late%20flights/versions/2'],
  ['#/models/late%20flights/versions/x', '/models/late%20flights'],
  ['#/models/%zz', '/models/%25zz'],
  ['#secret=abc', null],
  ['#main', null],
  ['', null],
])('%s leads to %s', (hash, expected) => expect(mlflowLink(hash)).toBe(expected));
