import type { NormalizedSchema } from '@smithy/core/schema';
import { toText } from './to-text.ts';

const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

export function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => entities[character] ?? character);
}

/** The members of a structure as elements, without the structure's own. */
export function membersToXml(
  schema: NormalizedSchema,
  value: unknown,
  wanted: (member: NormalizedSchema) => boolean = () => true,
): string {
  let out = '';
  for (const [name, member] of schema.structIterator()) {
    const part: unknown = Object(value)[name];
    if (part === undefined || part === null || member.getMemberTraits().xmlAttribute || !wanted(member)) continue;
    out += toXml(member, part, member.getMemberTraits().xmlName ?? name);
  }
  return out;
}

function toXml(schema: NormalizedSchema, value: unknown, tag: string): string {
  if (schema.isStructSchema()) return `<${tag}${attributes(schema, value)}>${membersToXml(schema, value)}</${tag}>`;
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    const flat = schema.getMergedTraits().xmlFlattened !== undefined;
    const name = flat ? tag : (item.getMemberTraits().xmlName ?? 'member');
    const items = [...(value as Iterable<unknown>)].map((part) => toXml(item, part, name)).join('');
    return flat ? items : `<${tag}>${items}</${tag}>`;
  }
  if (schema.isMapSchema()) {
    const key = schema.getKeySchema().getMemberTraits().xmlName ?? 'key';
    const inner = schema.getValueSchema();
    const flat = schema.getMergedTraits().xmlFlattened !== undefined;
    const entry = flat ? tag : 'entry';
    const entries = Object.entries(Object(value)).map(([name, part]) => {
      const item = toXml(inner, part, inner.getMemberTraits().xmlName ?? 'value');
      return `<${entry}><${key}>${escapeXml(name)}</${key}>${item}</${entry}>`;
    });
    return flat ? entries.join('') : `<${tag}>${entries.join('')}</${tag}>`;
  }
  return `<${tag}>${escapeXml(toText(schema, value, 'date-time'))}</${tag}>`;
}

function attributes(schema: NormalizedSchema, value: unknown): string {
  let out = '';
  for (const [name, member] of schema.structIterator()) {
    const part: unknown = Object(value)[name];
    const { xmlAttribute, xmlName } = member.getMemberTraits();
    if (xmlAttribute && part !== undefined)
      out += ` ${xmlName ?? name}="${escapeXml(toText(member, part, 'date-time'))}"`;
  }
  return out;
}
