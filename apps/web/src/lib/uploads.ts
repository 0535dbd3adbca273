import { addressOf, ApiError, csrfHeaders, problemError, unreachable } from './api.js';
import type { Endpoint, ResponseOf } from '@slipway/contracts';
import { useSyncExternalStore } from 'react';

/** Upload is one file on its way: how much was sent, and how it ended. */
export interface Upload {
  id: number;
  name: string;
  sentBytes: number;
  totalBytes: number;
  state: 'sending' | 'checking' | 'done' | 'failed' | 'cancelled';
  error: ApiError | null;
  cancel: () => void;
}

let uploads: readonly Upload[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

/** useUploads lists the uploads of this page, newest first; they go on while other pages are open. */
export function useUploads(): readonly Upload[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => uploads,
  );
}

function update(id: number, change: Partial<Upload>): void {
  uploads = uploads.map((upload) => (upload.id === id ? { ...upload, ...change } : upload));
  for (const listener of listeners) listener();
}

/** UploadRequest is a multipart operation with its files; `fields` are sent before them. */
export interface UploadRequest<E extends Endpoint> {
  endpoint: E;
  params: Record<string, unknown>;
  fields?: Record<string, string>;
  files: readonly File[];
}

/** startUpload sends files as multipart and reports progress; the answer comes when Slipway has checked them. Rejects with ApiError. */
export function startUpload<E extends Endpoint>({
  endpoint,
  params,
  fields = {},
  files,
}: UploadRequest<E>): Promise<ResponseOf<E>> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const file of files) form.append('file', file, file.name);
  const request = new XMLHttpRequest();
  const id = nextId++;
  const totalBytes = files.reduce((sum, file) => sum + file.size, 0);
  uploads = [
    {
      id,
      name: files.map(({ name }) => name).join(', '),
      sentBytes: 0,
      totalBytes,
      state: 'sending',
      error: null,
      cancel: () => request.abort(),
    },
    ...uploads,
  ];
  return new Promise((resolve, reject) => {
    const fail = (error: ApiError, state: Upload['state'] = 'failed'): void => {
      update(id, { state, error });
      reject(error);
    };
    request.upload.addEventListener('progress', ({ loaded }) =>
      update(id, { sentBytes: Math.min(loaded, totalBytes) }),
    );
    request.upload.addEventListener('load', () => update(id, { sentBytes: totalBytes, state: 'checking' }));
    request.addEventListener('load', () => {
      if (request.status >= 300) return fail(problemError(request.status, request.responseText));
      update(id, { state: 'done' });
      resolve(JSON.parse(request.responseText) as ResponseOf<E>);
    });
    request.addEventListener('error', () => fail(unreachable()));
    request.addEventListener('abort', () => fail(cancelled(), 'cancelled'));
    request.open(endpoint.method, addressOf(endpoint, { params }));
    for (const [name, value] of Object.entries(csrfHeaders())) request.setRequestHeader(name, value);
    request.send(form);
    update(id, {});
  });
}

const cancelled = (): ApiError =>
  new ApiError({
    type: 'about:blank',
    title: 'Upload cancelled',
    status: 0,
    detail: 'The upload was cancelled; nothing was registered.',
    code: 'conflict',
    requestId: '',
  });
