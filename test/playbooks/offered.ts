import { describe, expect, test } from 'vitest';
import type { AnyRemediation, Cause, Playbook, ReadBack } from '#playbook';
import { remedies } from '#remediations';
import type { Scenario } from '#simulation/scenario';
import { askAbout } from '../../src/evaluation/through-the-program.ts';
import type { Finding } from '../../src/engine/index.ts';
import { approved } from '../remediations/practice.ts';
import { everyPlaybook } from './every-playbook.ts';

/** What a cause must put forward in an incident that it truly explains. */
export interface Offered {
  readonly scenario: string;
  readonly cause: string;
  readonly remedy: string;
  readonly risk: 'low' | 'medium' | 'high' | null;
  /** What the judge filled in: each a part of the value, since ids differ. */
  readonly params: Readonly<Record<string, string>>;
  /** Where that is not the account's usual region. */
  readonly region?: string;
  /** What is left to the person. */
  readonly fill?: Readonly<Record<string, string>>;
}

const begin = new Date('2026-11-22T10:00:30Z');

/**
 * Each offer, with parameters that parse, of which the preview succeeds in that very incident, which can be made there
 * and is seen afterwards: all of it over the wire.
 */
export function describeOffers(playbookId: string, offers: readonly Offered[]): void {
  const tested = everyPlaybook.find(({ playbook }) => playbook.id === playbookId);
  if (!tested) throw new TypeError(`there is no playbook ${playbookId}`);
  const { playbook, scenarios } = tested;

  describe.each(offers)(
    `${playbookId}: $cause offers $remedy in $scenario`,
    ({ scenario: id, cause, remedy: remedyId, risk, params, region, fill = {} }) => {
      const scenario = scenarios.find((one) => one.id === id);
      const remedy = remedies.get(remedyId);

      test('the finding puts it forward, and it can be done there, and is seen', async () => {
        if (!scenario || !remedy) throw new TypeError(`there is no ${remedyId}, or no ${id}`);
        const { report } = await askAbout(scenario, playbook, () => begin);
        const finding = report?.findings.find((one) => one.cause === cause);
        const offered = finding?.offers.find(({ remediation }) => remediation === remedyId);
        expect(offered ?? finding ?? report?.diagnosis).toEqual({
          remediation: remedyId,
          title: remedy.title,
          risk,
          params: Object.fromEntries(
            Object.entries(params).map(([name, part]) => [name, expect.stringContaining(part)]),
          ),
          ...(region !== undefined && { region }),
        });
        const given = { ...offered?.params, ...fill };
        expect(remedy.parse(given)).toMatchObject({ ok: true });
        expect(remedy.kind === 'by-hand' ? 'printed' : await done(remedy, given, scenario, region)).toBe(
          risk === null ? 'printed' : 'took-effect',
        );
      });
    },
  );
}

/** What is seen of a change after it was approved and made. Rejects where the preview does. */
async function done(
  remedy: AnyRemediation,
  given: Readonly<Record<string, string>>,
  scenario: Scenario,
  region: string | undefined,
): Promise<ReadBack['outcome']> {
  const own = await approved(remedy, given, {
    account: scenario.account(begin),
    begin,
    ...(region !== undefined && { region }),
  });
  await own.bound.apply(await own.doing(remedy, own.resources));
  return (await own.bound.readBack(await own.look(remedy))).outcome;
}

/** What is wrong with the offers of findings, whatever the incident: undeclared, or filled in with what does not parse. */
export function unfitOffers(findings: readonly Finding[], { causes }: Playbook): readonly string[] {
  return findings.flatMap((finding) => unfitIn(finding, causes.find(({ id }) => id === finding.cause)?.remedies ?? []));
}

function unfitIn({ cause, confidence, offers }: Finding, declared: Cause['remedies']): readonly string[] {
  return offers.flatMap(({ remediation: id, params }) => {
    const remedy = remedies.get(id);
    if (!remedy || !declared.includes(remedy)) return [`${cause} offers ${id}, which it does not declare`];
    if (confidence === 'possible') return [`${cause} offers ${id} and is merely possible`];
    const parsed = remedy.parse(params);
    const known = remedy.parameters.map(({ name }) => name);
    const strange = Object.keys(params).filter((name) => !known.includes(name));
    const wrong = parsed.ok ? [] : Object.keys(parsed.wrong).filter((name) => params[name] !== undefined);
    return [...strange, ...wrong].map((name) => `${cause} offers ${id} with ${name}=${params[name]}`);
  });
}
