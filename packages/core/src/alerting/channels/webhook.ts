import type { Message } from '../message.js';

/** webhookBody renders a message for any address that takes JSON: {type, timestamp, data}. */
export function webhookBody(message: Message): string {
  const { title, summary, did, severity, link, at } = message;
  return JSON.stringify({ type: 'slipway.alert', timestamp: at, data: { title, summary, did, severity, link } });
}

/** webhookAccepted tells whether the message was taken: any 2xx. */
export const webhookAccepted = (status: number): boolean => status >= 200 && status < 300;
