const production: ReadonlySet<string> = new Set(['prod', 'prd', 'production', 'live']);
const notYet: ReadonlySet<string> = new Set(['non', 'not', 'no', 'pre']);

/** Whether the value of an account's `env` tag means production, however it is spelt: `PRD`, `prod-eu`, `eu_prod_2`. */
export function isProduction(env: string): boolean {
  const words = env
    .toLowerCase()
    .split(/[^a-z]+/u)
    .filter(Boolean);
  const whole = words.join('');
  return (
    production.has(whole) || (words.some((word) => production.has(word)) && !words.some((word) => notYet.has(word)))
  );
}
