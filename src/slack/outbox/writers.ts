import { writeCard, writeDirect, writeNote } from '../changes/letters.ts';
import { writeHandoff } from '../handoff/letters.ts';
import type { Writer } from './writer.ts';

/** Who writes which kind of message: by what comes before the `/` of its kind. */
export const writers: Readonly<Record<string, Writer>> = {
  card: writeCard,
  direct: writeDirect,
  note: writeNote,
  handoff: writeHandoff,
};
