import { createHash } from 'node:crypto';
import type { Account } from '../../src/simulation/account.ts';
import { checkAccount } from '../../src/simulation/check-account.ts';
import type { Scenario } from '../../src/simulation/scenario.ts';
import type { LoadService } from '../../src/simulation/services.ts';
import { byMinute, contradictions } from './account-gaps.ts';

/**
 * What is wrong with a scenario's world, as sentences: contradictions, chance, shapes that AWS does not have, a truth
 * that it does not show. `symptom` is what its playbook is about: only of 5xx it is known how they must show.
 */
export async function worldProblems(
  scenario: Scenario,
  symptom: '5xx' | 'other',
  now: Date,
  load: LoadService,
): Promise<readonly string[]> {
  const account = scenario.account(now);
  const { resource, quotes } = scenario.truth;
  return [
    ...contradictions(account),
    // One scenario is about values that no SDK has heard of.
    ...(scenario.id === 'odd-data/unknown-values' ? [] : await checkAccount(account, load)),
    ...(fingerprint(scenario.account(now)) === fingerprint(account) ? [] : ['it is another world each time']),
    ...[resource, quotes].flatMap((text) =>
      text === undefined || has(account, text) ? [] : [`${text} stands nowhere`],
    ),
    ...(symptom === '5xx' ? symptoms(scenario, account, now) : []),
  ];
}

function symptoms({ id, ask, truth }: Scenario, account: Account, now: Date): readonly string[] {
  const wanted = ask.startsWith('arn:') ? ask.split('/')[2] : ask;
  const { loadBalancers = [] } = account.elbv2 ?? {};
  const balancer = loadBalancers.find(({ LoadBalancerName }) => LoadBalancerName === wanted) ?? loadBalancers[0];
  const path = balancer?.LoadBalancerArn?.split(':loadbalancer/')[1];
  if (path === undefined) return truth.rootCause === null ? [] : ['there is no load balancer'];
  const errors = errorsByMinute(account, path);
  const seen = sum(errors, now, 60);
  const requests = sum(byMinute(account, 'RequestCount', { LoadBalancer: path }), now, 60);
  return [
    ...(truth.kind === 'not-happening' && seen > 0.002 * requests ? [`${seen} errors, and it is not happening`] : []),
    ...(truth.kind !== 'not-happening' && truth.kind !== 'blind' && seen < 6 ? [`${seen} errors, and it happens`] : []),
    ...(truth.recovered && sum(errors, now, 5) > 0 ? ['it has recovered and goes on'] : []),
    // The lines of some scenarios are not to be trusted, on purpose.
    ...(id === 'odd-data/hostile-lines' ? [] : logGaps(account, path, errors, now)),
  ];
}

/** All but the bodies of log files, which are made when they are asked for; of these the newest one. */
function fingerprint(account: Account): string {
  const hash = createHash('sha256').update(JSON.stringify(account));
  for (const objects of Object.values(account.s3 ?? {})) hash.update(textOf(objects.at(-1)));
  return hash.digest('hex');
}

type LogFile = NonNullable<Account['s3']>[string][number];

function textOf(file: LogFile | undefined): string {
  const body = typeof file?.body === 'function' ? file.body() : file?.body;
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  return typeof body === 'string' ? body : '';
}

function has(account: Account, text: string): boolean {
  if (JSON.stringify(account).includes(text)) return true;
  return Object.values(account.s3 ?? {}).some((files) => files.slice(-6).some((file) => textOf(file).includes(text)));
}

function errorsByMinute(account: Account, path: string): ReadonlyMap<number, number> {
  const all = new Map<number, number>();
  for (const metric of ['HTTPCode_ELB_5XX_Count', 'HTTPCode_Target_5XX_Count'])
    for (const [minute, value] of byMinute(account, metric, { LoadBalancer: path }))
      all.set(minute, (all.get(minute) ?? 0) + value);
  return all;
}

/** Sum over the last so many minutes. */
function sum(values: ReadonlyMap<number, number>, now: Date, minutes: number): number {
  const from = now.getTime() - minutes * 60_000;
  return [...values].filter(([minute]) => minute >= from).reduce((all, [, value]) => all + value, 0);
}

/** Minutes in which the delivered log files and the metrics count different numbers of 5xx. */
function logGaps(account: Account, path: string, errors: ReadonlyMap<number, number>, now: Date): readonly string[] {
  const id = path.replaceAll('/', '.');
  const from = now.getTime() - 40 * 60_000;
  const files = Object.values(account.s3 ?? {}).flatMap((objects) =>
    objects.filter(({ key, lastModified }) => key.includes(`_${id}_`) && lastModified.getTime() >= from),
  );
  const counted = new Map<number, number>();
  const minutes = new Set<number>();
  for (const line of files.flatMap((file) => textOf(file).split('\n'))) {
    const [, time, elb, , , , , , status] = line.split(' ', 9);
    if (time === undefined || elb !== path) continue;
    const minute = Math.floor(Date.parse(time) / 60_000) * 60_000;
    minutes.add(minute);
    if (status?.startsWith('5')) counted.set(minute, (counted.get(minute) ?? 0) + 1);
  }
  return [...minutes]
    .filter((minute) => minute >= from && (counted.get(minute) ?? 0) !== (errors.get(minute) ?? 0))
    .map(
      (minute) =>
        `${new Date(minute).toISOString()}: ${counted.get(minute) ?? 0} in the log, ${errors.get(minute) ?? 0} in the metrics`,
    );
}
