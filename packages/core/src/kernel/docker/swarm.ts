import type Docker from 'dockerode';
import { SlipwayError } from '../errors.js';
import { EngineApi } from './engine-api.js';

/** SwarmService is a service as it is asked for: its name and its labels are its own. */
export type SwarmService = Docker.ServiceSpec & { Name: string; Labels: Record<string, string> };

/** SeenService is a service as the swarm has it. */
export interface SeenService {
  id: string;
  name: string;
  replicas: number;
  /** Where a rolling update stands, in the engine's words; null while none was made. */
  update: { state: string; message: string } | null;
}

/** SeenTask is one try to run a replica of a service. */
export interface SeenTask {
  id: string;
  serviceId: string;
  state: string;
  desiredState: string;
  /** What went wrong, or what it waits for; empty where nothing did. */
  error: string;
  /** host:port by which its node publishes it; null while it does not run. */
  address: string | null;
  at: string;
}

/** Swarm is the little of a Docker swarm's API that Slipway uses, asked of a manager; refusals are `unavailable` with what to do. */
export class Swarm extends EngineApi {
  /** nodes counts the machines that take tasks. */
  nodes(): Promise<number> {
    return this.ask(async (docker) => {
      const nodes = (await docker.listNodes()) as NodeAnswer[];
      return nodes.filter(({ Status, Spec }) => Status.State === 'ready' && Spec.Availability === 'active').length;
    });
  }

  /** ensureOverlay makes the network that tasks share across machines, unless it is there, and returns its id. */
  ensureOverlay(name: string): Promise<string> {
    return this.ask(async (docker) => {
      const found = await docker.listNetworks({ filters: { name: [name] } });
      const own = found.find(({ Name, Scope }) => Name === name && Scope === 'swarm');
      if (own !== undefined) return own.Id;
      const made = await docker.createNetwork({ Name: name, Driver: 'overlay', Attachable: true });
      return made.id;
    });
  }

  /** secretId finds a secret by its name. */
  secretId(name: string): Promise<string> {
    return this.ask(async (docker) => {
      const secrets = await docker.listSecrets({ filters: JSON.stringify({ name: [name] }) });
      const own = secrets.find(({ Spec }) => Spec?.Name === name);
      if (own !== undefined) return own.ID;
      throw new SlipwayError(
        'unavailable',
        `The swarm has no secret ${name}: make it of a token with the scope read (docker secret create ${name} -).`,
      );
    });
  }

  /** apply makes a service so; one that is so already keeps its tasks. */
  apply(spec: SwarmService): Promise<void> {
    return this.ask(async (docker) => {
      const held = await named(docker, spec.Name);
      if (held === undefined) return void (await docker.createService(spec));
      // A restart that somebody asked for is not asked for again by leaving it out.
      const TaskTemplate = { ...spec.TaskTemplate, ForceUpdate: held.Spec.TaskTemplate?.ForceUpdate ?? 0 };
      await docker.getService(held.ID).update({ ...spec, TaskTemplate, version: held.Version.Index });
    });
  }

  /** list returns the services that carry a label. */
  list(label: string): Promise<SeenService[]> {
    return this.ask(async (docker) => {
      const services = (await docker.listServices({ filters: { label: [label] } })) as unknown as ServiceAnswer[];
      return services.map(({ ID, Spec, UpdateStatus }) => ({
        id: ID,
        name: Spec.Name,
        replicas: Spec.Mode?.Replicated?.Replicas ?? 0,
        update: UpdateStatus?.State === undefined ? null : { state: UpdateStatus.State, message: UpdateStatus.Message },
      }));
    });
  }

  /** tasks returns the tasks of all services that carry a label, newest first, ended ones too as long as the swarm remembers them. */
  tasks(label: string): Promise<SeenTask[]> {
    return this.ask(async (docker) => {
      const [tasks, nodes] = await Promise.all([
        docker.listTasks({ filters: JSON.stringify({ label: [label] }) }) as Promise<TaskAnswer[]>,
        docker.listNodes() as Promise<NodeAnswer[]>,
      ]);
      const hosts = new Map(nodes.map((node) => [node.ID, hostOf(node)]));
      return tasks
        .map((task) => seenTask(task, hosts.get(task.NodeID ?? '')))
        .toSorted((a, b) => b.at.localeCompare(a.at));
    });
  }

  /** remove takes a service away with its tasks; one that is gone is fine. */
  remove(name: string): Promise<void> {
    return this.ask(async (docker) => {
      const held = await named(docker, name);
      if (held !== undefined) await docker.getService(held.ID).remove();
    });
  }
}

interface ServiceAnswer {
  ID: string;
  Version: { Index: number };
  Spec: SwarmService & { TaskTemplate?: { ForceUpdate?: number } };
  UpdateStatus?: { State?: string; Message: string };
}

interface TaskAnswer {
  ID: string;
  ServiceID: string;
  NodeID?: string;
  CreatedAt: string;
  DesiredState: string;
  Status: { State: string; Err?: string; PortStatus?: { Ports?: { PublishedPort?: number }[] } };
}

interface NodeAnswer {
  ID: string;
  Spec: { Availability: string };
  Status: { State: string; Addr: string };
  ManagerStatus?: { Addr?: string };
}

async function named(docker: Docker, name: string): Promise<ServiceAnswer | undefined> {
  const found = (await docker.listServices({ filters: { name: [name] } })) as unknown as ServiceAnswer[];
  // The engine takes a name as the beginning of one.
  return found.find(({ Spec }) => Spec.Name === name);
}

/** A manager may call itself by no address of its own. */
const hostOf = ({ Status, ManagerStatus }: NodeAnswer): string =>
  Status.Addr === '0.0.0.0' ? (ManagerStatus?.Addr?.replace(/:\d+$/, '') ?? Status.Addr) : Status.Addr;

function seenTask({ ID, ServiceID, CreatedAt, DesiredState, Status }: TaskAnswer, host: string | undefined): SeenTask {
  const port = Status.PortStatus?.Ports?.[0]?.PublishedPort;
  return {
    id: ID,
    serviceId: ServiceID,
    state: Status.State,
    desiredState: DesiredState,
    error: Status.Err ?? '',
    address: host === undefined || port === undefined ? null : `${host}:${port}`,
    at: CreatedAt,
  };
}
