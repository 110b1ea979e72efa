const production: ReadonlySet<string> = new Set(['prod', 'prd', 'production', 'live']);

/** Whether the value of an account's `env` tag means production, however it is spelt. */
export function isProduction(env: string): boolean {
  return production.has(env.toLowerCase().replaceAll(/[^a-z]/gu, ''));
}
