import type { ActionsBlock, ContextBlock, DividerBlock, HeaderBlock, MarkdownBlock } from '@slack/types';
import type { PlanBlock, RichTextBlock, SectionBlock } from '@slack/types';

/** The kinds of block that cards are made of; `fit` knows the limits of each. */
export type CardBlock =
  | ActionsBlock
  | ContextBlock
  | DividerBlock
  | HeaderBlock
  | MarkdownBlock
  | PlanBlock
  | RichTextBlock
  | SectionBlock;

/** One message: its blocks, and the plain sentence that stands in for them in a notification. `text` is escaped. */
export interface Card {
  readonly text: string;
  readonly blocks: readonly CardBlock[];
}
