/**
 * Whether a text really stands in what was read. A quotation that stands nowhere is a bug of a judge, and worse than
 * none: the engine drops it.
 */
export function stands(quote: string, known: unknown): boolean {
  if (typeof known === 'string') return known.includes(quote);
  if (typeof known === 'number') return String(known) === quote;
  if (known instanceof Map) return stands(quote, [...known]);
  if (Array.isArray(known)) return known.some((item) => stands(quote, item));
  if (typeof known === 'object' && known !== null && !(known instanceof Date))
    return Object.entries(known).some(([name, value]) => name.includes(quote) || stands(quote, value));
  return false;
}
