import type { Feature } from '@slipway/contracts';
import { Autocomplete, SimpleGrid, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { FieldValues } from '../prepare/playground-form.js';

/** PlaygroundFieldsProps: `errors` are the endpoint's own words by feature name. */
export interface PlaygroundFieldsProps {
  features: readonly Feature[];
  values: FieldValues;
  errors: Readonly<Record<string, string>>;
  onChange: (name: string, value: string) => void;
}

const kinds: Readonly<Record<Feature['type'], string>> = {
  numeric: 'number',
  categorical: 'category',
  text: 'text',
  image: 'image, base64',
  tensor: 'list of numbers, as JSON',
};

/** PlaygroundFields is one field a feature. Numbers may be mistyped on purpose: the endpoint's answer is what is tried out. */
export function PlaygroundFields({ features, values, errors, onChange }: PlaygroundFieldsProps): ReactNode {
  return (
    <SimpleGrid cols={{ base: 1, xs: features.length > 4 ? 2 : 1 }} spacing="sm" verticalSpacing="xs">
      {features.map(({ name, type, categories, optional }) => {
        const shared = {
          label: name,
          description: `${kinds[type]}${optional === true ? ', may be empty' : ''}`,
          value: values[name] ?? '',
          error: errors[name],
        };
        return categories === undefined ? (
          <TextInput
            key={name}
            {...shared}
            inputMode={type === 'numeric' ? 'decimal' : 'text'}
            onChange={({ currentTarget }) => onChange(name, currentTarget.value)}
          />
        ) : (
          <Autocomplete
            key={name}
            {...shared}
            data={categories}
            limit={50}
            onChange={(value) => onChange(name, value)}
          />
        );
      })}
    </SimpleGrid>
  );
}
