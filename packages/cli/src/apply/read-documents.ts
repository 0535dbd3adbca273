import { parseAllDocuments } from 'yaml';
import { UsageError } from '../usage-error.js';

/** WantedDocument is one thing that a file asks for: which resource, and its fields as the API takes them (some have a `kind` of their own). */
export interface WantedDocument {
  resource: string;
  fields: Readonly<Record<string, unknown>>;
}

/** readDocuments reads YAML or JSON: documents divided by `---`, or lists of them. Throws a UsageError that names what cannot be read. */
export function readDocuments(text: string): WantedDocument[] {
  return [...parseAllDocuments(text)].flatMap((document) => {
    const wrong = document.errors?.[0];
    if (wrong !== undefined) throw new UsageError(wrong.message);
    const value: unknown = document.toJS();
    if (value === null) return [];
    return (Array.isArray(value) ? value : [value]).map(documentOf);
  });
}

function documentOf(value: unknown): WantedDocument {
  if (typeof value !== 'object' || value === null) throw new UsageError('A document is an object with a `resource`');
  const { resource, ...fields } = value as Record<string, unknown>;
  if (typeof resource !== 'string')
    throw new UsageError(`A document has no \`resource\`: ${JSON.stringify(value).slice(0, 100)}`);
  return { resource, fields };
}
