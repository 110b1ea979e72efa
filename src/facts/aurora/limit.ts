import { fact } from '#playbook';
import { cluster } from './cluster.ts';
import type { Cluster, Family } from './cluster.ts';
import { members } from './members.ts';
import type { DbInstance } from './members.ts';
import { settingOf, settings } from './parameters.ts';
import type { Settings } from './parameters.ts';

/** How many connections the writer takes. */
export interface ConnectionLimit {
  /** Null where it cannot be told: an instance class that is not known here, an expression of somebody's own. */
  readonly connections: number | null;
  /** Where the number comes from, for a person. */
  readonly from: string;
  /** Whether it is the number itself, and not an estimate. */
  readonly exact: boolean;
  /** The parameter group waits for a reboot: the limit in force may be an older one. */
  readonly pendingReboot: boolean;
}

type Row = readonly [acu: number, connections: number];

/**
 * Defaults of Serverless v2 by the cluster's highest capacity. They are set when the instance starts, and stay until it
 * is rebooted, whatever becomes of that capacity.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html
 */
const BY_ACU: Readonly<Record<Family, readonly Row[]>> = {
  mysql: [
    [1, 90],
    [4, 135],
    [8, 1_000],
    [16, 2_000],
    [32, 3_000],
    [64, 4_000],
    [128, 5_000],
    [192, 6_000],
    [256, 6_000],
  ],
  postgresql: [
    [1, 189],
    [4, 823],
    [8, 1_669],
    [16, 3_360],
    [32, 5_000],
    [256, 5_000],
  ],
};
/** PostgreSQL with a lowest capacity of half an ACU, or none. */
const MOST_OF_SMALL = 2_000;

/** GiB of the size `large`, by class; each size up has the double. */
const MEMORY_OF_LARGE: Readonly<Record<string, number>> = {
  r3: 15.25,
  r4: 15.25,
  r5: 16,
  r5b: 16,
  r5d: 16,
  r6g: 16,
  r6gd: 16,
  r6i: 16,
  r6id: 16,
  r7g: 16,
  r7i: 16,
  r8g: 16,
  r8gd: 16,
  x2g: 32,
  t2: 8,
  t3: 8,
  t4g: 8,
  m5: 8,
  m6g: 8,
  m6i: 8,
  m7g: 8,
  m8g: 8,
};

/** Defaults of Aurora MySQL by size, from the table in its guide: the formula is of steps and logarithms. */
const MYSQL_BY_GIB: readonly (readonly [gib: number, connections: number])[] = [
  [2, 45],
  [4, 90],
  [8, 135],
  [16, 1_000],
  [32, 2_000],
  [64, 3_000],
  [128, 4_000],
  [256, 5_000],
  [384, 6_000],
  [512, 6_000],
  [768, 7_000],
];

export const connectionLimit = fact({
  id: 'aurora.connection-limit',
  title: 'How many connections the database takes',
  step: 'Database',
  from: { cluster, members, settings },
  learn: ({ cluster, members, settings }): ConnectionLimit => {
    const machine = members.writer ?? members.all[0] ?? null;
    const pendingReboot = machine?.parameterGroups.some(({ status }) => status === 'pending-reboot') ?? false;
    return { ...limitOf(cluster, machine, settings), pendingReboot };
  },
});

export function limitOf(
  cluster: Pick<Cluster, 'family' | 'serverless'>,
  machine: Pick<DbInstance, 'class'> | null,
  settings: Settings,
): Omit<ConnectionLimit, 'pendingReboot'> {
  const set = settingOf(settings, 'max_connections');
  if (set !== null && /^\d+$/.test(set))
    return { connections: Number(set), from: `max_connections is ${set}`, exact: true };
  const gib = memoryOf(machine?.class ?? '');
  if (set !== null && !isDefault(set)) {
    const connections = gib === null ? null : byExpression(set, gib);
    return { connections, from: `max_connections is ${set}`, exact: false };
  }
  if (machine?.class === 'db.serverless') return byCapacity(cluster);
  if (gib === null)
    return {
      connections: null,
      from: `the default of ${machine?.class ?? 'its class'} is not known here`,
      exact: false,
    };
  const connections =
    cluster.family === 'postgresql'
      ? Math.min(5_000, Math.floor((gib * 2 ** 30) / 9_531_392))
      : (MYSQL_BY_GIB.findLast(([least]) => gib >= least)?.[1] ?? MYSQL_BY_GIB[0]?.[1] ?? null);
  return { connections, from: `the default of ${machine?.class}, about ${connections}`, exact: false };
}

function isDefault(set: string): boolean {
  return /^(?:LEAST\(\{DBInstanceClassMemory\/9531392\},5000\)|GREATEST\(\{log\(DBInstanceClassMemory.*)$/i.test(
    set.replace(/\s/g, ''),
  );
}

/** `{DBInstanceClassMemory/12582880}`, `LEAST({DBInstanceClassMemory/9531392},800)`. */
function byExpression(set: string, gib: number): number | null {
  const [, divisor] = /\{DBInstanceClassMemory\/(\d+)\}/i.exec(set) ?? [];
  if (divisor === undefined) return null;
  const [, most] = /,\s*(\d+)\s*\)$/.exec(set) ?? [];
  return Math.min(Math.floor((gib * 2 ** 30) / Number(divisor)), most === undefined ? Infinity : Number(most));
}

function byCapacity({
  family,
  serverless,
}: Pick<Cluster, 'family' | 'serverless'>): Omit<ConnectionLimit, 'pendingReboot'> {
  const max = serverless?.max ?? null;
  if (max === null) return { connections: null, from: 'the highest capacity is not known', exact: false };
  const rows = BY_ACU[family];
  const row = rows.findLast(([acu]) => max >= acu) ?? rows[0];
  const capped = family === 'postgresql' && (serverless?.min ?? 1) <= 0.5;
  const plain = row?.[1] ?? null;
  const connections = plain === null ? null : capped ? Math.min(plain, MOST_OF_SMALL) : plain;
  return {
    connections,
    from: `the default at up to ${max} ACU${capped && plain !== connections ? ' with a least capacity of half an ACU or none' : ''} is ${connections}`,
    exact: row?.[0] === max,
  };
}

/** Memory of a class in GiB; null for one that is not known here. */
export function memoryOf(name: string): number | null {
  const [, family = '', size = ''] = /^db\.([a-z]+\d+[a-z]*)\.(\w+)$/.exec(name) ?? [];
  const large = MEMORY_OF_LARGE[family];
  if (large === undefined) return null;
  const times = { micro: 1 / 8, small: 1 / 4, medium: 1 / 2, large: 1, xlarge: 2 }[size];
  const [, many] = /^(\d+)xlarge$/.exec(size) ?? [];
  const factor = times ?? (many === undefined ? null : 2 * Number(many));
  return factor === null ? null : large * factor;
}
