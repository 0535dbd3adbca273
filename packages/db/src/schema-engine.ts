import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, DriverAdapterError } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import type pg from 'pg';

/** The part of WebAssembly used here; its types come only with the browser's library. */
interface WebAssemblyHost {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: Record<string, object>) => { exports: { __wbindgen_start(): void } };
}

/** All that the engine must know beforehand. */
const DATASOURCE = 'datasource db {\n  provider = "postgresql"\n}\n';

/** The engine reports a panic here, before the call that caused it traps with a meaningless "unreachable". */
const panics: { message: string | undefined; set_message(message: string): void } = {
  message: undefined,
  set_message(message) {
    panics.message = message;
  },
};

let loaded = false;

/** loadEngine instantiates the engine by hand: the package's main file imports .wasm as a module, which Node does not do by default. */
function loadEngine(): void {
  if (loaded) return;
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyHost }).WebAssembly;
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const module = new Module(readFileSync(join(folder, 'schema_engine_bg.wasm')));
  const instance = new Instance(module, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: panics });
  loaded = true;
}

/**
 * WholeScripts sends a migration to the server in one piece. Prisma's adapter cuts scripts at every semicolon, also inside the `$$` body
 * of a function.
 */
class WholeScripts extends PrismaPg {
  constructor(private readonly scripts: pg.Pool) {
    super(scripts);
  }

  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      try {
        await this.scripts.query(script);
      } catch (error) {
        const { code = '', severity = 'ERROR', message, detail, column, hint } = error as pg.DatabaseError;
        throw new DriverAdapterError({ kind: 'postgres', code, severity, message, detail, column, hint });
      }
    };
    return adapter;
  }
}

/**
 * openSchemaEngine starts Prisma's schema engine in this process, on a pool that the caller ends: the engine itself keeps its
 * session for 10 s. Those 10 s also keep the event loop alive, so a script exits by process.exit.
 */
export async function openSchemaEngine(pool: pg.Pool): Promise<bindings.SchemaEngine> {
  loadEngine();
  return bindings.SchemaEngine.new(
    { datamodels: [['schema.prisma', DATASOURCE]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(new WholeScripts(pool)),
  );
}
