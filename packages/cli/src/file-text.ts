import { readFileSync } from 'node:fs';
import type { Asked } from './command.js';

/** fileText is what a file holds; `-` is the standard input. */
export const fileText = async (asked: Pick<Asked, 'readInput'>, file: string): Promise<string> =>
  file === '-' ? asked.readInput() : readFileSync(file, 'utf8');
