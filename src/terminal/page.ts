import type { Paint, Style } from './terminal.ts';
import { visible } from './visible.ts';
import { wrap } from './wrap.ts';

/** Lines for a person, wrapped and indented. Every text passes through `visible` here and nowhere else. */
export class Page {
  readonly #lines: string[] = [];
  readonly #paint: Paint;
  readonly #width: number;

  constructor(paint: Paint, width: number) {
    this.#paint = paint;
    this.#width = width;
  }

  /** A paragraph at an indentation; with a mark, the mark hangs before it. */
  say(text: string, { indent = 0, mark = '', style }: { indent?: number; mark?: string; style?: Style } = {}): this {
    const first = ' '.repeat(indent) + mark;
    const lines = wrap(visible(text), this.#width, first, ' '.repeat(first.length));
    this.#lines.push(style === undefined ? lines : this.#paint(style, lines));
    return this;
  }

  /** A heading, with an empty line before it. */
  heading(text: string): this {
    return this.gap().say(text, { style: 'bold' });
  }

  gap(): this {
    if (this.#lines.length > 0 && this.#lines.at(-1) !== '') this.#lines.push('');
    return this;
  }

  toString(): string {
    return `${this.#lines.join('\n').trimEnd()}\n`;
  }
}
