import type { IncomingMessage } from 'node:http';
import { takeWorkspacePrefix } from './request-state.js';

const VERSIONS = /^(\/api\/v1\/models\/[^/?#]+\/versions)(?=[?#]|$)/;

/** rewriteUrl takes a workspace's prefix off, and leads a form that is sent to the versions of a model to their upload: JSON and forms share the path. */
export function rewriteUrl(request: IncomingMessage): string {
  const url = takeWorkspacePrefix(request);
  // A media type means the same in any case.
  const type = request.headers['content-type']?.toLowerCase();
  const isForm = request.method === 'POST' && type?.startsWith('multipart/form-data');
  return isForm ? url.replace(VERSIONS, '$1/upload') : url;
}
