import { styleText } from 'node:util';

/** A stream that may be a screen: `columns` is its width, if it is one. */
export type Screen = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** The two streams of a command line program and what is known of them. */
export interface Terminal {
  readonly stdout: Screen;
  readonly stderr: Screen;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Makes text stand out, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/** Colours for people only: on a terminal, unless `NO_COLOR` is set (https://no-color.org). */
export function paintFor(stream: Screen, env: Terminal['env']): Paint {
  const plain = stream.isTTY !== true || Boolean(env['NO_COLOR']) || env['TERM'] === 'dumb';
  return plain ? (_, text) => text : (style, text) => styleText(style, text, { validateStream: false });
}

/** Columns to wrap at; without end where there is no screen, so that lines can be searched and cut by other programs. */
export function widthOf(stream: Screen): number {
  return stream.isTTY === true ? Math.max(40, Math.min(stream.columns || 80, 120)) : Number.POSITIVE_INFINITY;
}

/** Resolves when all of it was handed over, or when nobody reads any more (`| head`). */
export function write(stream: Screen, text: string): Promise<void> {
  return new Promise((resolve) => {
    stream.write(text, () => resolve());
  });
}
