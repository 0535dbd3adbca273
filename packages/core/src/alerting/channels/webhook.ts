import type { Message } from '../message.js';

/** webhookBody renders a message for any address that takes JSON: {type, timestamp, data}; `data.alert` is the same id when an alert begins and when it is over. */
export function webhookBody(message: Message): string {
  const { title, summary, did, severity, link, at, alert } = message;
  const data = { title, summary, did, severity, link, alert: alert?.id, state: alert?.state };
  return JSON.stringify({ type: 'slipway.alert', timestamp: at, data });
}

/** webhookAccepted tells whether the message was taken: any 2xx. */
export const webhookAccepted = (status: number): boolean => status >= 200 && status < 300;
