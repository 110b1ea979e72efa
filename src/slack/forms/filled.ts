import { z } from 'zod';
import type { Remedy } from '#changes';

/** What somebody has typed and chosen so far. */
export interface Filled {
  /** By the name of the parameter. */
  readonly given: Readonly<Record<string, string>>;
  readonly reason: string;
  readonly lastsMs: number | null;
  readonly typed: string | null;
}

/** Ids of the blocks of a form; errors are shown beside the block that has the id. */
export const fields = { reason: 'reason', lasts: 'lasts', typed: 'typed' } as const;

export function fieldOf(parameter: string): string {
  return `p:${parameter}`;
}

const entry = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
});
const entries = z.record(z.string(), z.record(z.string(), entry.catch({})));

/** Reads `state.values` of a view. https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export function filledIn(values: unknown, remedy: Pick<Remedy, 'parameters'>): Filled {
  const read = entries.safeParse(values).data ?? {};
  const at = (block: string): string | null => {
    const [found] = Object.values(read[block] ?? {});
    return found?.value ?? found?.selected_option?.value ?? null;
  };
  const given = remedy.parameters.flatMap(({ name, options }): readonly (readonly [string, string])[] => {
    const value = at(fieldOf(name));
    if (value === null) return [];
    const chosen = options === undefined ? value : options[Number(value)];
    return chosen === undefined ? [] : [[name, chosen]];
  });
  const lasts = Number(at(fields.lasts) ?? Number.NaN);
  return {
    given: Object.fromEntries(given),
    reason: at(fields.reason)?.trim() ?? '',
    lastsMs: Number.isSafeInteger(lasts) && lasts > 0 ? lasts : null,
    typed: at(fields.typed),
  };
}

/** Where each field's error is shown; what belongs to no field that is there is said above the form. */
export function errorsByBlock(
  wrong: Readonly<Record<string, string>>,
  shown: ReadonlySet<string>,
): { readonly errors: Record<string, string>; readonly others: readonly string[] } {
  const errors: Record<string, string> = {};
  const others: string[] = [];
  for (const [field, says] of Object.entries(wrong)) {
    const block = field in fields ? field : fieldOf(field);
    if (shown.has(block)) errors[block] = says;
    else others.push(says);
  }
  return { errors, others };
}
