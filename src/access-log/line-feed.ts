/** Longer lines are cut: no header that a load balancer accepts is longer. */
export const longestLine = 1_048_576;

export interface LineFeed {
  /** Takes the next part of the text; chunk borders may fall anywhere, inside a character too. */
  write(chunk: Uint8Array | string): void;
  /** Hands over a last line without a line break. */
  end(): void;
}

/**
 * Turns a stream of chunks into lines without ever holding more than one line of `longestLine` characters. Empty lines
 * are dropped; what a longer line has beyond is dropped, and the line handed over without it.
 */
export function createLineFeed(line: (text: string) => void, limit: number = longestLine): LineFeed {
  const decoder = new TextDecoder();
  let held = '';
  const hold = (part: string): void => {
    if (held.length < limit) held = held === '' && part.length <= limit ? part : (held + part).slice(0, limit);
  };
  const flush = (): void => {
    const text = held.endsWith('\r') ? held.slice(0, -1) : held;
    held = '';
    if (text !== '') line(text);
  };
  const take = (text: string): void => {
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      hold(text.slice(start, end));
      flush();
      start = end + 1;
    }
    if (start < text.length) hold(text.slice(start));
  };
  return {
    write: (chunk) => take(typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })),
    end: () => {
      take(decoder.decode());
      flush();
    },
  };
}
