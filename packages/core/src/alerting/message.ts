import type { Severity } from '@slipway/contracts';

/** Message is what a channel renders: what is wrong, what Slipway did, and where the evidence is. */
export interface Message {
  title: string;
  summary: string;
  did: string | null;
  severity: Severity;
  link: string;
  at: string;
}
