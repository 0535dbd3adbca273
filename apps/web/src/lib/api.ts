import type {
  Endpoint,
  EndpointSpec,
  Me,
  Problem,
  ResponseOf,
  SentBodyOf,
  SentParamsOf,
  SentQueryOf,
} from '@slipway/contracts';

type Part<Key extends string, Sent> = [Sent] extends [undefined]
  ? unknown
  : Record<never, never> extends Sent
    ? { [K in Key]?: Sent }
    : { [K in Key]: Sent };

/** ArgsOf is what a call of the operation takes: `params`, `query` and `body`, each only where the contract has it. */
export type ArgsOf<E extends EndpointSpec> = Part<'params', SentParamsOf<E>> &
  Part<'query', SentQueryOf<E>> &
  Part<'body', SentBodyOf<E>>;

interface LooseArgs {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

const BASE = '/api/v1';

/** The session's answer brings this token, and every change must carry it. */
let csrfToken: string | null = null;

/** csrfHeaders are the headers that a change needs besides its cookie. */
export const csrfHeaders = (): Record<string, string> => (csrfToken === null ? {} : { 'x-csrf-token': csrfToken });

/** ApiError is a refusal of the API with its problem body; status 0 means that no answer came. */
export class ApiError extends Error {
  constructor(
    readonly problem: Problem,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(problem.detail || problem.title);
    this.name = 'ApiError';
  }

  get status(): number {
    return this.problem.status;
  }
}

/** addressOf fills the path and query of an operation; undefined query values are left out. */
export function addressOf(endpoint: EndpointSpec, args: LooseArgs = {}): string {
  const path = endpoint.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(args.params?.[name])),
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(args.query ?? {})) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  return `${BASE}${path}${query.size > 0 ? `?${query.toString()}` : ''}`;
}

/** call runs one JSON operation of the contract with the session cookie; it throws ApiError for every refusal. */
export async function call<E extends Endpoint>(
  endpoint: E,
  args: ArgsOf<E>,
  signal?: AbortSignal,
): Promise<ResponseOf<E>> {
  const loose = args as LooseArgs;
  const headers: Record<string, string> = {
    accept: 'application/json',
    ...(endpoint.method === 'GET' ? {} : csrfHeaders()),
  };
  if (loose.body !== undefined) headers['content-type'] = 'application/json';
  const body = loose.body === undefined ? null : JSON.stringify(loose.body);
  const answer = await reach(addressOf(endpoint, loose), {
    method: endpoint.method,
    headers,
    body,
    credentials: 'same-origin',
    signal: signal ?? null,
  });
  if (!answer.ok) throw await refusal(answer);
  const content = (answer.status === 204 ? undefined : await answer.json()) as ResponseOf<E>;
  if (endpoint.path === '/session') csrfToken = (content as Me | undefined)?.csrfToken ?? null;
  return content;
}

async function reach(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw unreachable();
  }
}

async function refusal(answer: Response): Promise<ApiError> {
  const retryAfter = Number(answer.headers.get('retry-after'));
  return problemError(answer.status, await answer.text(), retryAfter > 0 ? retryAfter : null);
}

/** problemError reads a problem+json text; anything else becomes a problem that says so. */
export function problemError(status: number, text: string, retryAfterSeconds: number | null = null): ApiError {
  try {
    const problem = JSON.parse(text) as Problem;
    if (typeof problem.title === 'string') return new ApiError(problem, retryAfterSeconds);
  } catch {
    // Not JSON: an intermediary answered, not Slipway.
  }
  return new ApiError(
    {
      type: 'about:blank',
      title: 'Unexpected answer',
      status,
      detail: `Something between this page and Slipway answered ${status}.`,
      code: 'upstream_failed',
      requestId: '',
    },
    retryAfterSeconds,
  );
}

/** unreachable is the error of a request that got no answer. */
export const unreachable = (): ApiError =>
  new ApiError({
    type: 'about:blank',
    title: 'Slipway does not answer',
    status: 0,
    detail: 'The server could not be reached. This page stays as it was; it tries again by itself.',
    code: 'unavailable',
    requestId: '',
  });
