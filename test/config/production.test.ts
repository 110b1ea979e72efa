import { expect, test } from 'vitest';
import { isProduction } from '../../src/config/production.ts';

test.each(['prod', 'PRD', 'Production', 'live', 'prod2', 'prod-eu', 'eu_prod', 'us east prod 1'])(
  '“%s” means production',
  (env) => expect(isProduction(env)).toBe(true),
);

test.each(['staging', 'dev', 'nonprod', 'non-prod', 'pre-prod', 'preproduction', 'not production', 'delivery', ''])(
  '“%s” does not mean production',
  (env) => expect(isProduction(env)).toBe(false),
);
