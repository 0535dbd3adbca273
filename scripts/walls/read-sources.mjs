import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

const ROOMS = ['packages', 'apps', 'examples', 'bench', 'e2e', 'scripts'];
const NOT_OURS = new Set([
  'node_modules',
  'dist',
  'generated',
  'results',
  'test-results',
  'playwright-report',
  'public',
]);
const CODE = new Set(['.ts', '.tsx', '.mjs', '.js']);

/** readSources reads every file of the house: its path from the root and, for code, what it imports and passes on, with lines. */
export function readSources(root) {
  return ROOMS.flatMap((room) => pathsBelow(root, room)).map((path) => ({ path, ...readLinks(root, path) }));
}

function pathsBelow(root, folder) {
  return entriesOf(join(root, folder)).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.name.startsWith('.') || NOT_OURS.has(entry.name)) return [];
    return entry.isDirectory() ? pathsBelow(root, path) : [path];
  });
}

function entriesOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** readLinks answers with `imports` [{ from, names, line }] and `reexports` { name: from } of one file. */
function readLinks(root, path) {
  const imports = [];
  const reexports = {};
  if (!CODE.has(extname(path))) return { imports, reexports };
  const text = readFileSync(join(root, path), 'utf8');
  const add = (source, names = []) => {
    if (typeof source?.value === 'string')
      imports.push({ from: source.value, names, line: lineAt(text, source.start) });
  };
  const visitor = new Visitor({
    ImportDeclaration: ({ source, specifiers }) =>
      add(
        source,
        specifiers.map((one) => nameOf('imported' in one ? one.imported : null)),
      ),
    ExportAllDeclaration: ({ source }) => add(source, ['*']),
    ExportNamedDeclaration: ({ source, specifiers }) => {
      add(
        source,
        specifiers.map(({ local }) => nameOf(local)),
      );
      if (source) for (const { exported } of specifiers) reexports[nameOf(exported)] = source.value;
    },
    ImportExpression: ({ source }) => add(source),
    TSImportType: ({ source }) => add(source),
  });
  visitor.visit(parseSync(path, text).program);
  return { imports, reexports };
}

/** nameOf is the name of an identifier; `*` stands for a whole module. */
const nameOf = (identifier) => identifier?.name ?? '*';

const lineAt = (text, offset) => text.slice(0, offset).split('\n').length;
