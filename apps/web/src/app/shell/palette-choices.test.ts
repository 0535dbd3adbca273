import { describe, expect, it } from 'vitest';
import { rankChoices } from './palette-choices.js';

const choices = ['Models', 'flight-model', 'Upload model', 'remodelled', 'Alerts'].map((label) => ({
  kind: 'page',
  label,
  path: `/${label}`,
}));
const found = (typed: string) => rankChoices(choices, typed).map(({ label }) => label);

describe('rankChoices', () => {
  it('puts beginnings before insides', () =>
    expect(found('model')).toEqual(['Models', 'flight-model', 'Upload model', 'remodelled']));
  it('wants every word', () => expect(found('up mod')).toEqual(['Upload model']));
  it('shows all before anything is typed', () => expect(found(' ')).toHaveLength(5));
});
