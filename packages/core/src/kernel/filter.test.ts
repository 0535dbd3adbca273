import { describe, expect, it } from 'vitest';
import { comparisonSql, SqlValues } from './filter-sql.js';
import { parseFilter, type FilterGrammar } from './filter.js';

const attribute = {
  entity: 'attribute',
  type: 'text',
  keys: { name: 'text', run_id: 'text', version_number: 'number' },
  lists: ['run_id'],
} as const;
const tag = { entity: 'tag', type: 'text' } as const;
const grammar: FilterGrammar = {
  attribute,
  tag,
  tags: tag,
  metric: { entity: 'metric', type: 'number' },
  param: { entity: 'param', type: 'text', nullable: true },
};
const parsed = (filter: string) =>
  parseFilter(filter, grammar).map(({ entity, key, operator, value }) => [entity, key, operator, value]);

describe('parseFilter reads', () => {
  it.each([
    ['', []],
    ['   ', []],
    ["name = 'a'", [['attribute', 'name', '=', 'a']]],
    ["name='a'", [['attribute', 'name', '=', 'a']]],
    ["attribute.name != 'a b'", [['attribute', 'name', '!=', 'a b']]],
    ["name <> 'a'", [['attribute', 'name', '!=', 'a']]],
    ['name = "double"', [['attribute', 'name', '=', 'double']]],
    ["`name` = 'a'", [['attribute', 'name', '=', 'a']]],
    ["name = 'it''s'", [['attribute', 'name', '=', "it's"]]],
    ["name = 'it\\'s'", [['attribute', 'name', '=', "it's"]]],
    ["name = 'a AND b'", [['attribute', 'name', '=', 'a AND b']]],
    ["name = ''", [['attribute', 'name', '=', '']]],
    ["name like 'a%'", [['attribute', 'name', 'LIKE', 'a%']]],
    ["name ILIKE '%A_'", [['attribute', 'name', 'ILIKE', '%A_']]],
    ["tag.team = 'eu'", [['tag', 'team', '=', 'eu']]],
    ["tags.a.b = 'x'", [['tag', 'a.b', '=', 'x']]],
    ["tags.`mlflow.prompt is` != 'true'", [['tag', 'mlflow.prompt is', '!=', 'true']]],
    ['tags."quoted key" = \'x\'', [['tag', 'quoted key', '=', 'x']]],
    ["tags.`a=b` = 'x'", [['tag', 'a=b', '=', 'x']]],
    ['version_number >= 3', [['attribute', 'version_number', '>=', 3]]],
    ["version_number = '3'", [['attribute', 'version_number', '=', 3]]],
    ['version_number<-1', [['attribute', 'version_number', '<', -1]]],
    ['metric.auc > 1e-3', [['metric', 'auc', '>', 0.001]]],
    ["run_id IN ('a','b')", [['attribute', 'run_id', 'IN', ['a', 'b']]]],
    ["run_id not in ( 'a' )", [['attribute', 'run_id', 'NOT IN', ['a']]]],
    ['param.lr IS NULL', [['param', 'lr', 'IS NULL', null]]],
    [
      "param.lr is not null and name = 'a'",
      [
        ['param', 'lr', 'IS NOT NULL', null],
        ['attribute', 'name', '=', 'a'],
      ],
    ],
    [
      "name = 'a' AND\n tag.k='v' and version_number = 2",
      [
        ['attribute', 'name', '=', 'a'],
        ['tag', 'k', '=', 'v'],
        ['attribute', 'version_number', '=', 2],
      ],
    ],
  ])('%s', (filter, expected) => expect(parsed(filter)).toEqual(expected));
});

describe('parseFilter refuses', () => {
  it.each([
    ["foo = 'a'", "Invalid attribute key 'foo' specified. Valid keys are '{'name', 'run_id', 'version_number'}'"],
    [
      "constructor = 'a'",
      "Invalid attribute key 'constructor' specified. Valid keys are '{'name', 'run_id', 'version_number'}'",
    ],
    [
      "foo.name = 'a'",
      "Invalid entity type 'foo'. Valid entity types are ('attribute', 'tag', 'tags', 'metric', 'param')",
    ],
    ["name = 'a' OR name = 'b'", 'Invalid clause(s) in filter string: OR'],
    ["(name = 'a')", "Invalid clause(s) in filter string: ( name = 'a' )"],
    ["name = 'a' name = 'b'", "Invalid clause(s) in filter string: name = 'b'"],
    ["name = 'a' AND", 'Invalid clause(s) in filter string: '],
    ['name', 'Invalid clause(s) in filter string: name'],
    ['name =', 'Invalid clause(s) in filter string: name ='],
    ["name = 'a", "Invalid clause(s) in filter string: 'a"],
    ["name = 'a\0'", "Invalid clause(s) in filter string: name = 'a'"],
    ["'name' = 'a'", "Invalid clause(s) in filter string: 'name' = 'a'"],
    [
      'name = a',
      'Parameter value is either not quoted or unidentified quote types used for string value a. Use either single or double quotes.',
    ],
    ['name = 3', 'Expected a quoted string value or a list of quoted string values for attributes. Got value 3'],
    ['tags.k = 3', "Expected a quoted string value for tag (e.g. 'my-value'). Got value 3"],
    ["name > 'a'", 'Invalid comparator for attribute: >'],
    ["tags.k >= 'a'", 'Invalid comparator for tag: >='],
    ["tags.k IN ('a')", 'Invalid comparator for tag: IN'],
    ["name IN ('a')", 'Invalid comparator for attribute: IN'],
    ['version_number LIKE 3', 'Invalid comparator for attribute version_number: LIKE'],
    ['version_number = 1.5', "Invalid value for numeric attribute 'version_number': 1.5"],
    ["version_number = 'x'", "Expected numeric value type for numeric attribute: version_number. Found 'x'"],
    ["metric.auc = 'x'", "Expected numeric value type for metric. Found 'x'"],
    ['tags.k IS NULL', "IS NULL is not supported for 'tag' 'k'"],
    [
      'run_id IN ()',
      'While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list: ( )',
    ],
    [
      "run_id IN ('a' 'b')",
      "While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list: ( 'a' 'b' )",
    ],
    ["name LIKE 'a\\'", "A pattern must not end with a single backslash: 'a\\'"],
    ['name LIKE "a\\"', 'A pattern must not end with a single backslash: "a\\"'],
    ["name = 'a'; DROP TABLE x", 'Invalid clause(s) in filter string: ; DROP TABLE x'],
  ])('%s', (filter, message) =>
    expect(() => parseFilter(filter, grammar)).toThrow(expect.objectContaining({ code: 'invalid_request', message })),
  );
});

describe('comparisonSql', () => {
  it('binds every value', () => {
    const values = new SqlValues();
    const sql = parseFilter(
      "name != 'a' AND run_id NOT IN ('x') AND version_number <= 5 AND metric.m > 0.5",
      grammar,
    ).map((comparison) => comparisonSql('"c"', comparison, values));
    expect(sql).toEqual(['"c" <> $1::text', '"c" <> ALL($2::text[])', '"c" <= $3::bigint', '"c" > $4::float8']);
    expect(values.list).toEqual(['a', ['x'], 5, 0.5]);
  });
});
