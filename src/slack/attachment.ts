import type { Spot } from './delivery.ts';
import { insist } from './delivery.ts';
import type { Delivery } from './delivery.ts';

/** A text file for a thread. */
interface Attachment {
  readonly name: string;
  readonly title: string;
  readonly content: string;
}

/** Puts a file into a thread. A lost answer may leave it there twice, which does no harm. Rejects with `SlackRefused`. */
export async function attach(file: Attachment, { channel, thread }: Spot, delivery: Delivery): Promise<void> {
  const common = { filename: file.name, title: file.title, content: file.content };
  await insist(
    'files.uploadV2',
    () =>
      delivery.web.filesUploadV2(
        thread === null ? { ...common, channel_id: channel } : { ...common, channel_id: channel, thread_ts: thread },
      ),
    delivery,
  );
}
