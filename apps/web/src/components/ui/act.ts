import type { ComponentType } from 'react';

/**
 * Confirmation is what is asked before an act: nothing, a dialog that names the effect, or the name typed out. A dialog may ask for a reason, which is
 * handed to the act and kept with it.
 */
export type Confirmation =
  | { kind: 'none' }
  | { kind: 'dialog'; effect: string; reason?: 'optional' | 'required' }
  | { kind: 'type'; name: string; effect: string };

/** Act is one thing a person can do: verb and object, whether it may be done now, and what is asked before. */
export interface Act {
  label: string;
  call: (why?: string) => unknown;
  icon?: ComponentType<{ size?: number }>;
  /** Why it cannot be done now and what would enable it; null or absent when it can. */
  disabled?: string | null | undefined;
  confirm?: Confirmation;
  primary?: boolean;
  danger?: boolean;
  busy?: boolean;
}
