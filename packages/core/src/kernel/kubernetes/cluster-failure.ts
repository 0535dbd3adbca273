import { SlipwayError } from '../errors.js';
import { errorText } from '../log.js';

/**
 * clusterFailure says what a Kubernetes API refused and what to do; `about` is the verb and the object. A status of the API carries its own
 * words, everything else is an API server that does not answer.
 */
export function clusterFailure(error: unknown, about: string): SlipwayError {
  const { code, body } = error as { code?: unknown; body?: unknown };
  const said = wordsOf(body) ?? errorText(error);
  const told = (remedy: string): SlipwayError =>
    new SlipwayError('unavailable', `The cluster refused to ${about}: ${remedy} (${said.slice(0, 500)})`);
  switch (code) {
    case 401:
      return told('the token has expired or is not known: renew the kubeconfig');
    case 403:
      return told("the account may not: give it the Role of Slipway's manifests (deploy/kubernetes/role.yaml)");
    case 404:
      return told('it knows no such thing: create the namespace, and look whether the cluster has this API');
    case 409:
      return told(
        'somebody else set the same fields: give them up there, or remove the object and Slipway makes it anew',
      );
    case 422:
    case 400:
      return told('the object is not valid there');
    default:
      return typeof code === 'number'
        ? told(`status ${code}`)
        : new SlipwayError('unavailable', `No Kubernetes API answers: look at kubeconfig and network. (${said})`);
  }
}

function wordsOf(body: unknown): string | null {
  const parsed = typeof body === 'string' ? jsonOf(body) : body;
  const { message } = (parsed ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
