import type * as z from 'zod';
import { didYouMean } from './nearest.ts';
import { jsonSchema } from './schema.ts';

/** What is wrong with one place of the file. `says` follows the path of that place: "accounts[0].id is missing". */
export interface Problem {
  readonly path: readonly PropertyKey[];
  readonly says: string;
  /** Set when it is the key itself, the last of `path`, that is wrong. */
  readonly aboutKey?: true;
}

/** Puts what zod found wrong into words; one sentence for each unknown key. */
export function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(path);
    return issue.keys.map((key) => ({
      path: [...path, key],
      aboutKey: true,
      says: `is not a setting that OpsMedic knows${didYouMean(key, known) || listed(known)}`,
    }));
  }
  if (issue.code === 'invalid_key') {
    return [{ path, aboutKey: true, says: issue.issues[0]?.message ?? 'is not allowed as a key' }];
  }
  return [{ path, says: wordsFor(issue) }];
}

function wordsFor(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return wrongType(issue);
  if (issue.code === 'too_small' && issue.origin === 'array') return 'must have at least one entry';
  if (issue.code === 'too_small' && issue.origin !== 'string') return `must be at least ${issue.minimum}`;
  if (issue.code === 'too_big' && issue.origin !== 'string') return `must be at most ${issue.maximum}`;
  return issue.message;
}

function wrongType({ expected, input, path }: z.core.$ZodIssueInvalidType): string {
  if (input === undefined) return 'is missing';
  if (input === null) {
    const last = path.findLast((key) => typeof key === 'string');
    const hash = last === 'channel' || last === 'channels';
    return hash
      ? 'is empty: YAML takes # for a comment, so write the name in quotes'
      : 'is empty; give it a value or remove it';
  }
  const wanted = new Map<string, string>([
    ['string', 'text'],
    ['array', 'a list'],
    ['object', 'a mapping of settings'],
    ['record', 'a mapping of names to values'],
    ['int', 'a whole number'],
    ['number', 'a number'],
  ]);
  const hint = expected === 'string' && typeof input !== 'object' ? '; write it in quotes' : '';
  return `must be ${wanted.get(expected) ?? expected}, not ${kindOf(input)}${hint}`;
}

function kindOf(input: unknown): string {
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'number') return `the number ${input}`;
  if (typeof input === 'object') return 'a mapping';
  if (typeof input === 'string') return 'text';
  return 'a yes or no';
}

function listed(known: readonly string[]): string {
  return known.length > 0 ? `; it knows ${known.join(', ')}` : '';
}

/** The settings that the schema has at a path of the file. */
function keysAt(path: readonly PropertyKey[]): string[] {
  let at: z.core.JSONSchema._JSONSchema | undefined = jsonSchema();
  for (const key of path) {
    if (typeof at !== 'object') return [];
    at = typeof key === 'number' ? onlySchema(at.items) : at.properties?.[String(key)];
  }
  return typeof at === 'object' ? Object.keys(at.properties ?? {}) : [];
}

function onlySchema(items: z.core.JSONSchema.BaseSchema['items']): z.core.JSONSchema._JSONSchema | undefined {
  return Array.isArray(items) ? undefined : items;
}

/** `accounts[0].regions`, as people write it. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    const name = String(key);
    if (!/^[\w-]+$/.test(name)) return `${text}[${JSON.stringify(name)}]`;
    return text === '' ? name : `${text}.${name}`;
  }, '');
}
