import { cause, maybe, offer } from '#playbook';
import { parameterName, parameters, parametersIn, secretId, secrets, secretsIn } from '#facts/ecs/credentials';
import { episode } from '#facts/ecs/episode';
import { isCutSetUp } from '#facts/ecs/failures';
import type { Failure } from '#facts/ecs/failures';
import { definitions } from '#facts/ecs/own-tasks';
import { release, releaseText } from '#facts/ecs/release';
import { called, target } from '#facts/ecs/target';
import { clock, list } from '#facts/words';
import { restoreSecret } from '#remediations/aurora/by-hand';
import { bearing, having, none, told } from '../reading.ts';
import { afterStart } from './images.ts';
import { said } from './said.ts';

const isCutAboutSecret = (failure: Failure) => isCutSetUp(failure) && /secret/i.test(failure.text);

const jsonKey = ({ text }: Failure) => /did not contain json key ([^\s,;]+?)[.,;]?(?:\s|$)/i.exec(text)?.[1] ?? null;

export const secretJsonKeyMissing = said({
  id: 'secret-json-key-missing',
  title: 'The secret does not have the key that the task asks for',
  recognised: '“did not contain json key …”: the secret could be read, so it is not a matter of permissions.',
  fix: 'Add the key to the secret, or correct the end of valueFrom (…:key::) in the task definition.',
  layer: 'config',
  leadsTo: afterStart,
  ofRevision: true,
  is: ({ sign }) => sign === 'json-key',
  what: 'a key of a secret is missing',
  says: ([first], target) =>
    `The secret${secretsIn(first.text)[0] ? ` ${secretsIn(first.text)[0]}` : ''} has no key ${jsonKey(first) ?? 'of that name'}, which ${called(target)} needs to start.`,
  resources: ([first], definition) => {
    const key = jsonKey(first);
    const named = (definition?.containers ?? [])
      .flatMap((one) => one.secrets.map(({ from }) => from))
      .filter((from) => key !== null && from.split(':')[7] === key);
    return [...secretsIn(first.text), ...named.flatMap((from) => secretId(from) ?? []), key];
  },
});

export const ssmParameterMissing = cause({
  id: 'ssm-parameter-missing',
  title: 'A parameter of the task does not exist',
  recognised: '“invalid parameters: …”, and Parameter Store has none of that name in this region.',
  fix: 'Create the parameter, or correct its name or region in the task definition.',
  layer: 'config',
  leadsTo: afterStart,
  from: { episode, target, parameters: maybe(parameters), release: maybe(release) },
  judge: ({ episode, target, parameters, release }, say) => {
    const own = having(episode, 'parameter-missing');
    if (own.length === 0) return none(episode, say, 'no parameter is missing');
    const named = [...new Set(own.flatMap(({ text }) => parametersIn(text)))];
    const there = parameters.known ? parameters.value.there : [];
    const gone = named.filter((name) => !there.includes(parameterName(name)));
    const evidence = {
      episode: told(own, target, 'parameters are invalid'),
      parameters: !parameters.known
        ? undefined
        : gone.length > 0
          ? `Parameter Store has no ${list(gone)}`
          : `Parameter Store has ${list(named)} now`,
      release: release.known ? releaseText(release.value) : undefined,
    };
    const given = bearing(own, episode, target, { resources: gone.length > 0 ? gone : named });
    const says = `${called(target)} asks for ${list(named.length > 0 ? named : ['a parameter'])}, which ${named.length > 1 ? 'do' : 'does'} not exist.`;
    if (named.length === 0) return say.likely(says, evidence, given);
    if (parameters.known && gone.length > 0) return say.confirmed(says, evidence, given);
    return say.likely(says, evidence, given);
  },
});

export const secretNotFound = cause({
  id: 'secret-not-found',
  title: 'A secret of the task does not exist',
  recognised:
    'Secrets Manager answers that it cannot find the secret (or a value in it), and has none of that name. Hints in other errors that mention missing secrets do not count.',
  fix: 'Correct the ARN in the task definition (with the six characters at its end, where a key follows), or create the secret.',
  layer: 'config',
  leadsTo: afterStart,
  from: { episode, target, secrets: maybe(secrets), definitions: maybe(definitions), release: maybe(release) },
  judge: ({ episode, target, secrets, definitions, release }, say) => {
    const saidSo = having(episode, 'secret-not-found');
    const own = saidSo.length > 0 ? saidSo : episode.failures.filter(isCutAboutSecret);
    const [first] = own;
    if (!first) return none(episode, say, 'no secret was missing');
    const named = [...new Set(own.flatMap(({ text }) => secretsIn(text)))];
    const known = secrets.known ? secrets.value : {};
    const used =
      (first.stop && definitions.known && definitions.value[first.stop.task.taskDefinition]?.containers) || [];
    const wanted =
      named.length > 0 ? named : used.flatMap((one) => one.secrets.flatMap(({ from }) => secretId(from) ?? []));
    const gone = wanted.filter((id) => id in known && known[id] === null);
    const empty = wanted.filter((id) => known[id] && !known[id].stages.includes('AWSCURRENT'));
    const blamed = gone.length > 0 ? gone : empty.length > 0 ? empty : named;
    const evidence = {
      episode: told(own, target, 'a secret was not found'),
      secrets:
        gone.length > 0
          ? `Secrets Manager has no ${list(gone)}`
          : empty.length > 0
            ? `${list(empty)} exists and has no value yet (no AWSCURRENT)`
            : undefined,
      release: release.known ? releaseText(release.value) : undefined,
    };
    const given = bearing(own, episode, target, { resources: blamed });
    const missing = empty.length > 0 && gone.length === 0 ? 'has no value' : 'does not exist';
    const says = `The secret ${blamed[0] ?? 'that the task definition names'} ${missing}, and ${called(target)} needs it to start.`;
    if (saidSo.length === 0 && gone.length + empty.length === 0)
      return secrets.known ? say.ruledOut({ secrets: 'the secrets of the task exist' }) : say.unanswered(secrets.blind);
    if (saidSo.length === 0) return say.likely(says, evidence, given);
    const sure = gone.length > 0 || empty.length > 0 || /specified secret value for staging label/i.test(first.text);
    return sure ? say.confirmed(says, evidence, given) : say.likely(says, evidence, given);
  },
});

export const secretPendingDeletion = cause({
  id: 'secret-pending-deletion',
  title: 'The secret is scheduled for deletion',
  recognised:
    'Secrets Manager says that the secret was marked for deletion, or shows a deletion date: nobody can read it then.',
  fix: 'Restore the secret (it can be until the date), or take it out of the task definition.',
  remedies: [restoreSecret],
  layer: 'config',
  leadsTo: afterStart,
  from: { episode, target, secrets: maybe(secrets), release: maybe(release) },
  judge: ({ episode, target, secrets, release }, say) => {
    const heard = having(episode, 'secret-deleted', 'secret-not-found');
    const own = heard.length > 0 ? heard : episode.failures.filter(isCutAboutSecret);
    const deleted = Object.entries(secrets.known ? secrets.value : {}).flatMap(([id, one]) =>
      one?.deletedAt ? [{ id, ...one, deletedAt: one.deletedAt }] : [],
    );
    const saidSo = own.filter(({ sign }) => sign === 'secret-deleted');
    const [first] = deleted;
    if (own.length === 0) return none(episode, say, 'no secret is marked for deletion');
    if (saidSo.length === 0 && !first) {
      if (heard.length === 0 && !secrets.known) return say.unanswered(secrets.blind);
      return say.ruledOut({ episode: 'AWS says that it was not found, not that it was marked for deletion' });
    }
    const named = own.flatMap(({ text }) => secretsIn(text));
    const evidence = {
      episode: told(own, target, 'a secret cannot be read'),
      secrets: first ? `${first.name || first.id} is to be deleted (since ${clock(first.deletedAt)})` : undefined,
      release: release.known ? releaseText(release.value) : undefined,
    };
    const id = first?.arn || first?.id || named[0];
    return say[heard.length > 0 ? 'confirmed' : 'likely'](
      `The secret ${id ?? 'of the task'} is scheduled for deletion, so ${called(target)} cannot read it and cannot start.`,
      evidence,
      {
        ...bearing(own, episode, target, { resources: [id, ...named] }),
        offers: id === undefined ? [] : [offer(restoreSecret, { secret: id })],
      },
    );
  },
});
