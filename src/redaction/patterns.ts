/** What stands in the place of a secret. */
export const redacted = '[redacted]';

/**
 * Secrets that are known by their looks. Each pattern takes time linear in the text: it begins at a literal or at a word's
 * beginning, and what repeats is bounded or cannot match in two ways.
 */
export interface Pattern {
  /** What it finds. */
  readonly kind: string;
  readonly find: RegExp;
  /** What stands instead; `$1` and so on as in `String.replace`. */
  readonly instead: string;
  /** Says no to what only looks like one. */
  readonly unless?: (match: string) => boolean;
}

/** Comes before everything else: a key has many words, of which a name only covers the first. */
export const privateKeys: readonly Pattern[] = [
  {
    kind: 'private key',
    find: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
    instead: redacted,
  },
];

export const patterns: readonly Pattern[] = [
  {
    kind: 'AWS access key id',
    find: /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/g,
    instead: redacted,
  },
  {
    kind: 'AWS session token',
    find: /(?<![A-Za-z0-9+/])(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz|FQoDYXdz|AQoDYXdz)[A-Za-z0-9+/=_%-]{16,}/g,
    instead: redacted,
  },
  {
    kind: 'AWS secret access key',
    find: /(?<![A-Za-z0-9/+=_.:-])[A-Za-z0-9+][A-Za-z0-9/+]{39}(?![A-Za-z0-9/+=_.-])/g,
    instead: redacted,
    unless: (match) => !looksRandom(match),
  },
  {
    kind: 'JSON web token',
    find: /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]{0,}){0,3}/g,
    instead: redacted,
  },
  {
    kind: 'Slack token',
    find: /(?<![A-Za-z0-9])(?:xox[a-z](?:\.xox[a-z])?|xapp)-[A-Za-z0-9-]{8,}/g,
    instead: redacted,
  },
  {
    kind: 'Slack address that whoever knows it may post to',
    find: /(https:\/\/hooks\.slack(?:-gov)?\.com\/[a-z]{1,20}\/)[\w/%-]{8,}/g,
    instead: `$1${redacted}`,
  },
  {
    kind: 'GitHub token',
    find: /(?<![A-Za-z0-9])(?:gh[opusr]_[A-Za-z0-9]{20,}|github_pat_\w{20,})/g,
    instead: redacted,
  },
  { kind: 'GitLab token', find: /(?<![A-Za-z0-9])gl(?:pat|ptt|dt|rt|cbt|soat)-[\w-]{16,}/g, instead: redacted },
  { kind: 'npm token', find: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{30,}/g, instead: redacted },
  { kind: 'PyPI token', find: /(?<![A-Za-z0-9])pypi-[\w-]{30,}/g, instead: redacted },
  {
    kind: 'Stripe key',
    find: /(?<![A-Za-z0-9])(?:[srp]k_(?:live|test)_|whsec_)[A-Za-z0-9+/=]{10,}/g,
    instead: redacted,
  },
  {
    kind: 'OpenAI or Anthropic key',
    find: /(?<![A-Za-z0-9-])sk-(?:[a-z0-9]{2,12}-){0,3}[\w-]{20,}/g,
    instead: redacted,
    unless: (match) => !/\d/.test(match),
  },
  { kind: 'Google API key', find: /(?<![A-Za-z0-9])AIza[\w-]{35}/g, instead: redacted },
  { kind: 'Google OAuth token', find: /(?<![A-Za-z0-9])(?:ya29\.[\w-]{20,}|GOCSPX-[\w-]{20,})/g, instead: redacted },
  { kind: 'SendGrid key', find: /(?<![A-Za-z0-9])SG\.[\w-]{16,32}\.[\w-]{30,}/g, instead: redacted },
  { kind: 'Twilio key', find: /(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![A-Za-z0-9])/g, instead: redacted },
  {
    kind: 'other token with a prefix',
    find: /(?<![A-Za-z0-9])(?:dop_v1_|shp(?:at|ca|pa|ss)_|hvs\.|lin_api_|sntrys_|glsa_|PMAK-)[\w-]{24,}/g,
    instead: redacted,
  },
  { kind: 'password hash', find: /\$(?:2[abxy]|argon2(?:id|i|d)|6|5|y)\$[\w./,=+$-]{20,}/g, instead: redacted },
  {
    kind: 'bearer or basic credential',
    find: /(?<![A-Za-z0-9])(Bearer|Basic)([ \t]{1,4})[\w.~+/-]{8,}={0,2}/gi,
    instead: `$1$2${redacted}`,
    unless: (match) => match.length < 30 && !/[\d=]|[a-z][A-Z]/.test(match.slice(6)),
  },
  {
    // The password may contain slashes and at signs, but `host:8080/…@` is a port and a path.
    kind: 'password in a URL',
    find: /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"'<>]{0,128}:)(?!\d{1,5}[/?#])[^\s?#"'<>]{1,512}@/gi,
    instead: `$1${redacted}@`,
  },
  {
    kind: 'user of a URL that is a token',
    find: /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{1,20}:\/\/)[\w.~%-]{16,256}@/gi,
    instead: `$1${redacted}@`,
    unless: (match) => !/\d/.test(match),
  },
  {
    kind: 'card number',
    find: /(?<![\w.-])(?:\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}|\d{4}([ -])\d{6}\2\d{5}|\d{13,19})(?![\w-]|\.\d)/g,
    instead: redacted,
    unless: (match) => !isCard(match),
  },
];

/** Upper and lower case, digits here and there, and many different ones: not a path, a name or a hexadecimal digest. */
function looksRandom(text: string): boolean {
  const runsOfDigits = text.match(/\d+/g)?.length ?? 0;
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && runsOfDigits >= 3 && new Set(text).size >= 20;
}

/** Prefix and length of an issuer, and the check digit (Luhn). */
function isCard(text: string): boolean {
  const digits = text.replace(/[ -]/g, '');
  if (
    !/^(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|35\d{14}|6(?:011|5\d\d|4[4-9]\d)\d{12}|62\d{14,17})$/.test(
      digits,
    )
  ) {
    return false;
  }
  const sum = digits
    .split('')
    .toReversed()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}

/** Replaces what a list of patterns finds. */
export function replaceAll(text: string, list: readonly Pattern[]): string {
  return list.reduce(
    (current, { find, instead, unless }) =>
      current.replace(find, (match: string, ...groups: unknown[]) => {
        if (unless?.(match) === true) return match;
        return instead.replace(/\$(\d)/g, (_, number: string) => {
          const group = groups[Number(number) - 1];
          return typeof group === 'string' ? group : '';
        });
      }),
    text,
  );
}
