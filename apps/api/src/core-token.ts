/** CORE is the injection token of the product. */
export const CORE = Symbol('core');

/** STOPPING is the injection token of the signal that aborts when the process is told to end. */
export const STOPPING = Symbol('stopping');
