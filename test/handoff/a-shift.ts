import { alarmsNamed, ringingAlarms, rings } from '../../src/aws/cloudwatch-ringing.ts';
import type { RingingAlarm, Ring } from '../../src/aws/cloudwatch-ringing.ts';
import { events } from '../../src/aws/cloudtrail.ts';
import type { TrailEvent } from '../../src/aws/cloudtrail.ts';
import type { App } from '../../src/app/app.ts';
import type { Answer, Reader } from '../../src/playbook/index.ts';
import type { Schedule, Shift } from '../../src/on-call/index.ts';
import { app, now } from '../app/small-account.ts';
import type { AppParts } from '../app/small-account.ts';

export { now } from '../app/small-account.ts';

/** The morning before `now`, which is eleven o'clock. */
export const morning = { from: new Date('2026-11-22T09:00:00.000Z'), to: now };

export function at(time: string): Date {
  return new Date(`2026-11-22T${time}:00.000Z`);
}

export const balancerValue = 'app/checkout/50dc6c495c0c9188';

/** An alarm that rings since ten; say only what matters to the test. */
export function anAlarm(name: string, parts: Partial<RingingAlarm> = {}): RingingAlarm {
  return {
    name,
    arn: `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`,
    since: at('10:00'),
    reason: 'Threshold Crossed',
    namespace: 'AWS/ApplicationELB',
    about: [{ name: 'LoadBalancer', value: balancerValue }],
    actionsEnabled: true,
    ...parts,
  };
}

export function anEvent(name: string, parts: Partial<TrailEvent> = {}): TrailEvent {
  return {
    id: `event of ${name}`,
    at: at('10:20'),
    name,
    source: 'ecs.amazonaws.com',
    user: 'pipeline',
    resources: ['production/checkout'],
    requestParameters: null,
    errorCode: null,
    readOnly: false,
    ...parts,
  };
}

/** What AWS says in a shift; an error is thrown. */
export interface Said {
  readonly alarms?: readonly RingingAlarm[] | Error;
  readonly rings?: readonly Ring[] | Error;
  readonly trail?: readonly TrailEvent[] | Error;
  /** More events than are read: only those looked for by name are found. */
  readonly busy?: boolean;
}

export function readerOf({ alarms = [], rings: rung = [], trail = [], busy = false }: Said): Reader {
  const answer = (id: string, input: object): unknown => {
    if (id === rings.id) return rung instanceof Error ? rung : { rings: rung, cut: false };
    if (id === events.id) {
      if (trail instanceof Error) return trail;
      const named = 'lookup' in input ? JSON.stringify(input.lookup) : '';
      const found = named.includes('ReadOnly')
        ? busy
          ? []
          : trail
        : trail.filter(({ name }) => named.includes(`"${name}"`));
      return { events: found, cut: busy };
    }
    if (id !== ringingAlarms.id && id !== alarmsNamed.id) throw new TypeError(`nobody asks ${id}`);
    if (alarms instanceof Error) return alarms;
    const names = 'names' in input && Array.isArray(input.names) ? input.names : null;
    return names === null ? alarms : alarms.filter(({ name }) => names.includes(name));
  };
  return async (call, input): Promise<Answer<never>> => {
    const value = answer(call.id, Object(input));
    if (value instanceof Error) throw value;
    // Answers are written to the types of the calls.
    return { value: value as never, at: now, ms: 5, attempts: 1 };
  };
}

/** An app over one account in which this is said. */
export function appIn(said: Said = {}, parts: AppParts = {}): App {
  const read = readerOf(said);
  return app({
    openAccount: async ({ account, region }) => ({
      place: { account: account ?? '111122223333', region: region ?? 'eu-west-1', partition: 'aws' },
      name: null,
      read,
    }),
    ...parts,
  });
}

export function scheduleOf(shifts: readonly Shift[]): Schedule {
  return { shifts: async () => ({ ok: true, shifts }) };
}

export const noSchedule: Schedule = { shifts: async () => ({ ok: false, why: 'none', says: 'There is none.' }) };
