import type { Account } from '../account.ts';
import { network } from '../shop/network.ts';
import { arn } from '../shop/place.ts';
import { addFunction } from './add-function.ts';
import type { FunctionOptions } from './add-function.ts';
import { answers } from './answers.ts';
import { natFigures } from './incidents/network.ts';
import type { Fleet, Happening } from './model.ts';
import { note } from './trail.ts';

/** What a healthy fleet is made of. Everything has a default but the names. */
export interface FleetOptions {
  /** Ids, addresses and the course of invocations follow from it. */
  readonly seed: string;
  readonly account: string;
  readonly region: string;
  readonly partition?: string;
  readonly zones?: number;
  readonly functions: readonly FunctionOptions[];
  /** Minutes of metrics and logs before now; default 90. */
  readonly minutes?: number;
}

/** The account of a healthy fleet in which, one after the other, these things have happened. */
export function fleet(now: Date, options: FleetOptions, ...happenings: readonly Happening[]): Account {
  const made = healthyFleet(now, options);
  for (const happen of happenings) happen(made);
  return answers(made);
}

/** The model of a healthy fleet: ordinary invocations, nothing broken, a few harmless changes. */
function healthyFleet(now: Date, options: FleetOptions): Fleet {
  const place = { account: options.account, region: options.region, partition: options.partition ?? 'aws' };
  const made: Fleet = {
    now,
    seed: options.seed,
    place,
    network: network(place, options.seed, options.zones ?? 3),
    functions: [],
    queues: [],
    sources: [],
    aliases: [],
    invokeConfigs: [],
    provisioned: [],
    reserved: {},
    policies: {},
    prefixLists: [],
    trail: [],
    series: [],
    groups: [],
    streams: [],
    withoutGroup: [],
    sealed: [],
    unpermitted: [],
    denies: [],
    faults: [],
    history: { minutes: options.minutes ?? 90, metricLag: 1, pageSize: undefined },
    insights: {},
    concurrencyLimit: 1_000,
  };
  for (const one of options.functions) addFunction(made, one);
  natFigures({})(made);
  everydayEvents(made);
  return made;
}

/** People log in, a pipeline updates something else, a console lists functions. */
function everydayEvents(made: Fleet): void {
  note(made, { name: 'ConsoleLogin', source: 'signin', by: 'maria.keller', minutesAgo: 71 });
  note(made, { name: 'AssumeRole', source: 'sts', by: 'ci', minutesAgo: 64, readOnly: true });
  note(made, { name: 'ListFunctions20150331', source: 'lambda', by: 'jon.abara', minutesAgo: 51, readOnly: true });
  note(made, {
    name: 'UpdateFunctionCode20150331v2',
    source: 'lambda',
    by: 'ci',
    minutesAgo: 47,
    parameters: { functionName: 'nightly-report', publish: true, dryRun: false },
    resources: [{ type: 'AWS::Lambda::Function', name: arn(made.place, 'lambda', 'function:nightly-report') }],
  });
  note(made, {
    name: 'PutMetricAlarm',
    source: 'monitoring',
    by: 'jon.abara',
    minutesAgo: 44,
    parameters: { alarmName: 'lambda-errors' },
  });
}
