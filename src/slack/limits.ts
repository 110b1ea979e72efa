/**
 * What Slack accepts in one message. Block and element limits are those of `@slack/types` and
 * https://docs.slack.dev/reference/block-kit/blocks; text is counted in UTF-16 units.
 */
export const limits = {
  blocks: 50,
  viewBlocks: 100,
  header: 150,
  text: 3000,
  contextElements: 10,
  actions: 25,
  buttonText: 75,
  buttonValue: 2000,
  label: 150,
  option: 75,
  options: 100,
  viewTitle: 24,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  id: 255,
  url: 3000,
  planTitle: 150,
  taskTitle: 150,
  tasks: 40,
  /** Of `text`, which stands in for the blocks in notifications. Slack truncates at 40,000 and advises 4,000. */
  fallback: 3000,
  /** One `markdown` block, and all of a message together. */
  markdown: 12_000,
  /**
   * Text of all blocks of a message. Slack documents no limit and refuses messages from somewhere above 11,000 with
   * `msg_blocks_too_long` (slackapi/bolt-js#2509, #2867).
   */
  message: 8000,
} as const;
