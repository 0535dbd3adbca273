/** ChannelAnswer is what a webhook answered; status 0 is no answer, with the reason as text. */
export interface ChannelAnswer {
  status: number;
  answer: string;
}

/** RolloutPorts are what rollouts need of domains to their right; create-core fills them. */
export interface RolloutPorts {
  /** Tells whether there is such a channel of the kind webhook. */
  isWebhook: (workspaceId: string, channel: string) => Promise<boolean>;
  /** Tells whether somebody is told when a rollout of an endpoint is rolled back. */
  isWatched: (workspaceId: string, endpoint: string) => Promise<boolean>;
  /** Posts JSON to a channel under the rules of outbound calls; it never throws. */
  callWebhook: (workspaceId: string, channel: string, body: string) => Promise<ChannelAnswer>;
}

/** noPorts is a rollout domain by itself: there are no webhooks, and nobody is told. */
export const noPorts: RolloutPorts = {
  isWebhook: () => Promise.resolve(false),
  isWatched: () => Promise.resolve(false),
  callWebhook: () => Promise.resolve({ status: 0, answer: 'there are no channels here' }),
};
