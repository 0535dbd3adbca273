import type { Endpoint, ResponseOf } from '@slipway/contracts';
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { invalidateDomain, notifySuccess, type ActOptions } from './queries.js';
import { startUpload, type UploadRequest } from './uploads.js';

/** useUpload sends files as `useAct` changes things: success is said and asked anew; what went wrong stays for the form to show. */
export function useUpload<E extends Endpoint>({
  success,
  onDone,
}: ActOptions<E>): UseMutationResult<ResponseOf<E>, Error, UploadRequest<E>> {
  const client = useQueryClient();
  return useMutation<ResponseOf<E>, Error, UploadRequest<E>>({
    mutationFn: (request) => startUpload(request),
    onSuccess: async (answer, { endpoint }) => {
      if (success !== undefined) notifySuccess(typeof success === 'string' ? success : success(answer));
      await invalidateDomain(client, endpoint.domain);
      onDone?.(answer);
    },
  });
}
