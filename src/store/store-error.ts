/** Why nothing can be stored or read: one sentence for whoever runs the bot, without secrets. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}
