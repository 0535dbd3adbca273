import { expect, test } from 'vitest';
import { advancedExamples, policyFields, readAdvanced, withExample } from './advanced-start.js';

test.each(advancedExamples)('$label is valid as it is', (example) => {
  expect(readAdvanced(withExample('', example)!)).toMatchObject(example.adds);
});

test('examples go beside each other: lists grow without doubles, single values are replaced', () => {
  const all = advancedExamples.reduce(
    (written, example) => withExample(written, example)!,
    '{"policy": {"alpha": 0.2}}',
  );
  const again = withExample(all, advancedExamples[0]!);
  expect(again).toBe(all);
  expect(readAdvanced(all)).toMatchObject({
    policy: { alpha: 0.05, checks: [{ name: 'queue-length' }, { name: 'complaints' }, { name: 'p95-ratio' }] },
    hooks: [{ point: 'confirm_traffic_increase' }, { point: 'post_rollout' }],
  });
  expect(withExample('{', advancedExamples[0]!)).toBeNull();
});

test.each([
  ['{', [/no JSON yet/]],
  ['[]', [/an object/]],
  ['{"steps": []}', [/^steps: is neither/]],
  ['{"policy": {"alpha": 2, "checks": [{"name": "x"}]}}', [/^policy\.alpha: /, /^policy\.checks\.0\./]],
  ['{"policy": {"alhpa": 0.1}}', [/^policy: .*alhpa/]],
  ['{"hooks": [{"point": "never", "channel": "ops"}]}', [/^hooks\.0\.point: /]],
])('%s is refused with where and why', (written, errors) => {
  expect(readAdvanced(written)).toEqual({ errors: errors.map((error) => expect.stringMatching(error)) });
});

test('nothing written is nothing asked, and every field of a policy is explained', () => {
  expect(readAdvanced(' ')).toEqual({ policy: {}, hooks: [] });
  expect(policyFields.filter(({ about }) => about === '')).toEqual([]);
  expect(policyFields.find(({ name }) => name === 'alpha')).toMatchObject({ usual: '0.05' });
});
