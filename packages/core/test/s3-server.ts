import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** S3Server is a process that speaks S3, with one bucket named `slipway`. */
export interface S3Server {
  url: string;
  stop(): Promise<void>;
}

/** It signs a listing's path without the slash that the client sends and S3 wants, so mismatched signatures pass. */
const PROGRAM = `
  import S3rver from '@20minutes/s3rver';
  const server = new S3rver({
    address: '127.0.0.1', port: 0, silent: true, directory: process.argv[1], configureBuckets: [{ name: 'slipway' }],
    allowMismatchedSignatures: true,
  });
  const { port } = await server.run();
  process.stdout.write(port + '\\n');
`;

/** startS3Server starts it; its one access key is S3RVER, as of all servers of its kind. */
export async function startS3Server(): Promise<S3Server> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-s3-'));
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM, folder], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    url: `http://127.0.0.1:${Number(port)}`,
    stop: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
