import { availableParallelism, loadavg } from 'node:os';

/** One line of the result. Ratios come first: they mean the same on any machine. */
export interface Figure {
  readonly what: string;
  readonly value: string;
  /** The most it may be, where something is required. */
  readonly target?: string;
}

/** One question, its figures, and what one must know to read them. */
export interface Chapter {
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
}

export function seconds(ms: number): string {
  return ms < 1_000 ? `${ms.toFixed(0)} ms` : `${(ms / 1_000).toFixed(2)} s`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MB`;
}

export function ratio(value: number): string {
  return value.toFixed(2);
}

/** The page that is kept: where and when it was measured, then chapter by chapter. */
export function page(chapters: readonly Chapter[], at: Date): string {
  const machine = `Node.js ${process.versions.node}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}`;
  return [
    '# Benchmarks',
    '',
    `<!-- Made by \`npm run bench\`: changes belong into bench/. -->`,
    '',
    `Measured on ${at.toISOString().slice(0, 10)} by \`npm run bench\`: ${machine}. Times depend on the machine and on what else it does;`,
    'ratios are of times taken in the same run, side by side.',
    ...chapters.flatMap(chapterLines),
    '',
  ].join('\n');
}

function chapterLines({ title, figures, notes }: Chapter): readonly string[] {
  const rows = figures.map(({ what, value, target = '' }) => [what, value, target]);
  return [
    '',
    `## ${title}`,
    '',
    ...table([['', 'Measured', 'At most'], ...rows]),
    ...notes.flatMap((note) => ['', note]),
  ];
}

/** Columns padded, as the formatter wants them. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = [0, 1, 2].map((column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)];
}
