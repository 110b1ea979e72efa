import { planOf } from '#app';
import type { Cause, Playbook } from '#playbook';
import { PageProblem, code, plain, table } from './page.ts';

/**
 * A playbook's README with its generated parts as the code has them. What is written by hand around them stays.
 * Throws `PageProblem` when a part has no place in it.
 */
export function readmeOf(playbook: Playbook, path: string, current: string): string {
  const parts = { causes: causes(playbook), aliases: aliases(playbook), reads: reads(playbook) };
  let text = current;
  for (const [name, part] of Object.entries(parts)) text = filled(text, name, part, path);
  return text;
}

function filled(text: string, name: string, part: string, path: string): string {
  const begin = `<!-- generated: ${name} -->`;
  const end = `<!-- end of generated: ${name} -->`;
  const [before, rest, ...again] = text.split(begin);
  const [, after, ...more] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined || again.length > 0 || more.length > 0)
    throw new PageProblem(`${path} needs the lines ${begin} and ${end}, once each: ${name} are written between them.`);
  return `${before}${begin}\n\n${part}\n\n${end}${after}`;
}

function causes(playbook: Playbook): string {
  return playbook.causes.map((cause) => section(cause, playbook)).join('\n\n');
}

function section(cause: Cause, { causes }: Playbook): string {
  const { id, title, recognised, fix, consequence, leadsTo, refines, remedies } = cause;
  const producers = causes.filter((other) => other.leadsTo.includes(cause));
  const facts = [
    `- **Recognised by:** ${plain(recognised)}`,
    `- **What to do:** ${plain(fix)}`,
    ...(remedies.length > 0
      ? [`- Can be proposed: ${remedies.map((remedy) => `${code(remedy.id)} (${plain(remedy.title)})`).join(', ')}`]
      : []),
    ...(consequence ? ['- Never the root cause: something else always produced it.'] : []),
    ...named('Produces', leadsTo),
    ...named('Produced by', producers),
    ...named('More specific than', refines),
  ];
  return [`### ${id}`, `${plain(title)}.`, facts.join('\n')].join('\n\n');
}

function named(what: string, causes: readonly Cause[]): string[] {
  return causes.length === 0 ? [] : [`- ${what}: ${causes.map(({ id }) => `[${id}](#${id})`).join(', ')}`];
}

function aliases({ causes }: Playbook): string {
  const all = [...new Set(causes.flatMap((cause) => cause.aliases))].toSorted();
  if (all.length === 0) return 'No cause here is known by another id.';
  const rows = all.map((alias) => [
    code(alias),
    causes
      .filter((cause) => cause.aliases.includes(alias))
      .map(({ id }) => `[${id}](#${id})`)
      .join(' or '),
  ]);
  return table(['Also known as', 'Reported as'], rows);
}

function reads(playbook: Playbook): string {
  const { search, facts, actions } = planOf(playbook);
  const rows = facts.map(({ id, title, calls }) => [
    title,
    code(id),
    calls.map(({ action }) => code(action)).join('<br>'),
  ]);
  const found = search.map(({ title, calls }) => [
    `${withArticle(playbook.kind.title)} by its name, among ${title}`,
    '',
    calls.map(({ action }) => code(action)).join('<br>'),
  ]);
  return [
    table(['What', 'Fact', 'IAM actions'], [...found, ...rows]),
    `${actions.length} actions in all, none of which changes anything. \`npm run --silent opsmedic -- iam --reads --playbook ${playbook.id}\` prints them as a policy.`,
  ].join('\n\n');
}

/** `An Aurora cluster`, `An ECS service`, `A load balancer`. */
function withArticle(title: string): string {
  return `${/^(?:[aeioAEIO]|[FHLMNRSX][A-Z])/.test(title) ? 'An' : 'A'} ${title}`;
}
