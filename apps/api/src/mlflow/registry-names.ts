import { posix } from 'node:path';
import { AliasName, ModelName } from '@slipway/contracts';
import { SlipwayError } from '@slipway/core';
import { MlflowError } from './mlflow-error.js';

const AS_FILES =
  'Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to';

const invalid = (message: string): MlflowError => new MlflowError('INVALID_PARAMETER_VALUE', message);

/** modelName checks a model's name by MLflow's rules, in its words, then by ours. */
export function modelName(name: string, field = 'name'): string {
  if (name.trim() === '') throw invalid(`Missing value for required parameter '${field}'.`);
  if (/[/:]/.test(name)) throw invalid(`Invalid model name '${name}'. Names cannot contain '/' or ':'.`);
  if (resolvesElsewhere(name))
    throw invalid(
      `Invalid value ${JSON.stringify(name)} for parameter '${field}' supplied: ${AS_FILES} '${posix.normalize(name)}'`,
    );
  const parsed = ModelName.safeParse(name);
  if (!parsed.success)
    throw invalid(
      `Invalid value ${JSON.stringify(name)} for parameter '${field}' supplied: ${parsed.error.issues[0]?.message}`,
    );
  return name;
}

/** versionNumber reads a version, which MLflow writes as a string. */
export function versionNumber(text: string): number {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw invalid(`Parameter 'version' must be an integer, got '${text}'.`);
  const number = Number(text);
  // No version has such a number, and PostgreSQL would refuse it.
  return number >= 1 && number <= 2_147_483_647 ? number : 0;
}

/** aliasName checks an alias that is to be read or removed; newAliasName also refuses what is reserved. */
export function aliasName(alias: string): string {
  if (alias === '') throw invalid('Registered model alias name cannot be empty.');
  if (!/^[\p{L}\p{N}_-]*$/u.test(alias))
    throw invalid(
      `Invalid alias name: '${alias}'. Names may only contain alphanumerics, underscores (_), and dashes (-).`,
    );
  if (alias.length > 255) throw invalid("'Registered model alias name' exceeds the maximum length of 255 characters");
  return alias;
}

/** newAliasName checks an alias that is to be set. */
export function newAliasName(alias: string): string {
  aliasName(alias);
  if (alias.toLowerCase() === 'latest') throw invalid("'latest' alias name (case insensitive) is reserved.");
  if (!AliasName.safeParse(alias).success) throw invalid(`Version alias name '${alias}' is reserved.`);
  return alias;
}

/** tagsOf turns a list of tags into a record, after checking each; of a key that is there twice the last counts. */
export const tagsOf = (tags: readonly { key: string; value: string }[]): Record<string, string> =>
  Object.fromEntries(tags.map((tag) => [checkTag(tag).key, tag.value]));

/** checkTag refuses keys and values that MLflow refuses. */
export function checkTag<T extends { key: string; value: string }>(tag: T): T {
  const { key, value } = tag;
  if (!/^[/\p{L}\p{N}_.\- :]*$/u.test(key))
    throw invalid(
      `Invalid value ${JSON.stringify(key)} for parameter 'key' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).`,
    );
  if (resolvesElsewhere(key))
    throw invalid(
      `Invalid value ${JSON.stringify(key)} for parameter 'key' supplied: ${AS_FILES} '${posix.normalize(key)}'`,
    );
  if (key.length > 250) throw invalid("'key' exceeds the maximum length of 250 characters");
  if (value.length > 100_000) throw invalid("'value' exceeds the maximum length of 100000 characters");
  return tag;
}

/** resolvesElsewhere tells whether a name that is read as a path leads to another name. */
export function resolvesElsewhere(name: string): boolean {
  return (
    posix.normalize(name) !== name ||
    name === '.' ||
    name.startsWith('..') ||
    name.startsWith('/') ||
    name.endsWith('/')
  );
}

/** named runs a call to the registry and says in MLflow's words which model or version is not there, or there already. */
export async function named<T>(
  { name, version }: { name: string; version?: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    if (error.code === 'not_found' && error.message.startsWith('There is no model '))
      throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `Registered Model with name=${name} not found`);
    if (error.code === 'not_found' && error.message.startsWith('There is no version '))
      throw new MlflowError(
        'RESOURCE_DOES_NOT_EXIST',
        `Model Version (name=${name}, version=${version ?? ''}) not found`,
      );
    throw error;
  }
}
