import type { CasesOf } from './case.ts';

export const cloudfront: CasesOf<'cloudfront'> = {};
