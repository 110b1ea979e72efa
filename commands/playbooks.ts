import { UsageError, meant, planOf, sortWords } from '#app';
import type { App, Command, Reply } from '#app';

type Playbook = App['playbooks'] extends ReadonlyMap<string, infer P> ? P : never;

/** Lists the playbooks, or shows all of one: what it considers, how it tells, and what it reads for that. */
export const playbooksCommand: Command = {
  name: 'playbooks',
  usage: 'playbooks [<playbook>]',
  summary: 'List the playbooks; or show one: its causes, what it reads, and the IAM actions it needs.',
  run: async ({ words }, app) => {
    const { positionals } = sortWords(words, {});
    const [id, ...others] = positionals;
    if (others.length > 0) throw new UsageError('One playbook at a time.');
    if (id === undefined) return list([...app.playbooks.values()]);
    const playbook = app.playbooks.get(id);
    if (playbook) return show(playbook);
    const near = meant(id, app.playbooks.keys());
    const known = [...app.playbooks.keys()].join(', ');
    throw new UsageError(`There is no playbook “${id}”: ${near ? `did you mean “${near}”?` : `there is ${known}.`}`);
  },
};

function list(playbooks: readonly Playbook[]): Reply {
  const data = playbooks.map(({ id, title, summary, version }) => ({ id, title, summary, version }));
  const lines = data.map(({ id, summary }) => `- **${id}**: ${summary}`);
  return { kind: 'text', markdown: lines.join('\n'), data };
}

function show(playbook: Playbook): Reply {
  const { id, title, summary, version, kind } = playbook;
  const causes = playbook.causes.map((cause) => ({
    id: cause.id,
    title: cause.title,
    recognised: cause.recognised,
    fix: cause.fix,
    layer: cause.layer,
    leadsTo: cause.leadsTo.map((other) => other.id),
    refines: cause.refines.map((other) => other.id),
    consequence: cause.consequence,
    aliases: cause.aliases,
    remedies: cause.remedies.map((remedy) => remedy.id),
  }));
  const remedies = [...new Set(playbook.causes.flatMap((cause) => cause.remedies))];
  const offers = remedies.map(({ id: remedy, title: name, kind: done }) => ({ id: remedy, title: name, kind: done }));
  const { search, facts, actions } = planOf(playbook);
  const markdown = [
    `**${id}** (version ${version}): ${title}`,
    '',
    summary,
    '',
    `It is about one ${kind.title}, found by ${search.map(({ title: place }) => place).join(', ')}. It only reads.`,
    '',
    `## Causes (${causes.length})`,
    ...causes.flatMap(({ id: cause, title: name, recognised, fix, aliases }) => [
      `- **${cause}**: ${name}${aliases.length > 0 ? ` (also known as ${aliases.join(', ')})` : ''}`,
      `  - How it is recognised: ${recognised}`,
      `  - What to do: ${fix}`,
    ]),
    '',
    `## What it reads (${facts.length})`,
    ...facts.map(({ title: fact, calls }) => `- ${fact}: ${calls.map(({ call }) => call).join(', ')}`),
    '',
    ...(offers.length === 0 ? [] : [`## What it may propose (${offers.length})`, ...offers.map(offerText), '']),
    `## IAM actions (${actions.length})`,
    ...actions.map((action) => `- \`${action}\``),
  ].join('\n');
  const data = { id, title, summary, version, subject: kind.id, causes, search, facts, offers, actions };
  return { kind: 'text', markdown, data };
}

function offerText({
  id,
  title,
  kind,
}: {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
}): string {
  return `- \`${id}\`: ${title}${kind === 'by-hand' ? ', as a command to copy' : ', once somebody else approved it'}`;
}
