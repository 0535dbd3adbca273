import type { Client } from '@slipway/client';
import { endpointTable } from '@slipway/contracts';
import { UsageError } from './usage-error.js';

/** VersionName is a version of a model. */
interface VersionName {
  model: string;
  version: number;
}

/** versionNamed reads `MODEL@7`, `MODEL@v7`, `MODEL@latest` or `MODEL@alias`; throws when nothing has that name. */
export async function versionNamed(client: Client, text: string): Promise<VersionName> {
  const at = text.lastIndexOf('@');
  if (at < 1) throw new UsageError(`Name a version as MODEL@VERSION or MODEL@ALIAS, not ${text}`);
  const model = text.slice(0, at);
  const name = text.slice(at + 1);
  if (/^v?\d+$/.test(name)) return { model, version: Number(name.replace('v', '')) };
  const { aliases, latestVersion } = await client.call(endpointTable.getModel, { params: { name: model } });
  const version = name === 'latest' ? latestVersion : aliases.find(({ alias }) => alias === name)?.version;
  if (version == null) throw new Error(`${model} has no alias ${name}`);
  return { model, version };
}
