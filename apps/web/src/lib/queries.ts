import type { Endpoint, ResponseOf } from '@slipway/contracts';
import { notifications } from '@mantine/notifications';
import {
  hashKey,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { ApiError, call, type ArgsOf } from './api.js';

/** Read is a running question to the API: its data, its error, and how to ask again. */
export type Read<T> = UseQueryResult<T, ApiError>;

/** ReadOptions tune one question; `everyMs` asks again on a clock, for numbers that no event announces. */
export interface ReadOptions {
  enabled?: boolean;
  everyMs?: number | false;
}

/** keyOf is the cache key of a question: the operation's id, then what was asked. The id's domain is what live events invalidate. */
export function keyOf<E extends Endpoint>(endpoint: E, args: ArgsOf<E>): readonly unknown[] {
  const { params = {}, query = {}, body } = args as { params?: object; query?: object; body?: unknown };
  return [endpoint.id, params, query, ...(body === undefined ? [] : [body])];
}

/** useCall asks one GET of the contract, or a POST that changes nothing; while another page or window of the same thing loads, the old data stays on screen. */
export function useCall<E extends Endpoint>(
  endpoint: E,
  args: ArgsOf<E>,
  { enabled = true, everyMs = false }: ReadOptions = {},
): Read<ResponseOf<E>> {
  return useQuery<ResponseOf<E>, ApiError>({
    queryKey: keyOf(endpoint, args),
    queryFn: ({ signal }) => call(endpoint, args, signal),
    enabled,
    refetchInterval: everyMs,
    placeholderData: ((previous: unknown, query?: { queryKey: readonly unknown[] }) =>
      isSameThing(query?.queryKey, keyOf(endpoint, args)) ? previous : undefined) as never,
  });
}

/** Data of one thing must never stand under the name of another, so only the query may differ. */
const isSameThing = (before: readonly unknown[] | undefined, now: readonly unknown[]): boolean =>
  before !== undefined && before[0] === now[0] && hashKey([before[1]]) === hashKey([now[1]]);

/** ActOptions say what follows a change: a sentence on screen, and what the page does next. */
export interface ActOptions<E extends Endpoint> {
  success?: string | ((answer: ResponseOf<E>) => string);
  onDone?: (answer: ResponseOf<E>) => void;
}

/**
 * useAct changes something. On failure it shows the API's own words; on success every question of the same domain is asked again.
 * `mutate(args)` never throws; `mutateAsync(args)` does, for forms that show the field errors themselves.
 */
export function useAct<E extends Endpoint>(
  endpoint: E,
  { success, onDone }: ActOptions<E> = {},
): UseMutationResult<ResponseOf<E>, ApiError, ArgsOf<E>> {
  const client = useQueryClient();
  return useMutation<ResponseOf<E>, ApiError, ArgsOf<E>>({
    mutationFn: (args) => call(endpoint, args),
    onSuccess: (answer) => {
      if (success !== undefined) notifySuccess(typeof success === 'string' ? success : success(answer));
      void invalidateDomain(client, endpoint.domain);
      onDone?.(answer);
    },
    onError: notifyFailure,
  });
}

/** invalidateDomain asks every question of a domain again: those whose operation id starts with `<domain>.`. */
export function invalidateDomain(client: QueryClient, domain: string): Promise<void> {
  return client.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith(`${domain}.`) });
}

/** notifySuccess says that an act is done. */
export function notifySuccess(message: string): void {
  notifications.show({ message, color: 'good' });
}

/** Errors that stand on the page where they happened. */
const standing = new WeakSet<Error>();
/** A form has drawn its error by then. */
const DRAWN_WITHIN_MS = 100;

/** standsOnPage notes that a form shows an error itself, so that no notification repeats it. */
export function standsOnPage(error: unknown): void {
  if (error instanceof Error) standing.add(error);
}

/** notifyFailure says in the API's words why an act did not happen, where no form says it. */
export function notifyFailure(error: Error): void {
  const isRefusal = error instanceof ApiError;
  setTimeout(() => {
    if (standing.has(error)) return;
    notifications.show({
      title: isRefusal ? error.problem.title : 'Something failed in this page',
      message: error.message,
      color: 'bad',
      autoClose: 12_000,
    });
  }, DRAWN_WITHIN_MS);
}
