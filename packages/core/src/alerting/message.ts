import type { Severity } from '@slipway/contracts';

/** Message is what a channel renders: what is wrong, or over, what Slipway did, and where the evidence is. */
export interface Message {
  title: string;
  summary: string;
  did: string | null;
  severity: Severity;
  link: string;
  at: string;
  /** Missing in a test message, and in what was stored before channels were told of ends. */
  alert?: { id: string; state: 'firing' | 'resolved' };
  /** Set where this is the second message about an alert: it is over. */
  tells?: 'end';
}
