import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, Node, YAMLError } from 'yaml';

/** A sentence about one line of the file, counted from 1. */
export interface Mistake {
  readonly line: number;
  readonly says: string;
}

/** The data of a YAML text, and where in the text each part of it was written. */
export interface YamlText {
  readonly data: unknown;
  /** The line of a value, or of its key; of the nearest part around it where it was not written at all. */
  readonly lineOf: (path: readonly PropertyKey[], aboutKey: boolean) => number;
}

/** Reads one YAML document. Text that is not YAML, or ambiguous as such (a key given twice), gives mistakes instead. */
export function readYaml(text: string): YamlText | { readonly mistakes: readonly Mistake[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const found = [...document.errors, ...document.warnings];
  if (found.length > 0) {
    return {
      mistakes: worthSaying(found).map((error) => ({ line: lines.linePos(error.pos[0]).line, says: say(error, text) })),
    };
  }
  keepLongDigits(document);
  try {
    return {
      data: document.toJS(),
      lineOf: (path, aboutKey) => lines.linePos(nodeAt(document, path, aboutKey)?.range?.[0] ?? 0).line,
    };
  } catch (error) {
    // An alias without its anchor, or aliases of aliases that would fill the memory; yaml has no position for these.
    return { mistakes: [{ line: 1, says: error instanceof Error ? error.message : String(error) }] };
  }
}

/** After its first surprise, what a YAML parser says is mostly about its own confusion. */
function worthSaying(errors: readonly YAMLError[]): YAMLError[] {
  const first = errors.find(({ code }) => code !== 'DUPLICATE_KEY');
  return errors.filter((error) => error.code === 'DUPLICATE_KEY' || error === first);
}

function say({ code, message, pos }: YAMLError, text: string): string {
  if (code === 'DUPLICATE_KEY')
    return `the key "${/^[^:\n]*/.exec(text.slice(pos[0]))?.[0].trim() ?? ''}" is given twice`;
  if (code === 'TAB_AS_INDENT') return 'a tab is used to indent, where YAML wants spaces';
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here ("---"); the file must be a single one';
  if (code === 'RESOURCE_EXHAUSTION') return 'brackets are nested too deeply';
  return `this is not YAML: ${message}`;
}

/**
 * An account id without quotes is a number to YAML, and 012345678901 loses its zero. Nothing else in the file is a
 * number of twelve digits, so we take it as it was written.
 */
function keepLongDigits(document: Document): void {
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === 'number' && /^\d{12}$/.test(node.source ?? '')) node.value = node.source;
    },
  });
}

function nodeAt(document: Document, path: readonly PropertyKey[], aboutKey: boolean): Node | null {
  let at: Node | null = document.contents;
  for (const [depth, key] of path.entries()) {
    if (isAlias(at)) at = at.resolve(document) ?? at;
    const next: { readonly key: unknown; readonly value: unknown } | null = entryOf(at, key);
    if (!next) return at;
    const wanted: unknown = aboutKey && depth === path.length - 1 ? next.key : next.value;
    if (!isNode(wanted)) return at;
    at = wanted;
  }
  return at;
}

function entryOf(node: Node | null, key: PropertyKey): { readonly key: unknown; readonly value: unknown } | null {
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
    return pair ? { key: pair.key, value: pair.value } : null;
  }
  if (isSeq(node)) {
    const item = node.items[Number(key)];
    return { key: item, value: item };
  }
  return null;
}
