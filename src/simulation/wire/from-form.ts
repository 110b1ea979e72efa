import type { NormalizedSchema } from '@smithy/core/schema';
import { fromText } from './from-text.ts';

/** A form as a tree: `Filters.1.Name=x` is `{ Filters: { 1: { Name: 'x' } } }`. */
export interface FormTree {
  [name: string]: FormTree | string;
}

/** Reads the flat field names of the query protocols into a tree. */
export function formTree(body: string): FormTree {
  const root: FormTree = Object.create(null);
  for (const [key, value] of new URLSearchParams(body)) {
    const path = key.split('.');
    const last = path.pop() ?? key;
    let at = root;
    for (const part of path) {
      const next = at[part];
      at = typeof next === 'object' ? next : (at[part] = Object.create(null) as FormTree);
    }
    at[last] = value;
  }
  return root;
}

/**
 * Reads a value of awsQuery or ec2Query.
 * EC2 capitalises names and flattens lists, https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
 */
export function fromForm(schema: NormalizedSchema, value: FormTree | string, wire: 'query' | 'ec2'): unknown {
  if (schema.isStructSchema()) {
    const out: Record<string, unknown> = {};
    for (const [name, member] of schema.structIterator()) {
      const field = Object(value)[fieldName(name, member, wire)];
      if (field !== undefined) out[name] = fromForm(member, field, wire);
    }
    return out;
  }
  if (schema.isListSchema()) {
    return listItems(value).map((item) => fromForm(schema.getValueSchema(), item, wire));
  }
  if (schema.isMapSchema()) {
    const key = schema.getKeySchema().getMemberTraits().xmlName ?? 'key';
    const inner = schema.getValueSchema().getMemberTraits().xmlName ?? 'value';
    const entries = listItems(value).map((entry) => {
      const { [key]: name, [inner]: item = '' } = Object(entry) as FormTree;
      return [name, fromForm(schema.getValueSchema(), item, wire)];
    });
    return Object.fromEntries(entries);
  }
  return typeof value === 'string' ? fromText(schema, value) : undefined;
}

function fieldName(name: string, member: NormalizedSchema, wire: 'query' | 'ec2'): string {
  const { xmlName, ec2QueryName } = member.getMemberTraits();
  if (wire === 'query') return xmlName ?? name;
  if (typeof ec2QueryName === 'string') return ec2QueryName;
  const spelt = xmlName ?? name;
  return spelt.charAt(0).toUpperCase() + spelt.slice(1);
}

/** A list has its numbers right below its name or one name further down (`member`, or the items' own). */
function listItems(value: FormTree | string): readonly (FormTree | string)[] {
  if (typeof value === 'string') return [];
  const direct = numbered(value);
  if (direct.length > 0) return direct;
  return Object.values(value).flatMap((inner) => (typeof inner === 'object' ? numbered(inner) : []));
}

function numbered(tree: FormTree): readonly (FormTree | string)[] {
  return Object.entries(tree)
    .filter(([name]) => /^\d+$/.test(name))
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([, item]) => item);
}
