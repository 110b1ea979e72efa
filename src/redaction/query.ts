import { redacted } from './patterns.ts';

/** A parameter of a query string. A fragment, as console links have it, is none. */
const parameter = /([?&](?:amp;)?)([\w.~%[\]-]{1,80})=([^&\s"'`<>#\\|]*)/g;

/** A query string without a name, as one-time links have it. */
const nameless = /([\w/)]\?)([\w.~%-]{16,})(?![\w=&.~%-])/g;

/** Replaces the values of query strings. The region of a console link stays: it says nothing, and the link needs it. */
export function redactQueries(text: string): string {
  if (!text.includes('?') && !text.includes('&')) return text;
  return text
    .replace(parameter, (match, lead: string, name: string, value: string) =>
      value === '' || value.startsWith('[redacted') || isRegion(name, value) ? match : `${lead}${name}=${redacted}`,
    )
    .replace(nameless, (match, lead: string, value: string) => (/\d/.test(value) ? `${lead}${redacted}` : match));
}

function isRegion(name: string, value: string): boolean {
  return name === 'region' && /^[a-z]{2}(?:-[a-z]{2,9}){1,3}-\d$/.test(value);
}
