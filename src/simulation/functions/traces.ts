import type { Frame, Language, Thrown } from './model.ts';

/** An exception as the runtime of a language writes it in the text format, without time and request id. */
export function traceText(language: Language, thrown: Thrown): string {
  switch (language) {
    case 'python':
      return python(thrown);
    case 'node':
      return node(thrown);
    case 'java':
      return java(thrown);
    case 'go':
      return go(thrown);
    case 'dotnet':
      return dotnet(thrown);
  }
}

/** The lines of a trace alone, as the JSON format has them in a list. */
export function traceLines(language: Language, { frames }: Thrown): readonly string[] {
  if (language === 'python')
    return frames.map(({ file, line, in: name }) => `  File "${file}", line ${line}, in ${name}\n    ...\n`);
  if (language === 'node') return inner(frames).map(nodeFrame);
  return inner(frames).map(({ file, line, in: name }) => `at ${name}(${file}:${line})`);
}

/** Innermost first. */
function inner(frames: readonly Frame[]): readonly Frame[] {
  return frames.toReversed();
}

/** Read from the bottom: the innermost frame is the last. */
function python({ type, message, frames }: Thrown): string {
  const lines = frames.map(({ file, line, in: name }, index) => {
    const next = frames[index + 1]?.in;
    return `  File "${file}", line ${line}, in ${name}\n    ${next === undefined ? 'raise error' : `${next}(*args)`}`;
  });
  return `[ERROR] ${type}: ${message}\nTraceback (most recent call last):\n${lines.join('\n')}`;
}

function node({ type, message, frames, members }: Thrown): string {
  const stack = [`${type}: ${message}`, ...inner(frames).map(nodeFrame)];
  return `Invoke Error \t${JSON.stringify({ errorType: type, errorMessage: message, ...members, stack })}`;
}

function nodeFrame({ file, line, in: name }: Frame): string {
  return `    at ${name === '' ? `${file}:${line}:16` : `${name} (${file}:${line}:16)`}`;
}

function java({ type, message, frames, cause }: Thrown): string {
  const lines = inner(frames).map(({ file, line, in: name }) => `\tat ${name}(${file}:${line})`);
  const [first = ''] = lines;
  const because = cause ? `\nCaused by: ${cause.type}: ${cause.message}\n${first}\n\t... ${lines.length} more` : '';
  return `${message}: ${type}\n${type}: ${message}\n${lines.join('\n')}${because}`;
}

/** Go prints what the program logs; its runtime answers the caller and writes nothing. */
function go({ message, frames }: Thrown): string {
  const at = frames.at(-1);
  return at ? `${at.file.split('/').at(-1) ?? ''}:${at.line}: ${message}` : message;
}

function dotnet({ type, message, frames, cause }: Thrown): string {
  const lines = inner(frames).map(({ file, line, in: name }) => `   at ${name}() in ${file}:line ${line}`);
  const because = cause ? ` ---> ${cause.type}: ${cause.message}\n   --- End of inner exception stack trace ---\n` : '';
  return `${type}: ${message}\n${because}${lines.join('\n')}`;
}
