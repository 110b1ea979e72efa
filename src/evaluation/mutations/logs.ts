import type { Account, S3Object } from '#simulation/account';
import type { LogLine } from '#simulation/account/logs';

/** The lines of each compressed log file otherwise; files that are made in one piece only, so that none is made now. */
export function withLogs(account: Account, change: (lines: readonly string[]) => readonly string[]): Account {
  if (!account.s3) return account;
  const buckets = Object.entries(account.s3).map(([name, objects]) => [
    name,
    objects.map((object) => (object.gzip ? changed(object, change) : object)),
  ]);
  return { ...account, s3: Object.fromEntries(buckets) };
}

function changed(object: S3Object, change: (lines: readonly string[]) => readonly string[]): S3Object {
  const { size: _, ...rest } = object;
  const text = (lines: readonly string[]) => new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''));
  return {
    ...rest,
    body: () => {
      const made = typeof object.body === 'function' ? object.body() : object.body;
      if (typeof made === 'string') return text(change(linesOf(made)));
      if (made instanceof Uint8Array) return text(change(linesOf(new TextDecoder().decode(made))));
      return Symbol.asyncIterator in made ? made : text(change(made));
    },
  };
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

/** Lines of so many fields: cut, or filled up with what AWS writes for nothing. Quoted fields are one. */
export function logFields(fields: (line: number) => number): (account: Account) => Account {
  return (account) =>
    withLogs(account, (lines) =>
      lines.map((line, index) => {
        const own = line.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
        const wanted = fields(index);
        return [...own.slice(0, wanted), ...Array.from({ length: wanted - own.length }, () => '"-"')].join(' ');
      }),
    );
}

/** The log lines of CloudWatch that are made only when they are asked for, otherwise. */
export function withLogLines(account: Account, change: (text: string) => string): Account {
  const { logs } = account;
  if (!logs?.streams) return account;
  const streams = logs.streams.map((stream) => {
    const { lines } = stream;
    return typeof lines === 'function' ? { ...stream, lines: () => changedLines(lines(), change) } : stream;
  });
  return { ...account, logs: { ...logs, streams } };
}

function* changedLines(lines: Iterable<LogLine>, change: (text: string) => string): Generator<LogLine> {
  for (const line of lines) yield { ...line, text: change(line.text) };
}
