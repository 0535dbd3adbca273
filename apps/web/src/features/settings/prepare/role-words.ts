import type { Role } from '@slipway/contracts';

/** roleWords says what each role may do, as a person choosing one reads it. */
export const roleWords: Readonly<Record<Role, string>> = {
  viewer: 'sees everything, changes nothing',
  engineer: 'registers, deploys, starts rollouts, predicts, sends outcomes',
  approver: 'as an engineer, and approves rollouts and moves protected aliases',
  admin: 'everything: people, tokens, policies, settings',
};
