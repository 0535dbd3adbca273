import type { WantedReplicas } from '../runtime.js';

/** modelUrl is where a replica on another machine fetches its model. */
export const modelUrl = ({ workspaceId, modelDigest }: WantedReplicas, slipwayUrl: string): string =>
  `${slipwayUrl.replace(/\/$/, '')}/p/${encodeURIComponent(workspaceId)}/api/v1/blobs/${modelDigest}`;

/** FETCH_MODEL is what Node runs before a model server on another machine: one file, and nothing that does not have the digest. */
export const FETCH_MODEL = `import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
const { MODEL_URL, MODEL_DIGEST, MODEL_PATH, TOKEN } = process.env;
const answer = await fetch(MODEL_URL, { headers: { authorization: 'Bearer ' + TOKEN.trim() } });
if (!answer.ok) throw new Error('the model was not given: status ' + answer.status);
const bytes = Buffer.from(await answer.arrayBuffer());
const digest = 'sha256:' + createHash('sha256').update(bytes).digest('hex');
if (digest !== MODEL_DIGEST) throw new Error('these are other bytes: ' + digest);
mkdirSync(dirname(MODEL_PATH), { recursive: true });
writeFileSync(MODEL_PATH, bytes);
`;
