import type * as sdk from '../../arc-zonal-shift/index.ts';
import type { ZonalShiftSummary } from '../../arc-zonal-shift/index.ts';
import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Answers } from './answers.ts';
import { page } from './page.ts';

export const arcZonalShift: Answers<typeof sdk> = {
  ListZonalShifts(account, { status, resourceIdentifier: of, maxResults, nextToken }, { now }) {
    const wanted = (account['arc-zonal-shift']?.shifts ?? [])
      .map((shift) => asOf(shift, now))
      .filter((shift) => (status === undefined || shift.status === status) && (!of || shift.resourceIdentifier === of));
    const { items, next } = page(account, wanted, {
      token: nextToken,
      asked: maxResults,
      usual: 100,
      badToken: () => new AwsError('ValidationException', 'The token is not valid.'),
    });
    return { items, nextToken: next };
  },

  GetManagedResource(account, { resourceIdentifier: arn = '' }, { now }) {
    const balancer = shiftable(account, arn);
    const active = (account['arc-zonal-shift']?.shifts ?? [])
      .map((shift) => asOf(shift, now))
      .filter((shift) => shift.status === 'ACTIVE' && shift.resourceIdentifier === arn);
    const zones = zonesOf(account, arn);
    return {
      arn,
      name: balancer.LoadBalancerName,
      appliedWeights: Object.fromEntries(
        zones.map((zone) => [zone, active.some(({ awayFrom }) => awayFrom === zone) ? 0 : 1]),
      ),
      zonalShifts: active.map(({ status: _status, ...shift }) => ({ ...shift, appliedStatus: 'APPLIED' })),
      autoshifts: [],
      zonalAutoshiftStatus: 'DISABLED',
    };
  },
};

/** A shift as it stands: it ends by itself. */
export function asOf(shift: ZonalShiftSummary, now: Date): ZonalShiftSummary {
  const over = shift.status === 'ACTIVE' && (shift.expiryTime ?? now) <= now;
  return over ? { ...shift, status: 'EXPIRED' } : shift;
}

/** A load balancer for which zonal shift was enabled. */
export function shiftable(account: Account, arn: string) {
  const found = account.elbv2?.loadBalancers.find((each) => each.LoadBalancerArn === arn);
  if (!found || account.elbv2?.attributes?.[arn]?.['zonal_shift.config.enabled'] !== 'true') {
    throw new AwsError('ResourceNotFoundException', `The resource ${arn} is not a managed resource.`);
  }
  return found;
}

/** Ids of the zones of a load balancer. */
export function zonesOf(account: Account, arn: string): readonly string[] {
  const found = account.elbv2?.loadBalancers.find((each) => each.LoadBalancerArn === arn);
  return (found?.AvailabilityZones ?? []).flatMap(
    ({ SubnetId }) => account.ec2?.subnets?.find((subnet) => subnet.SubnetId === SubnetId)?.AvailabilityZoneId ?? [],
  );
}
