import { isObject, type Json } from './json.ts';

/** What Slack can be made to do wrong. `times` is 1 unless it says otherwise. `method` may be `*`. */
export type Fault =
  /** The workspace does not know a block type yet: new ones arrive in phases. */
  | { readonly kind: 'refuse-block'; readonly block: string; readonly times?: Times }
  /** The call is carried out and its answer never arrives. */
  | { readonly kind: 'lose-answer'; readonly method: string; readonly times?: Times }
  /** The connection breaks before the call is carried out. */
  | { readonly kind: 'lose-request'; readonly method: string; readonly times?: Times }
  | {
      readonly kind: 'rate-limit';
      readonly method: string;
      readonly retryAfterSeconds: number;
      readonly times?: Times;
    }
  | { readonly kind: 'server-error'; readonly method: string; readonly status: number; readonly times?: Times }
  /** Any error of Slack's own: `{ ok: false, error }`. */
  | { readonly kind: 'refuse'; readonly method: string; readonly error: string; readonly times?: Times }
  | { readonly kind: 'slow'; readonly method: string; readonly ms: number; readonly times?: Times };

export type Times = number | 'always';

type Kind = Fault['kind'];
type MethodFault<K extends Kind> = Extract<Fault, { kind: K; method: string }>;

export interface Faults {
  readonly add: (fault: Fault) => void;
  readonly clear: () => void;
  /** Uses up one of a method's faults of that kind, if there is one. */
  readonly take: <K extends Exclude<Kind, 'refuse-block'>>(kind: K, method: string) => MethodFault<K> | undefined;
  /** What to say of blocks whose type is refused at the moment. */
  readonly refusedBlocks: (blocks: readonly Json[]) => readonly string[];
}

export function createFaults(): Faults {
  const planned: { readonly fault: Fault; left: number }[] = [];
  const use = (entry: { left: number } | undefined) => {
    if (entry !== undefined) entry.left -= 1;
  };
  return {
    add(fault) {
      const times = fault.times ?? 1;
      planned.push({ fault, left: times === 'always' ? Infinity : times });
    },
    clear() {
      planned.length = 0;
    },
    take(kind, method) {
      for (const entry of planned) {
        const { fault } = entry;
        if (entry.left > 0 && isOf(fault, kind) && (fault.method === method || fault.method === '*')) {
          use(entry);
          return fault;
        }
      }
      return undefined;
    },
    refusedBlocks(blocks) {
      return planned.flatMap((entry) => {
        if (entry.left <= 0 || entry.fault.kind !== 'refuse-block') return [];
        const { block } = entry.fault;
        const paths = pathsOf(blocks, block, '/blocks');
        if (paths.length > 0) use(entry);
        return paths.map((path) => `[ERROR] unsupported type: ${block} [json-pointer:${path}/type]`);
      });
    },
  };
}

function isOf<K extends Kind>(fault: Fault, kind: K): fault is MethodFault<K> {
  return fault.kind === kind && 'method' in fault;
}

function pathsOf(value: unknown, type: string, at: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each, index) => pathsOf(each, type, `${at}/${index}`));
  if (!isObject(value)) return [];
  const nested = Object.entries(value).flatMap(([key, each]) => pathsOf(each, type, `${at}/${key}`));
  return value['type'] === type ? [at, ...nested] : nested;
}
