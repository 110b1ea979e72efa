/** What an alert says about itself, as far as it could be read. */
interface Alert {
  /** ARN, DNS name or name of what it is about. */
  readonly subject: string | null;
  readonly region: string | null;
  /** The playbook for such alerts. */
  readonly playbook: string | null;
}

/** Which words of an alert call for which playbook: metric and state names as CloudWatch writes them. */
const playbooks: readonly (readonly [words: RegExp, playbook: string])[] = [
  [/HTTPCode_(?:ELB|Target)_5(?:XX|0[0234])_Count|TargetConnectionErrorCount|\b50[234]s?\b/u, 'alb-502'],
];

/** Where a load balancer is named, the surest first. */
const subjects: readonly RegExp[] = [
  /\b(arn:aws[\w-]*:elasticloadbalancing:[\w-]+:\d{12}:loadbalancer\/(?:app|net)\/[\w-]+\/[0-9a-f]{16})\b/u,
  /\b(arn:aws[\w-]*:elasticloadbalancing:[\w-]+:\d{12}:targetgroup\/[\w-]+\/[0-9a-f]{16})\b/u,
  /(?<![\w/-])(?:loadbalancer\/)?(?:app|net)\/([\w-]+)\/[0-9a-f]{16}\b/u,
  /\b((?:internal-|dualstack\.)?[\w-]+-\d+\.[\w-]+\.elb\.amazonaws\.com)\b/u,
  /(?<![\w/-])targetgroup\/([\w-]+)\/[0-9a-f]{16}\b/u,
];

const regions: readonly RegExp[] = [
  /\barn:aws[\w-]*:[a-z]+:([a-z]{2}(?:-[a-z]+)+-\d):/u,
  /[?&]region=([a-z]{2}(?:-[a-z]+)+-\d)\b/u,
  /\b[\w-]+-\d+\.([a-z]{2}(?:-[a-z]+)+-\d)\.elb\.amazonaws\.com/u,
];

/** Reads an alert as Amazon Q, SNS forwarders, Grafana and people write them: by the names in it, not by its layout. */
function readAlert(text: string): Alert {
  const first = (patterns: readonly RegExp[]): string | null =>
    patterns.map((pattern) => pattern.exec(text)?.[1]).find((found) => found !== undefined) ?? null;
  return {
    subject: first(subjects),
    region: first(regions),
    playbook: playbooks.find(([words]) => words.test(text))?.[1] ?? null,
  };
}

/**
 * The command that an alert calls for, in words; what it does not tell is left out, and asked for by the command.
 * Null when it names nothing that could be looked into.
 */
export function alertWords(text: string, known: ReadonlySet<string>): readonly string[] | null {
  const { subject, region, playbook } = readAlert(text);
  const fitting = playbook !== null && known.has(playbook) ? playbook : null;
  if (fitting === null && subject === null) return null;
  return [
    'diagnose',
    ...(fitting === null ? [] : [fitting]),
    ...(subject === null ? [] : [`subject=${subject}`]),
    ...(region === null ? [] : [`region=${region}`]),
  ];
}

const longest = 40_000;
const deepest = 12;

/** All text of a message, its attachments and blocks: alerts hardly ever say anything in `text`. */
export function textOfMessage(message: unknown): string {
  const found: string[] = [];
  const collect = (value: unknown, depth: number): void => {
    if (depth > deepest) return;
    if (typeof value === 'string') found.push(value);
    else if (Array.isArray(value)) for (const item of value) collect(item, depth + 1);
    else if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value)) if (!unsaid.has(key)) collect(item, depth + 1);
  };
  collect(message, 0);
  return found.join('\n').slice(0, longest).replaceAll('&amp;', '&');
}

/** Members of a message that hold no words of it. */
const unsaid: ReadonlySet<string> = new Set([
  'ts',
  'thread_ts',
  'user',
  'team',
  'bot_id',
  'app_id',
  'bot_profile',
  'metadata',
  'block_id',
  'action_id',
  'color',
  'edited',
  'reactions',
  'files',
]);
