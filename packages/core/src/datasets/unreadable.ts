import { SlipwayError } from '../kernel/errors.js';

/** unreadable is the refusal of a file that is no table, with the line and the column (both from 1) where reading ended. */
export function unreadable(problem: string, line?: number, column?: number): SlipwayError {
  const place = [
    ...(line === undefined ? [] : [`line ${line.toLocaleString('en-US')}`]),
    ...(column === undefined ? [] : [`column ${column.toLocaleString('en-US')}`]),
  ].join(', ');
  const path = [
    ...(line === undefined ? [] : [`line[${line}]`]),
    ...(column === undefined ? [] : [`column[${column}]`]),
  ];
  const message = place === '' ? problem : `${place}: ${problem}`;
  return new SlipwayError('dataset_invalid', `The table cannot be read: ${message}.`, [
    { path: path.length === 0 ? 'file' : path.join('.'), message: problem },
  ]);
}
