/** How environments are spelt, by the spelling that stands for them all. Only true synonyms share a line. */
const spellings = {
  production: ['prod', 'prd', 'production'],
  preproduction: ['preprod', 'preprd', 'preproduction', 'ppd'],
  nonproduction: ['nonprod', 'nonprd', 'nonproduction'],
  staging: ['stg', 'stag', 'stage', 'staging'],
  uat: ['uat'],
  qa: ['qa'],
  test: ['test', 'tst', 'testing'],
  development: ['dev', 'develop', 'development'],
  sandbox: ['sandbox', 'sbx'],
  demo: ['demo'],
  preview: ['preview'],
};

const environments: ReadonlyMap<string, string> = new Map(
  Object.entries(spellings).flatMap(([name, spelt]) => spelt.map((word) => [word, name] as const)),
);

/** What turns `prod` into something else when it stands before it: `pre-prod`, `non-prod`. */
const prefixes: ReadonlySet<string> = new Set(['pre', 'non']);

/** Long enough that a word which begins or ends with them does so on purpose: `checkoutprod`, `stagingapi`. */
const glued =
  /^(?:preprod|nonprod|production|prod(?![iu])|staging|stg)|(?:preprod|nonprod|production|prod|staging|stg)$/u;

/** A name as words: lower case, split at punctuation and camelCase, environments spelt in one way. */
export function tokens(name: string): readonly string[] {
  const raw = name
    .replaceAll(/([a-z0-9])([A-Z])/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((token) => token !== '');
  return raw.flatMap((token, index) => {
    if (prefixes.has(token) && named(raw[index + 1] ?? '') === 'production') return [];
    const [word = '', number = ''] = numbered(token);
    const environment = environments.get(word);
    if (environment === undefined) return [token];
    const before = raw[index - 1] ?? '';
    return [`${environment === 'production' && prefixes.has(before) ? before : ''}${environment}${number}`];
  });
}

/** The environments a name says it belongs to; usually none or one. */
export function environmentsOf(name: string): ReadonlySet<string> {
  return new Set(tokens(name).flatMap((token) => named(token) ?? []));
}

/** A name without the words that only say where it runs. */
export function withoutEnvironments(name: string): string {
  return tokens(name)
    .filter((token) => named(token) === undefined)
    .join('-');
}

function named(token: string): string | undefined {
  const [word = ''] = numbered(token);
  return environments.get(word) ?? environments.get(glued.exec(word)?.[0] ?? '');
}

/** `prod2` is production, though not the same one as `prod1`. */
function numbered(token: string): readonly string[] {
  const word = token.replace(/\d+$/u, '');
  return [word, token.slice(word.length)];
}
