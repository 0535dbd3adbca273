import { dirname, join } from 'node:path/posix';
import {
  coreDomains,
  doors,
  gatewayMaySee,
  kebabName,
  onlyFrom,
  reactingDomains,
  roomlessNames,
  testsMayImport,
  webFloors,
  workspaceMayImport,
} from './house.mjs';

/** findBreaches holds the files of readSources against the plan of the house: one { path, line, rule, advice } a breach. */
export function findBreaches(files) {
  const coreDoor = files.find(({ path }) => path === 'packages/core/src/index.ts')?.reexports ?? {};
  const importRules = [workspaceWall, onlyFromWall, coreWall, webWall, gatewayWall];
  return files.flatMap((file) => [
    ...nameBreaches(file.path),
    ...file.imports.flatMap((link) => {
      const seen = { ...file, workspace: workspaceOf(file.path), isTest: isTest(file.path), coreDoor };
      return importRules.flatMap((rule) =>
        rule(seen, link).map((breach) => ({ path: file.path, line: link.line, ...breach })),
      );
    }),
  ]);
}

const breach = (rule, advice) => [{ rule, advice }];

function nameBreaches(path) {
  const parts = path.split('/');
  const file = parts.at(-1);
  const odd = parts.find((part) => !kebabName.test(part) && !/^([A-Z]+\.md|Dockerfile)$/.test(part));
  const roomless = parts.find((part) => roomlessNames.has(part.split('.')[0]));
  const found = [];
  if (odd !== undefined) found.push(...breach('kebab-case', `rename "${odd}" to words joined by dashes`));
  if (roomless !== undefined)
    found.push(
      ...breach('no-room', `"${roomless}" says nothing; name what is inside, or move it to the domain that uses it`),
    );
  if (/^index\.[a-z]+$/.test(file) && /\.(ts|tsx|mjs|js)$/.test(file) && !doors.test(path)) {
    found.push(...breach('door', 'only a package or a domain has an index.ts; import the file itself'));
  }
  return found.map((one) => ({ path, line: 1, ...one }));
}

function workspaceWall({ path, workspace, isTest }, { from }) {
  if (from.startsWith('.')) {
    const target = workspaceOf(join(dirname(path), from));
    if (target === workspace || workspace === 'scripts' || (isTest && target === 'scripts')) return [];
    return breach('wall', `"${from}" leaves ${workspace}; import the other package by its name`);
  }
  const name = ourPackage(from);
  if (name === undefined || workspace === 'scripts') return [];
  const allowed = [...(workspaceMayImport[workspace] ?? []), ...(isTest ? testsMayImport : [])];
  if (allowed.includes(name)) return [];
  return breach('wall', `${workspace} may import ${allowed.join(', ') || 'nothing of ours'}, not ${name}`);
}

function onlyFromWall({ path, isTest }, { from }) {
  const broken = onlyFrom.find(
    ({ packages, within, files }) => packages.test(from) && (within?.test(path) ?? true) && !files.test(path),
  );
  return broken === undefined || isTest || path.startsWith('scripts/')
    ? []
    : breach('wall', `${broken.advice} ("${from}")`);
}

/** coreWall: another domain by its index.ts only, and only leftwards. */
function coreWall({ path, isTest }, { from }) {
  const source = coreRoom(path);
  const target = coreRoom(join(dirname(path), from));
  if (source === undefined || target === undefined || !from.startsWith('.') || source === target) return [];
  if (target === '.')
    return isTest ? [] : breach('wall', 'the composition root imports the domains, not the other way round');
  if (target === 'kernel') return [];
  if (source === 'kernel') return breach('wall', `the kernel imports no domain; ${target} may import the kernel`);
  if (!from.endsWith(`/${target}/index.js`)) return breach('wall', `import ${target} by its door "${target}/index.js"`);
  if (source === '.' || isTest) return [];
  if (reactingDomains.includes(target))
    return breach('wall', `${target} reacts to events; append one instead of importing it`);
  const order = [...coreDomains, ...reactingDomains];
  if (order.indexOf(target) < order.indexOf(source)) return [];
  return breach(
    'wall',
    `${target} is right of ${source}; use an event and reactions.ts, or a guard that create-core.ts fills`,
  );
}

function webWall({ path }, { from }) {
  const [source, target] = [path, join(dirname(path), from)].map((at) => at.match(/^apps\/web\/src\/([^/]+)\/([^/]+)/));
  if (!from.startsWith('.') || !source || !target) return [];
  const [, sourceFloor, sourceRoom] = source;
  const [, targetFloor, targetRoom] = target;
  if (sourceFloor === 'features' && targetFloor === 'features' && sourceRoom !== targetRoom) {
    return breach('wall', 'a feature imports no feature; compose the pages in app/ or move the piece to components/');
  }
  if (!(webFloors[sourceFloor] < webFloors[targetFloor])) return [];
  return breach('wall', `${sourceFloor} lies below ${targetFloor}; pass in what it needs`);
}

/** gatewayWall: the data plane sees serving and monitoring of core, and who is calling. */
function gatewayWall({ workspace, coreDoor, isTest }, { from, names }) {
  if (workspace !== 'apps/gateway' || from !== '@slipway/core' || isTest) return [];
  const roomOf = (name) => coreRoom(join('packages/core/src', coreDoor[name] ?? './index.js')) ?? '.';
  const strange = names.find((name) => !gatewayMaySee.includes(roomOf(name)));
  return strange === undefined
    ? []
    : breach('wall', `the gateway sees serving and monitoring of core; ${strange} is of ${roomOf(strange)}`);
}

/** coreRoom is the domain of a path in core, `kernel`, or `.` for the composition root; undefined outside core. */
function coreRoom(path) {
  const inside = path.match(/^packages\/core\/src\/(?:([^/]+)\/)?[^/]+$|^packages\/core\/src\/([^/]+)\//);
  return inside === null ? undefined : (inside[1] ?? inside[2] ?? '.');
}

function workspaceOf(path) {
  const parts = path.split('/');
  return ['packages', 'apps', 'examples'].includes(parts[0]) ? parts.slice(0, 2).join('/') : parts[0];
}

const ourPackage = (from) => from.match(/^@slipway\/[^/]+/)?.[0];
const isTest = (path) => /\.(test|spec)\.tsx?$|\/test\//.test(path);
