import type { Feature, ServingEndpoint } from '@slipway/contracts';
import type { SnippetTab } from '../../../components/ui/snippet.js';
import { predictCommand, type Row } from './playground-form.js';

/** predictSnippet asks for a prediction from a shell, with the endpoint's own features filled in. */
export function predictSnippet({
  predictUrl,
  schema,
  auth,
}: Pick<ServingEndpoint, 'predictUrl' | 'schema' | 'auth'>): SnippetTab[] {
  return [{ label: 'curl', code: predictCommand(predictUrl, [exampleRow(schema.features)], auth) }];
}

/** exampleRow fills every feature with a value of its kind: 1, the first category, or a text. */
export function exampleRow(features: readonly Feature[]): Row {
  return Object.fromEntries(
    features.map(({ name, type, categories }) => [
      name,
      type === 'numeric' ? 1 : type === 'tensor' ? [] : (categories?.[0] ?? 'text'),
    ]),
  );
}
