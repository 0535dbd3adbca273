import { runCommand } from './command.ts';
import { inheritedEnvironment } from './env.ts';

/** CutOffNetwork is a network namespace with one cable to this machine; only root can have one. */
export interface CutOffNetwork {
  /** This machine, as seen from within. */
  outside: string;
  /** The address within. */
  inside: string;
  /** What runs a program within. */
  within: readonly string[];
  /** Lets what is sent to a port of this machine vanish, as a partition does: connections stay half open. */
  cutFrom(port: number): Promise<void>;
  heal(): Promise<void>;
  unplug(): Promise<void>;
  plugIn(): Promise<void>;
  remove(): Promise<void>;
}

const command = (program: string, ...args: string[]): Promise<string> =>
  runCommand(program, args, inheritedEnvironment());
const ip = (...args: string[]): Promise<string> => command('ip', ...args);

/** makeCutOffNetwork makes a namespace that is plugged in; its names and addresses are of this process. */
export async function makeCutOffNetwork(): Promise<CutOffNetwork> {
  const name = `slipway-${process.pid}`;
  const [cable, end] = [`swo${process.pid % 100_000}`, `swi${process.pid % 100_000}`];
  const net = `10.213.${process.pid % 250}`;
  const [outside, inside] = [`${net}.1`, `${net}.2`];
  const within = ['ip', 'netns', 'exec', name] as const;
  const inNetwork = (...args: string[]): Promise<string> => ip('netns', 'exec', name, ...args);
  await ip('netns', 'add', name);
  await ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', end, 'netns', name);
  await ip('address', 'add', `${outside}/24`, 'dev', cable);
  await ip('link', 'set', cable, 'up');
  for (const args of [
    ['address', 'add', `${inside}/24`, 'dev', end],
    ['link', 'set', end, 'up'],
    ['link', 'set', 'lo', 'up'],
  ])
    await inNetwork('ip', ...args);
  return {
    outside,
    inside,
    within,
    cutFrom: async (port) => {
      const rule = ['OUTPUT', '--protocol', 'tcp', '--destination', outside, '--dport', String(port), '--jump', 'DROP'];
      await inNetwork('iptables', '--append', ...rule);
    },
    heal: async () => void (await inNetwork('iptables', '--flush', 'OUTPUT')),
    unplug: async () => void (await ip('link', 'set', cable, 'down')),
    plugIn: async () => void (await ip('link', 'set', cable, 'up')),
    remove: async () => void (await ip('netns', 'delete', name)),
  };
}
