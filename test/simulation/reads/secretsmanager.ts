import type { CasesOf } from './case.ts';

export const secretsmanager: CasesOf<'secretsmanager'> = {};
