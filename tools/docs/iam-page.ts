import { readPolicy } from '#aws/policy';
import { callerIdentity } from '#aws/sts';
import { planOf, readsOf } from '#app';
import type { IamAction, Playbook } from '#playbook';
import { readsBesidePlaybooks } from '../../commands/iam.ts';
import { changeRoleSections } from './change-role.ts';
import { otherPurposes } from './other-purposes.ts';
import { code, generatedNote, json, table } from './page.ts';

/** `docs/iam.md`: what the roles must be allowed, and what each action is for. */
export function iamPage(playbooks: readonly Playbook[]): string {
  const all = readPolicy([callerIdentity, ...playbooks.flatMap(readsOf), ...readsBesidePlaybooks()]);
  return [
    '# IAM',
    generatedNote,
    'OpsMedic diagnoses with a role that only reads. Approved changes are made with [another](#the-change-role), which you may leave out. What may be called is two lists in the code, [`src/aws/reads.ts`](../src/aws/reads.ts) and [`src/aws/writes.ts`](../src/aws/writes.ts); a guard refuses everything else before it is sent, whatever the role allows.',
    '## The read role',
    'One role in each account. This is all it needs for every playbook there is, for what changes and handoffs look at; `YOUR-LOG-BUCKET` and `YOUR-PREFIX/` are where the load balancers write their access logs. Without access logs leave the two statements out.',
    json(all),
    'The same, with your bucket in it, or for one playbook only:',
    [
      '```sh',
      'npm run --silent opsmedic -- iam --reads --log-bucket my-alb-logs --log-prefix alb/ > opsmedic-reads.json',
      'npm run --silent opsmedic -- iam --reads --playbook alb-502',
      '```',
    ].join('\n'),
    'Describing and listing cannot be limited to single resources in most services, so `Resource` is `*` there. In China and GovCloud, ARNs begin with `arn:aws-cn` and `arn:aws-us-gov`: add `--partition aws-cn`.',
    '### Who may assume it',
    'The role that the bot runs as, and only with the external id that you choose. It keeps somebody else, whom the same bot serves too, from pointing it at your account.',
    json(trust),
    'The bot’s own role needs to be allowed this, and nothing else of AWS:',
    json(assume),
    '`opsmedic.yaml` names the role and the external id:',
    [
      '```yaml',
      'accounts:',
      "  - id: '123456789012'",
      '    name: prod',
      '    regions: [us-east-1]',
      `    readRole: ${READ_ROLE}`,
      `    externalId: ${EXTERNAL_ID}`,
      '```',
    ].join('\n'),
    'In the account that the bot runs in no second role is needed: attach the read policy to the role it runs as.',
    ...changeRoleSections(),
    '## What each action is for',
    'An action that is not allowed ends nothing: what could not be read becomes a blind spot that names the action, and the causes that needed it stay unanswered.',
    'Whatever the playbook, `sts:GetCallerIdentity` tells which account is looked at. AWS lets every identity call it.',
    ...playbooks.flatMap((playbook) => [`### ${playbook.id}`, purposes(playbook)]),
    ...otherPurposes(),
  ].join('\n\n');
}

const BOT_ROLE = 'arn:aws:iam::111111111111:role/opsmedic';
const READ_ROLE = 'arn:aws:iam::123456789012:role/opsmedic-read';
const EXTERNAL_ID = 'opsmedic-prod';

const trust = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'OpsMedic',
      Effect: 'Allow',
      Principal: { AWS: BOT_ROLE },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': EXTERNAL_ID } },
    },
  ],
};

const assume = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'AssumeReadRoles', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: READ_ROLE }],
};

function purposes(playbook: Playbook): string {
  const { search, facts, actions } = planOf(playbook);
  const uses = (action: IamAction): string => {
    const learnt = facts.filter(({ calls }) => calls.some((call) => call.action === action));
    const found = search.filter(({ calls }) => calls.some((call) => call.action === action));
    return [
      ...learnt.map(({ title }) => title),
      ...found.map(({ title }) => `finding the ${playbook.kind.title} by name, among ${title}`),
    ].join('; ');
  };
  return table(
    ['Action', 'Read for'],
    actions.map((action) => [code(action), uses(action)]),
  );
}
