import { readFile } from 'node:fs/promises';

const compiled = new URL('../dist/', import.meta.url);
const entries = ['aws-lambda', 'azure-functions', 'bundled-model', 'google-cloud-functions', 'node-server'];
const relativeImport = /^(?:import|export) .*?from '(\.{1,2}\/[^']+)';$/gm;

/** CodeFile is a compiled module and its path below the package's output. */
export interface CodeFile {
  readonly path: string;
  readonly content: Buffer;
}

/** bundleCode returns the compiled handlers of export bundles with every module of ours that they import: what runs in a cloud is what runs here. */
export async function bundleCode(): Promise<CodeFile[]> {
  const found = new Map<string, CodeFile>();
  const wanted = entries.map((name) => new URL(`bundle/${name}.js`, compiled));
  for (let url = wanted.pop(); url !== undefined; url = wanted.pop()) {
    const path = url.href.slice(compiled.href.length);
    if (found.has(path)) continue;
    const content = await readFile(url);
    found.set(path, { path, content });
    for (const [, specifier] of content.toString('utf8').matchAll(relativeImport))
      wanted.push(new URL(specifier!, url));
  }
  return [...found.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** runtimeVersion is the release of onnxruntime-node that a bundle asks for, the one that models are tried with here. */
export async function runtimeVersion(): Promise<string> {
  const { dependencies } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return dependencies['onnxruntime-node']!;
}
