import { z } from 'zod';
import { neededText, text } from './mlflow-fields.js';
import { resolvesElsewhere } from './registry-names.js';

const KEY_LENGTH = 250;

/** loggedKey is the name of a metric, a parameter or a tag. */
export const loggedKey = neededText
  .max(KEY_LENGTH, `longer than ${KEY_LENGTH} characters`)
  .regex(
    /^[/\p{L}\p{N}_.\- :]+$/u,
    'Names may only contain slashes, alphanumerics, underscores, periods, dashes, colons, and spaces.',
  )
  .refine((name) => !resolvesElsewhere(name), 'Names must not resolve to other names when they are read as paths.');

/** cut shortens a value that is too long, which is what MLflow's server does unless it is told to refuse. */
const cut = (most: number) =>
  text.default('').transform((value) => (value.length <= most ? value : Array.from(value).slice(0, most).join('')));

/** Param is a parameter of a run. */
export const Param = z.object({ key: loggedKey, value: cut(6_000) });

/** RunTag is a tag of a run. */
export const RunTag = z.object({ key: loggedKey, value: cut(8_000) });
