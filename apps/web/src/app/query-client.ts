import { accessEndpoints } from '@slipway/contracts';
import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from '../lib/api.js';
import { keyOf } from '../lib/queries.js';

const RETRIES = 2;

/** createQueryClient makes the cache: refusals are final, lost connections are tried again, a lost session asks who is there. */
export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        const lostSession =
          error instanceof ApiError && error.status === 401 && query.queryKey[0] !== accessEndpoints.getMe.id;
        if (lostSession) void client.invalidateQueries({ queryKey: keyOf(accessEndpoints.getMe, {}) });
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        refetchOnWindowFocus: true,
        retry: (failures, error) => isPassing(error) && failures < RETRIES,
      },
    },
  });
  return client;
}

const isPassing = (error: Error): boolean => error instanceof ApiError && [0, 429, 502, 503].includes(error.status);
