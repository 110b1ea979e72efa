import { events } from '#aws/cloudtrail';
import type { Lookup, TrailEvent } from '#aws/cloudtrail';
import { callText, changeOf, isChange, plainName } from '#facts/changes';
import { redactText } from '#redaction';
import type { Looked } from './alarms-part.ts';
import { ofTrailEvent } from './evidence.ts';
import type { SeenChange, Unseen } from './handoff.ts';
import type { Gathered } from './source.ts';

const deployments =
  /^(UpdateService|CreateDeployment|StartDeployment|RegisterTaskDefinition|UpdateFunctionCode|PublishVersion|UpdateAlias|StartRolling.*|ExecuteChangeSet|UpdateStack|CreateStack|StartPipelineExecution|ModifyRule|UpdateWebACL)$/u;
/** Looked for by name where the window holds more events than are read: a call for each, two a second. */
const names = ['UpdateService', 'UpdateFunctionCode20150331v2', 'ExecuteChangeSet', 'ModifyRule', 'UpdateWebACL'];
const mostPages = 3;
/** Names of sessions that make our own changes begin with it: those are told by the ledger. */
const ours = /^opsmedic-/u;

/** What people and pipelines did to one account and region, deployments first and then the newest. */
export async function seenIn(
  { place, read }: Looked,
  { from, to }: { readonly from: Date; readonly to: Date },
  signal: AbortSignal,
): Promise<Gathered<SeenChange>> {
  const lookUp = async (lookup: Lookup, pages: number) =>
    (await read(events, { lookup, from, to, maxPages: pages }, signal)).value;
  const all = await lookUp({ ReadOnly: 'false' }, mostPages);
  const named = all.cut ? await Promise.all(names.map((EventName) => lookUp({ EventName }, 1))) : [];
  const found = new Map([all, ...named].flatMap((one) => one.events).map((event) => [event.id, event]));
  const account = place.account ?? 'unknown';
  const worth = [...found.values()].filter(isWorthKnowing).toSorted((a, b) => b.at.getTime() - a.at.getTime());
  const groups = Map.groupBy(worth, (event) => `${callText(event)} ${event.user}`);
  const seen = [...groups.values()].flatMap((same): SeenChange[] => {
    const [last] = same;
    if (!last) return [];
    return [
      {
        key: `seen:${account}:${place.region}:${callText(last)}`,
        evidence: ofTrailEvent(last.id, place.region, place.partition),
        carried: 0,
        account,
        region: place.region,
        at: last.at.toISOString(),
        who: last.user,
        what: redactText(callText(last)),
        times: same.length,
        deployment: isDeployment(last),
      },
    ];
  });
  const unseen: Unseen = {
    source: 'CloudTrail',
    where: `${account} ${place.region}`,
    says: `There is more than was read: the newest ${all.events.length} events, and of the time before only ${names.map(plainName).join(', ')}.`,
  };
  return {
    found: seen.toSorted((a, b) => Number(b.deployment) - Number(a.deployment)),
    unseen: all.cut ? [unseen] : [],
  };
}

function isWorthKnowing(event: TrailEvent): boolean {
  if (!isChange(event) || event.errorCode !== null || ours.test(event.user ?? '')) return false;
  // What AWS does of its own accord is no news, unless it deploys.
  const byAws = event.user?.endsWith('.amazonaws.com') ?? false;
  return !changeOf(event).scales && (!byAws || isDeployment(event));
}

function isDeployment({ name }: TrailEvent): boolean {
  return deployments.test(plainName(name));
}
