/** StartError is a reason not to start (or not to go on) that a person can act on: one line, no stack. */
export class StartError extends Error {
  override name = 'StartError';
}
