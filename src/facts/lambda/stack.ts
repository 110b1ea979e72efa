/** Where an error was thrown, out of a stack trace. */
export interface StackTrace {
  readonly language: 'python' | 'node' | 'java' | 'go' | 'dotnet';
  /** The exception and what it says, on one line, as it stands in the trace. */
  readonly exception: string;
  /** The innermost frame of the function's own code; null where all frames are of libraries. */
  readonly frame: { readonly where: string; readonly quote: string } | null;
}

/** Code that the function only uses. */
const LIBRARY =
  /\/var\/(?:runtime|lang)|node_modules|node:|internal\/|botocore|boto3|urllib3|site-packages|dist-packages|\/opt\/(?:python|nodejs|java)|lib\/python\d|<frozen |<anonymous>/;
const JAVA_LIBRARY =
  /^(?:java\.base\/|java\.|javax\.|jdk\.|sun\.|kotlin|com\.sun\.|com\.amazonaws\.|software\.amazon\.|org\.(?:apache|springframework|postgresql|hibernate)|com\.(?:mysql|zaxxer|fasterxml)|io\.netty|okhttp3|reactor\.|lambdainternal)/;
const DOTNET_LIBRARY =
  /^(?:System|Microsoft|Amazon|Npgsql|Polly|StackExchange|MySql)\.|^lambda_method|AwsLambda|Amazon\.Lambda/;
const GO_LIBRARY =
  /^(?:runtime|reflect|net|net\/http|internal|syscall|context|crypto|os|io)[./]|^(?:github\.com|golang\.org|go\.|google\.golang\.org)|\/go\/pkg\/mod\/|\/usr\/local\/go\//;

/**
 * Reads a stack trace in the forms of Python, Node.js, Java, Go and .NET, plain or in a JSON log. Python's is read from
 * below, Java's from its last `Caused by`, the others from above. Null for a text without one.
 */
export function stackTrace(text: string): StackTrace | null {
  const plain = unfolded(text);
  return pythonTrace(plain) ?? goTrace(plain) ?? dotnetTrace(plain) ?? javaTrace(plain) ?? nodeTrace(plain);
}

/** A trace within JSON has its line breaks escaped, or is an array of its lines. */
function unfolded(text: string): string {
  const opened = text.replace(
    /"(?:stack|stackTrace|stack_trace|trace)"\s*:\s*\[((?:\s*"(?:[^"\\]|\\.)*"\s*,?)*)\]/g,
    (_, lines: string) => `\n${lines.replace(/^\s*"|"\s*$/g, '').replace(/"\s*,\s*"/g, '\n')}\n`,
  );
  return opened
    .replaceAll(String.raw`\n`, '\n')
    .replaceAll(String.raw`\t`, '\t')
    .replaceAll(String.raw`\"`, '"')
    .replaceAll('\u00a0', ' ');
}

function pythonTrace(text: string): StackTrace | null {
  const frames = [...text.matchAll(/File "([^"\n]+)", line (\d+), in (\S+)/g)];
  if (frames.length === 0) return null;
  const own = frames.findLast(([, file = '']) => !LIBRARY.test(file));
  const exception =
    linesOf(text).findLast((line) =>
      /^[\w.]+(?:Error|Exception|Timeout|Exit|Interrupt|Warning|NotFound|Failure)\b.*$/.test(line),
    ) ??
    /\[ERROR\]\s+([^\n]+)/.exec(text)?.[1] ??
    '';
  return {
    language: 'python',
    exception,
    frame: own ? { where: `${own[3]} (${baseName(own[1])}:${own[2]})`, quote: own[0] } : null,
  };
}

function nodeTrace(text: string): StackTrace | null {
  const frames = [
    ...text.matchAll(
      /\bat (?:(?:async )?([^\s()]+(?: \[as \w+\])?) \()?((?:file:\/\/)?(?:\/|node:)[^\s():"]+):(\d+):\d+\)?/g,
    ),
  ];
  if (frames.length === 0) return null;
  const own = frames.find(([, , file = '']) => !LIBRARY.test(file));
  return {
    language: 'node',
    exception: messageBefore(text, frames[0]?.index ?? 0),
    frame: own ? { where: `${own[1] ?? 'top level'} (${baseName(own[2])}:${own[3]})`, quote: own[0] } : null,
  };
}

function javaTrace(text: string): StackTrace | null {
  const begin = text.lastIndexOf('Caused by:');
  const part = begin >= 0 ? text.slice(begin) : text;
  const frames = framesOf(part, /\bat ((?:[\w.$<>]+\/)*[\w.$<>]+)\(([\w$]+\.(?:java|kt|scala)):(\d+)\)/g);
  if (frames.length === 0) return null;
  // The deepest cause may have library frames only: then the outermost trace tells where the function's code was.
  const all = [...frames, ...framesOf(text, /\bat ((?:[\w.$<>]+\/)*[\w.$<>]+)\(([\w$]+\.(?:java|kt|scala)):(\d+)\)/g)];
  const own = all.find(([, method = '']) => !JAVA_LIBRARY.test(method));
  const exception = messageBefore(part, frames[0]?.index ?? 0).replace(/^Caused by:\s*/, '');
  return {
    language: 'java',
    exception,
    frame: own ? { where: `${shortMethod(own[1])} (${own[2]}:${own[3]})`, quote: own[0] } : null,
  };
}

function dotnetTrace(text: string): StackTrace | null {
  const frames = framesOf(
    text,
    /\bat ([\w.<>`|]+\.[\w<>`|.]+)\([^)\n]*\)(?: in ([^\n:]*(?::\\[^\n:]*)?):line (\d+))?/g,
  );
  const isDotnet = frames.some(([, , file]) => file !== undefined) || /\bat (?:System|Microsoft)\.\w+/.test(text);
  if (frames.length === 0 || !isDotnet) return null;
  const own = frames.find(([, method = '']) => !DOTNET_LIBRARY.test(method));
  const exception = messageBefore(text, frames[0]?.index ?? 0).replace(/^-+>\s*/, '');
  const where = own ? `${shortMethod(own[1])}${own[2] ? ` (${baseName(own[2])}:${own[3]})` : ''}` : '';
  return { language: 'dotnet', exception, frame: own ? { where, quote: own[0] } : null };
}

function goTrace(text: string): StackTrace | null {
  if (!/goroutine \d+ \[/.test(text)) return null;
  const frames = framesOf(text, /^([\w./*()-]+)\([^\n]*\)\n\s+(\/[^\s:]+\.go):(\d+)/gm);
  const own = frames.find(([, name = '', file = '']) => !GO_LIBRARY.test(name) && !GO_LIBRARY.test(file));
  const exception =
    /(?:panic|fatal error): ([^\n]+)/.exec(text)?.[0] ?? messageBefore(text, text.search(/goroutine \d+ \[/));
  const quote = own ? `${own[2]}:${own[3]}` : '';
  return {
    language: 'go',
    exception,
    frame: own ? { where: `${own[1]} (${baseName(own[2])}:${own[3]})`, quote } : null,
  };
}

function framesOf(text: string, pattern: RegExp): RegExpExecArray[] {
  return [...text.matchAll(pattern)];
}

/** The last line before the frames that says something. */
function messageBefore(text: string, index: number): string {
  const before = linesOf(text.slice(0, index)).filter((line) => line !== '');
  return before.at(-1) ?? '';
}

function linesOf(text: string): string[] {
  return text.split('\n').map((line) => line.trim());
}

function baseName(path = ''): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

function shortMethod(name = ''): string {
  return name.split(/[./]/).slice(-2).join('.');
}
