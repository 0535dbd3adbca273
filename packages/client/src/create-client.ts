import {
  endpointTable,
  type DatasetVersion,
  type Endpoint,
  type Job,
  type ModelVersion,
  type PredictAnswer,
  type ResponseOf,
  type SentBodyOf,
  type SentParamsOf,
  type SentQueryOf,
} from '@slipway/contracts';
import { problemFrom, SlipwayProblem } from './slipway-problem.js';
import { urlOf } from './url-of.js';

/** ClientOptions: where Slipway is, the token to show, and how long one request may take (default 60 s). */
export interface ClientOptions {
  baseUrl: string;
  token: string;
  /** Null: the workspace `default`. */
  workspace?: string;
  timeoutMs?: number;
  fetch?: typeof globalThis.fetch;
}

/** RequestOf is what an operation takes: only the parts that its contract has. */
export type RequestOf<E extends Endpoint> = Part<'params', SentParamsOf<E>> &
  Part<'query', SentQueryOf<E>> &
  Part<'body', SentBodyOf<E>> &
  CallOptions;

/** CallOptions: a key that makes a repeated POST harmless, the ETag that an update relies on, a signal to give up. */
export interface CallOptions {
  idempotencyKey?: string;
  ifMatch?: string;
  signal?: AbortSignal;
}

type Part<K extends string, T> = [T] extends [undefined]
  ? { [P in K]?: undefined }
  : undefined extends T
    ? { [P in K]?: T }
    : Partial<T> extends T
      ? { [P in K]?: T }
      : { [P in K]: T };
type Metadata = Omit<SentBodyOf<typeof endpointTable.createVersion>, 'files'>;
type Rows = Omit<SentBodyOf<typeof endpointTable.tryEndpoint>, 'role' | 'version'>;

/** UploadedFile is one file to send: its name, and its bytes. */
export interface UploadedFile {
  name: string;
  content: Blob | Uint8Array<ArrayBuffer>;
}

/** Prediction is an answer of the data plane to plain rows. */
export type Prediction = PredictAnswer;

/** Client calls Slipway's API, typed by the contracts. */
export type Client = ReturnType<typeof createClient>;

const FIRST_LOOK_MS = 50;
const LONGEST_LOOK_MS = 1_000;
/** A file of gigabytes travels in one request. */
const LONGEST_TRANSFER_MS = 3_600_000;

/** createClient makes a client. Every method throws a SlipwayProblem when Slipway refuses. */
export function createClient({
  baseUrl,
  token,
  workspace,
  timeoutMs = 60_000,
  fetch = globalThis.fetch,
}: ClientOptions) {
  const root = `${baseUrl.replace(/\/$/, '')}${workspace === undefined ? '' : `/p/${encodeURIComponent(workspace)}`}/api/v1`;

  const send = async (
    url: string,
    init: RequestInit,
    options: CallOptions = {},
    limitMs = timeoutMs,
  ): Promise<Response> => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(options.idempotencyKey !== undefined && { 'idempotency-key': options.idempotencyKey }),
      ...(options.ifMatch !== undefined && { 'if-match': options.ifMatch }),
      ...(init.headers as Record<string, string> | undefined),
    };
    const limit = AbortSignal.timeout(limitMs);
    const signal = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit]);
    const response = await fetch(url, { ...init, headers, signal, redirect: 'error' });
    if (!response.ok) throw await problemFrom(response);
    return response;
  };

  /** call runs one operation of the contract and returns its JSON. */
  const call = async <E extends Endpoint>(endpoint: E, request: RequestOf<E>): Promise<ResponseOf<E>> => {
    const { params, query, body } = request as { params?: object; query?: object; body?: unknown };
    const json =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await send(urlOf(root, endpoint, params, query), { method: endpoint.method, ...json }, request);
    return (typeof endpoint.response === 'string' ? undefined : await response.json()) as ResponseOf<E>;
  };

  const upload = async (endpoint: Endpoint, params: object, form: FormData): Promise<unknown> =>
    (
      await send(urlOf(root, endpoint, params), { method: endpoint.method, body: form }, {}, LONGEST_TRANSFER_MS)
    ).json();

  return {
    call,

    /** putBlob stores bytes under their digest, `sha256:<hex>`; bytes that are there already are not an error. */
    putBlob: async (digest: string, content: Blob | Uint8Array<ArrayBuffer>): Promise<void> => {
      const url = urlOf(root, endpointTable.putBlob, { digest });
      const headers = { 'content-type': 'application/octet-stream' };
      await send(url, { method: 'PUT', body: content, headers }, {}, LONGEST_TRANSFER_MS);
    },

    /** exportBundle streams the bundle of a version, a `.tar.gz`; it breaks off with an error when Slipway does. */
    exportBundle: async (model: string, version: number): Promise<ReadableStream<Uint8Array>> => {
      const url = urlOf(root, endpointTable.exportBundle, { name: model, version });
      return (await send(url, { method: 'GET' }, {}, LONGEST_TRANSFER_MS)).body!;
    },

    /** uploadVersion registers files as a new version of a model, which is made when it is new. */
    uploadVersion: async (
      model: string,
      files: readonly UploadedFile[],
      metadata: Metadata = {},
    ): Promise<ModelVersion> => {
      const form = formOf(files);
      form.append('metadata', JSON.stringify(metadata));
      return (await upload(endpointTable.uploadVersion, { name: model }, form)) as ModelVersion;
    },

    /** uploadDataset stores a table (Parquet, CSV, JSON lines) as a new version of a dataset, which is made when it is new. */
    uploadDataset: async (dataset: string, file: UploadedFile): Promise<DatasetVersion> =>
      (await upload(endpointTable.uploadDatasetVersion, { name: dataset }, formOf([file]))) as DatasetVersion,

    /** waitForJob watches a job until it ends; a failed or cancelled one is thrown as a SlipwayProblem with the job's own code. */
    waitForJob: async (
      id: string,
      options: { timeoutMs?: number; onProgress?: (job: Job) => void } = {},
    ): Promise<Job> => {
      const until = performance.now() + (options.timeoutMs ?? 600_000);
      for (let pauseMs = FIRST_LOOK_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_LOOK_MS)) {
        const job = await call(endpointTable.getJob, { params: { id } });
        options.onProgress?.(job);
        if (job.state === 'done') return job;
        if (job.state === 'failed' || job.state === 'cancelled')
          throw new SlipwayProblem(
            422,
            job.error?.code ?? job.state,
            job.error?.detail ?? `The job was ${job.state}.`,
            [],
            null,
          );
        if (performance.now() > until)
          throw new SlipwayProblem(504, 'client_timeout', `The job ${job.name} did not end in time.`, [], null);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    },

    /** predict sends plain rows to an endpoint on the data plane at `gatewayUrl`. */
    predict: async (gatewayUrl: string, endpoint: string, request: Rows): Promise<Prediction> => {
      const url = `${gatewayUrl.replace(/\/$/, '')}/v1/endpoints/${encodeURIComponent(endpoint)}/predict`;
      const response = await send(url, {
        method: 'POST',
        body: JSON.stringify(request),
        headers: { 'content-type': 'application/json' },
      });
      return (await response.json()) as Prediction;
    },
  };
}

function formOf(files: readonly UploadedFile[]): FormData {
  const form = new FormData();
  for (const { name, content } of files)
    form.append('file', content instanceof Blob ? content : new Blob([content]), name);
  return form;
}
