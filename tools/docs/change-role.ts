import { changePolicy, trustPolicy } from '#aws/change-policy';
import type { AnyRemediation } from '#playbook';
import { remedies } from '#remediations';
import { code, json, plain, table } from './page.ts';

const BOT_ROLE = 'arn:aws:iam::111111111111:role/opsmedic';
const CHANGE_ROLE = 'arn:aws:iam::123456789012:role/opsmedic-change';
const changes = [...remedies.values()].filter((remedy) => remedy.kind === 'guarded');

/** The part of `docs/iam.md` about the role by which approved changes are made. */
export function changeRoleSections(): readonly string[] {
  const place = { partition: 'aws', account: '123456789012' };
  return [
    '## The change role',
    'Only for approved changes, and only if you want them: in an account without a `changeRole` nothing can be changed, and OpsMedic says so. The read role is refused every write, by AWS and before that by the bot itself.',
    'Each attempt assumes the role anew, for a session that AWS refuses for anything but the calls of that change on the resources that were approved, and for those after 25 seconds by AWS’s own clock. The session is used for one request and kept nowhere ([how and why](adr/0018-credentials-for-one-attempt.md)). CloudTrail shows with the call who approved (`sourceIdentity`) and, as session tags, the change, its digest, who asked and who approved.',
    json(changePolicy(changes, place)),
    'The same for your account, or for one change only; attach just those that you want to be possible:',
    [
      '```sh',
      'npm run --silent opsmedic -- iam --changes --account 123456789012 > opsmedic-changes.json',
      'npm run --silent opsmedic -- iam --changes --account 123456789012 --remedy lambda.limit-concurrency',
      '```',
    ].join('\n'),
    'Whatever else the role is given, the last two statements forbid it to sessions without an approval, and on everything tagged `opsmedic:protected=true`, as far as the service tells IAM of the tags of what is changed.',
    '### Whom it trusts',
    'The role that the bot runs as, in the name of somebody of your Slack workspace (`--team`), with the change and its digest as tags; not the read role.',
    json(trustPolicy({ principal: BOT_ROLE, team: 'T0123ABCD', externalId: null })),
    [
      '```sh',
      `npm run --silent opsmedic -- iam --changes --trust --principal ${BOT_ROLE} --team T0123ABCD`,
      '```',
    ].join('\n'),
    'The bot’s own role needs to be allowed this as well:',
    json({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'AssumeChangeRoles',
          Effect: 'Allow',
          Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
          Resource: CHANGE_ROLE,
        },
      ],
    }),
    ['```yaml', 'accounts:', "  - id: '123456789012'", '    name: prod', `    changeRole: ${CHANGE_ROLE}`, '```'].join(
      '\n',
    ),
    '### What each change needs',
    table(['Change', 'What it does', 'To write', 'To look'], changes.map(row)),
  ];
}

function row({ id, title, writes, reads }: AnyRemediation): readonly string[] {
  const actions = (calls: readonly { readonly action: string }[]) =>
    [...new Set(calls.map(({ action }) => action))].toSorted().map(code).join(', ');
  return [code(id), plain(title), actions(writes), actions(reads)];
}
