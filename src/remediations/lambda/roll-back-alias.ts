import { CannotChange, remediation } from '#playbook';
import { metrics } from '#aws/cloudwatch';
import { functionConfiguration, functionTags } from '#aws/lambda';
import { alias } from '#aws/lambda-versions';
import { pointAlias } from '#aws/lambda-writes';
import { awsCli } from '../aws-cli.ts';
import { form, text } from '../form.ts';
import { aliasOf, foundIn, functionOf, isAsBefore, isMade, said, sharesOf, versionOf } from './alias.ts';
import { effectOnErrors } from './alias-errors.ts';
import { functionField, functionName, functionNamed, ownerOf } from './function.ts';

interface Params {
  readonly [member: string]: string;
  readonly function: string;
  readonly alias: string;
  readonly version: string;
}

const hour = 3_600_000;

export const rollBackAlias = remediation<Params>({
  id: 'lambda.roll-back-alias',
  title: 'Point an alias back to an earlier version',
  summary: 'All calls of the alias go to one published version; a canary of it ends.',
  parameters: [
    functionField,
    { name: 'alias', label: 'Alias', kind: 'text', hint: 'For instance live' },
    { name: 'version', label: 'To version', kind: 'text', hint: 'A published version that worked, for instance 41' },
  ],
  parse: (given) =>
    form({
      function: functionName(given['function']),
      alias: text(given['alias'], /^(?!\d+$)[\w-]{1,128}$/, 'Say the name of an alias.'),
      version: text(given['version'], /^\d{1,19}$/, 'Say the number of a published version.'),
    }),
  risk: () => 'medium',
  lasts: { usualMs: 4 * hour, mostMs: 7 * 24 * hour },
  ends: 'undone',
  repeats: 'sets',
  reads: [functionConfiguration, functionTags, alias, metrics],
  writes: [pointAlias],

  preview: async ({ function: named, alias: name, version }, _until, context) => {
    const { arn, name: fn } = await functionNamed(named, context);
    const [present, target, managedBy] = await Promise.all([
      aliasOf(arn, name, context),
      versionOf(arn, version, context),
      ownerOf(arn, context),
    ]);
    const canary = sharesOf(present);
    if (present.version === version && canary === null)
      throw new CannotChange(`${fn}:${name} points to version ${version} already.`);
    if (target.state !== null && !/^(Active|Inactive)$/.test(target.state))
      throw new CannotChange(
        `Version ${version} of ${fn} is ${target.state.toLowerCase()}: ${target.stateReason ?? 'it cannot run'}.`,
      );
    const field = (what: string, before: string | null, after: string | null) =>
      before === after ? [] : [{ resource: present.arn, field: what, before, after }];
    return {
      changes: [
        ...field('FunctionVersion', present.version, version),
        ...field('AdditionalVersionWeights', canary, null),
      ],
      found: { arn: present.arn, version: present.version, others: present.others, revision: present.revision },
      resources: [arn],
      call: awsCli(
        'lambda update-alias',
        {
          'function-name': fn,
          name,
          'function-version': version,
          'routing-config': 'AdditionalVersionWeights={}',
          'revision-id': present.revision,
        },
        context.place,
      ),
      undo: `${name} is pointed back to version ${present.version}${canary === null ? '' : `, with ${canary}`}; somebody is asked first.`,
      blastRadius: `All callers of ${fn}:${name} run version ${version} from their next call on.`,
      managedBy,
    };
  },

  apply: async ({ alias: name, version }, preview, { write }) => {
    const { revision } = foundIn(preview);
    await write(pointAlias, { arn: functionOf(preview), alias: name, version, others: {}, revision });
  },

  readBack: async (params, preview, context) => {
    const present = await aliasOf(functionOf(preview), params.alias, context);
    if (isMade(params.version, present))
      return { outcome: 'took-effect', says: `It points to version ${said(present)}.` };
    if (isAsBefore(preview, present))
      return { outcome: 'did-not', says: `It still points to version ${said(present)}.` };
    return { outcome: 'cannot-tell', says: `It points to version ${said(present)}: somebody else was there.` };
  },

  verify: ({ alias: name }, preview, since, context) =>
    effectOnErrors(functionOf(preview).split(':')[6] ?? '', name, since, context),

  objection: async (_params, preview) =>
    `Version ${foundIn(preview).version} is the one that was rolled back from: with it the trouble may come back.`,

  undo: async ({ alias: name }, preview, { read, write }) => {
    const { version, others } = foundIn(preview);
    const arn = functionOf(preview);
    // Whoever writes the alias between this look and the call, wins.
    const { revision } = await read(alias, { function: arn, alias: name });
    await write(pointAlias, { arn, alias: name, version, others, revision });
  },

  undone: async (params, preview, context) => {
    const present = await aliasOf(functionOf(preview), params.alias, context);
    const says = `It points to version ${said(present)}.`;
    if (isAsBefore(preview, present)) return { outcome: 'took-effect', says, othersValue: false };
    return { outcome: 'did-not', says, othersValue: !isMade(params.version, present) };
  },
});
