/** Markup that is safe to send: made by `html`, which escapes everything put into it. */
export interface Html {
  readonly markup: string;
}

/** What may be put into a template. Nothing and false leave no trace. */
export type Piece = string | number | null | undefined | false | Html | readonly Piece[];

/** A template whose values are escaped unless they are markup themselves. */
export function html(strings: TemplateStringsArray, ...values: readonly Piece[]): Html {
  const markup = strings.reduce((text, string, index) => `${text}${markupOf(values[index - 1])}${string}`);
  return { markup };
}

/** Takes a text for markup. Only for what another library has escaped. */
export function trusted(markup: string): Html {
  return { markup };
}

export const nothing: Html = { markup: '' };

export function join(pieces: readonly Piece[], between: Piece = ''): Html {
  return { markup: pieces.map(markupOf).join(markupOf(between)) };
}

export function escape(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => `&#${character.codePointAt(0)};`);
}

/** The address, if following it can only open a page or a letter; otherwise null. */
export function safeAddress(address: string | undefined): string | null {
  return address !== undefined && /^(https?:\/\/|mailto:)/iu.test(address) ? address : null;
}

function markupOf(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return '';
  if (typeof piece === 'string') return escape(piece);
  if (typeof piece === 'number') return String(piece);
  return 'markup' in piece ? piece.markup : piece.map(markupOf).join('');
}
