import { arns } from '../small-account.ts';
import type { CasesOf } from './case.ts';

export const arcZonalShift: CasesOf<'arc-zonal-shift'> = {
  GetManagedResource: {
    input: { resourceIdentifier: arns.loadBalancer },
    found: { name: 'checkout', appliedWeights: { 'euw1-az1': 0 } },
    nothing: { name: 'ResourceNotFoundException' },
  },
  ListZonalShifts: {
    input: { status: 'ACTIVE' },
    found: { items: [{ awayFrom: 'euw1-az1' }] },
    nothing: { items: [] },
  },
};
