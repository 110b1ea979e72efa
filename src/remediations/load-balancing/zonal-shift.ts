import { CannotChange, remediation } from '#playbook';
import type { AnyRemediation, ChangeContext, LookContext, Preview } from '#playbook';
import { metrics } from '#aws/cloudwatch';
import { zonesOfSubnets } from '#aws/ec2-zones';
import type { SubnetZone } from '#aws/ec2-zones';
import { loadBalancerAttributes, loadBalancers, targetGroups, targetHealth } from '#aws/elbv2';
import type { LoadBalancer } from '#aws/elbv2';
import { balancingTags } from '#aws/elbv2-tags';
import { cancelZonalShift, prolongZonalShift, shiftableResource, startZonalShift, zonalShifts } from '#aws/zonal-shift';
import type { ZonalShift } from '#aws/zonal-shift';
import { clock, list, minutesBetween } from '#facts/words';
import { awsCli } from '../aws-cli.ts';
import { compared } from '../compare.ts';
import { form, text } from '../form.ts';
import { textFound } from '../found.ts';
import { existing } from '../here.ts';
import { ownersOf } from '../managed-by.ts';
import { balancerField, balancerName, balancerOf, errorsOf, nameOf } from './balancer.ts';

interface Params {
  readonly [member: string]: string;
  readonly loadBalancer: string;
  /** Name or id of the zone. */
  readonly zone: string;
}

const hour = 3_600_000;
/** Three days: StartZonalShift, ARC zonal shift API reference. */
const mostMinutes = 3 * 24 * 60;

/**
 * Moves requests away from a zone. AWS ends it at the time that it is told, and lets nobody begin a second one beside it.
 */
export const zonalShift = remediation<Params>({
  id: 'alb.zonal-shift',
  title: 'Move requests away from one availability zone',
  summary: 'For a zone that fails while the others work. AWS itself ends it.',
  parameters: [
    balancerField,
    { name: 'zone', label: 'Zone to leave', kind: 'text', hint: 'Name or id: eu-west-1a or euw1-az1' },
  ],
  parse: (given) =>
    form({
      loadBalancer: balancerName(given['loadBalancer']),
      zone: text(given['zone'], /^[a-z][\da-z-]{3,40}$/, 'Say a zone, such as eu-west-1a or euw1-az1.'),
    }),
  risk: () => 'medium',
  lasts: { usualMs: hour, mostMs: 72 * hour },
  ends: 'by-itself',
  repeats: 'sets',
  reads: [
    loadBalancers,
    loadBalancerAttributes,
    zonesOfSubnets,
    shiftableResource,
    zonalShifts,
    targetGroups,
    targetHealth,
    balancingTags,
    metrics,
  ],
  writes: [startZonalShift, prolongZonalShift, cancelZonalShift],
  writesTo: { apply: [startZonalShift], extend: [prolongZonalShift], undo: [cancelZonalShift] },

  preview: async ({ loadBalancer, zone: named }, until, context) => {
    const { read, place, now } = context;
    const balancer = await balancerOf(loadBalancer, context);
    const { arn, name } = balancer;
    const [attributes, zones, managedBy] = await Promise.all([
      read(loadBalancerAttributes, { loadBalancer: arn }),
      read(zonesOfSubnets, { subnets: balancer.zones.map(({ subnet }) => subnet) }),
      ownersOf([read(balancingTags, { arn })]),
    ]);
    if (attributes.zonalShiftEnabled !== true)
      throw new CannotChange(`Zonal shift is not enabled for ${name}: attribute zonal_shift.config.enabled.`);
    const zone = zones.find((one) => one.name === named || one.id === named);
    if (!zone)
      throw new CannotChange(
        `${name} is not in ${named}, but in ${list(
          zones.map((one) => one.name),
          6,
        )}.`,
      );
    if (zones.length < 2) throw new CannotChange(`${name} has no other zone.`);
    await refuseSecond(balancer, context);
    const capacity = await capacityBeside(balancer, zone, context);
    const minutes = minutesUntil(until, now);
    return {
      changes: [{ resource: arn, field: `Requests to ${zone.name} (${zone.id})`, before: 'on', after: 'off' }],
      found: { arn, zone: zone.id, zones: zones.map(({ id }) => id).toSorted() },
      resources: [arn],
      call: awsCli(
        'arc-zonal-shift start-zonal-shift',
        { 'resource-identifier': arn, 'away-from': zone.id, 'expires-in': `${minutes}m`, comment: 'opsmedic CHANGE' },
        place,
      ),
      undo: `The shift is cancelled; left alone it ends by itself. Then ${zone.name} gets requests again.`,
      blastRadius: `No requests of ${name} reach ${zone.name}: ${capacity} Names in DNS change within a minute or so.`,
      managedBy,
    };
  },

  apply: async (_params, preview, { write, until, now, change }) => {
    const [arn, awayFrom] = [textFound(preview, 'arn'), textFound(preview, 'zone')];
    await write(startZonalShift, { arn, awayFrom, minutes: minutesUntil(until, now), comment: commentOf(change) });
  },

  extend: async (_params, preview, { write, until, ...context }) => {
    const shift = await ownShift(preview, context);
    if (shift === null) throw new CannotChange('The shift has ended already.');
    const minutes = minutesUntil(until, context.now);
    await write(prolongZonalShift, { arn: shift.resource, shift: shift.id, minutes });
  },

  readBack: async (_params, preview, context) => {
    const shifts = await context.read(zonalShifts, { resource: textFound(preview, 'arn'), ended: true });
    const shift = shifts.find(({ comment }) => comment === commentOf(context.change));
    if (!shift) return { outcome: 'did-not', says: 'There is no shift of ours.' };
    const says = shift.active ? said(shift) : `Requests were kept away from ${shift.awayFrom}, and that has ended.`;
    return { outcome: 'took-effect', says };
  },

  verify: (_params, preview, since, context) =>
    compared({ what: '5xx', ...errorsOf(textFound(preview, 'arn')) }, since, context),

  undo: async (_params, preview, { write, ...context }) => {
    const shift = await ownShift(preview, context);
    if (shift === null) throw new CannotChange('The shift has ended already.');
    await write(cancelZonalShift, { arn: shift.resource, shift: shift.id });
  },

  undone: async (_params, preview, context) => {
    const shift = await ownShift(preview, context);
    return shift === null
      ? { outcome: 'took-effect', says: 'The shift has ended.', othersValue: false }
      : { outcome: 'did-not', says: said(shift), othersValue: false };
  },
});

type Until = Parameters<NonNullable<AnyRemediation['extend']>>[2]['until'];

/** AWS counts from when it gets the call, in whole minutes. */
function minutesUntil(until: Until, now: Date): number {
  return Math.min(Math.max(Math.ceil(minutesBetween(now, until)), 1), mostMinutes);
}

/** By its comment the shift is known for ours; AWS gives it an id of its own. */
function commentOf(change: string): string {
  return `opsmedic ${change}`;
}

async function ownShift(preview: Preview, { read, change }: ChangeContext): Promise<ZonalShift | null> {
  const shifts = await read(zonalShifts, { resource: textFound(preview, 'arn') });
  return shifts.find(({ comment }) => comment === commentOf(change)) ?? null;
}

function said({ awayFrom, expiresAt }: ZonalShift): string {
  return `Requests stay away from ${awayFrom}${expiresAt === null ? '' : ` until ${clock(expiresAt)}`}.`;
}

/** Throws `CannotChange` where requests are kept away from a zone already: AWS allows one shift at a time. */
async function refuseSecond({ arn, name }: LoadBalancer, { read, place }: LookContext): Promise<void> {
  const [{ zones, autoshifted }, shifts] = await Promise.all([
    existing(read(shiftableResource, { arn }), `${name} among the resources of zonal shift`, place),
    read(zonalShifts, { resource: arn }),
  ]);
  const [shift] = shifts;
  if (shift) throw new CannotChange(`${name} has a shift already. ${said(shift)}`);
  const off = [...new Set([...autoshifted, ...Object.keys(zones).filter((zone) => zones[zone] === false)])];
  if (off.length > 0) throw new CannotChange(`AWS itself keeps requests of ${name} away from ${list(off)}.`);
}

/** What is left without the zone, in words. Throws `CannotChange` where a group has healthy targets there alone. */
async function capacityBeside({ arn }: LoadBalancer, zone: SubnetZone, { read }: LookContext): Promise<string> {
  const groups = (await read(targetGroups, { loadBalancer: arn })).filter(({ targetType }) => targetType !== 'lambda');
  const left = await Promise.all(
    groups.map(async (group) => {
      const targets = await read(targetHealth, { targetGroup: group.arn });
      const healthy = targets.filter(({ state }) => state === 'healthy');
      const beside = healthy.filter((target) => target.zone !== zone.name);
      if (healthy.length > 0 && beside.length === 0)
        throw new CannotChange(`All healthy targets of ${nameOf(group.arn)} are in ${zone.name}.`);
      return healthy.length === 0
        ? []
        : [`${beside.length} of ${healthy.length} healthy targets of ${nameOf(group.arn)}`];
    }),
  );
  return left.flat().length === 0 ? 'the other zones take them all.' : `${list(left.flat(), 4)} take them all.`;
}
