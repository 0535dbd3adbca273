/** DemoNames are the names of everything one run of the demo makes. */
export interface DemoNames {
  model: string;
  endpoint: string;
  january: string;
  heldOut: string;
  june: string;
  monitor: string;
  performance: string;
  channel: string;
  rules: { drift: string; rolledBack: string; promoted: string };
  trigger: string;
}

/** demoNames numbers a run of the demo: the first is plain, later ones on the same Slipway carry their number. */
export function demoNames(run: number): DemoNames {
  const suffix = run === 1 ? '' : `-${run}`;
  return {
    model: `flight-delay${suffix}`,
    endpoint: `flight-delay${suffix}`,
    january: `flights-january${suffix}`,
    heldOut: `flights-january-held-out${suffix}`,
    june: `flights-june-west${suffix}`,
    monitor: `flight-delay-drift${suffix}`,
    performance: `flight-delay-auc${suffix}`,
    channel: `demo-slack${suffix}`,
    rules: {
      drift: `drift-of-flight-delay${suffix}`,
      rolledBack: `rolled-back-flight-delay${suffix}`,
      promoted: `promoted-flight-delay${suffix}`,
    },
    trigger: `retrain-flight-delay${suffix}`,
  };
}
