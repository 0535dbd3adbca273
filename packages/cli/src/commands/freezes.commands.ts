import { endpointTable, Weekday, type FreezeWindow } from '@slipway/contracts';
import { listed, pageOf, pageOptions, shown, type Answer, type Asked, type Command } from '../command.js';
import { UsageError } from '../usage-error.js';

/** freezesCommands: times at which no rollout starts or goes on. */
export const freezesCommands: readonly Command[] = [
  {
    words: 'freeze list',
    arguments: [],
    about: 'List freezes with what waits for them, newest first',
    options: pageOptions,
    run: async (asked) =>
      listed(await asked.client().call(endpointTable.listFreezeWindows, { query: pageOf(asked) }), [
        ['name', ({ name }) => name],
        ['endpoint', ({ endpoint }) => endpoint ?? 'all'],
        ['when', whenOf],
        [
          'now',
          ({ activeUntil, nextAt }) => (activeUntil !== null ? `until ${activeUntil}` : `from ${nextAt ?? 'never'}`),
        ],
        ['waiting', ({ waiting }) => waiting.map(({ endpoint }) => endpoint).join(', ')],
        ['by', ({ createdBy }) => createdBy],
        ['id', ({ id }) => id],
      ]),
  },
  {
    words: 'freeze add',
    arguments: ['NAME'],
    about: 'Keep rollouts from starting or going on, each week (--days) or once (--ends); needs the scope approve',
    options: {
      why: { kind: 'text', about: 'what whoever waits will read' },
      endpoint: { kind: 'text', about: 'default: all endpoints' },
      days: { kind: 'text', about: 'each week on these days, such as fri,sat,sun' },
      from: { kind: 'text', about: 'when it begins on each of them (default 00:00)' },
      to: { kind: 'text', about: 'when it ends, on the next day unless later (default 00:00)' },
      zone: { kind: 'text', about: 'whose clock that is, such as Europe/Berlin (default UTC)' },
      starts: { kind: 'text', about: 'an RFC 3339 time (default now)' },
      ends: { kind: 'text', about: 'an RFC 3339 time' },
    },
    run: addFreeze,
  },
  {
    words: 'freeze remove',
    arguments: ['ID'],
    about: 'Remove a freeze; needs the scope approve',
    run: async (asked) => {
      const id = asked.argument('ID');
      await asked.client().call(endpointTable.deleteFreezeWindow, { params: { id } });
      return { value: { id }, text: `removed ${id}` };
    },
  },
];

async function addFreeze(asked: Asked): Promise<Answer> {
  const days = asked.option('days');
  const weekly =
    days === undefined
      ? undefined
      : {
          days: days.split(',').map(dayOf),
          from: asked.option('from') ?? '00:00',
          to: asked.option('to') ?? '00:00',
          timeZone: asked.option('zone') ?? 'UTC',
        };
  const body = {
    name: asked.argument('NAME'),
    why: asked.option('why') ?? '',
    endpoint: asked.option('endpoint'),
    weekly,
    startsAt: asked.option('starts'),
    endsAt: asked.option('ends'),
  };
  const freeze = await asked.client().call(endpointTable.createFreezeWindow, { body });
  return shown(freeze, { id: freeze.id, name: freeze.name, endpoint: freeze.endpoint ?? 'all', when: whenOf(freeze) });
}

function dayOf(text: string): Weekday {
  const { data, error } = Weekday.safeParse(text.trim());
  if (error !== undefined) throw new UsageError(`A day is one of ${Weekday.options.join(', ')}, not ${text}`);
  return data;
}

const whenOf = ({ weekly, startsAt, endsAt }: FreezeWindow): string =>
  weekly === null
    ? `${startsAt} to ${endsAt ?? 'open end'}`
    : `${weekly.days.join(',')} ${weekly.from} to ${weekly.to} ${weekly.timeZone}`;
