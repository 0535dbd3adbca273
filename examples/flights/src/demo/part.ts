import type { Client } from '@slipway/client';
import type { Flights } from '../flights-data.js';
import type { AlertReceiver } from './alert-receiver.js';
import type { DemoNames } from './names.js';
import type { Narrator } from './narrator.js';

/** Demo is what every part of the demo works with. */
export interface Demo {
  client: Client;
  gatewayUrl: string;
  token: string;
  narrator: Narrator;
  receiver: AlertReceiver;
  flights: Flights;
  names: DemoNames;
}
