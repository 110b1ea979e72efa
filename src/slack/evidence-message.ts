import type { Report } from '#engine';
import { attach } from './attachment.ts';
import type { Bot } from './bot.ts';
import { deliveryOf, postTaken } from './card-message.ts';
import { evidence, isAbridged } from './cards/evidence.ts';
import { fullText } from './cards/full-text.ts';
import type { Spot } from './delivery.ts';
import { fit } from './fit.ts';

const note = 'All of it is in the file below.';

/** Posts the evidence under a card, with a file for what does not fit. Never rejects: what fails is logged. */
export async function showEvidence(report: Report, thread: Spot, bot: Bot): Promise<void> {
  const log = bot.log.child({ investigation: report.id });
  try {
    const card = evidence(report);
    const abridged = isAbridged(report);
    const { blocks, spilled } = fit(card.blocks, { text: note, shown: abridged ? 'always' : 'when-cut' });
    const delivery = deliveryOf(bot);
    await postTaken(thread, { ...card, blocks }, { kind: 'evidence', investigation: report.id }, delivery);
    if (spilled.length === 0 && !abridged) return;
    const name = `${report.playbook}-${report.subject.name}`.replaceAll(/[^\w.-]+/gu, '-').slice(0, 80);
    await attach(
      { name: `${name}.txt`, title: `Everything about ${name}`, content: fullText(report) },
      thread,
      delivery,
    );
  } catch (error) {
    log.error({ err: error }, 'the evidence could not be posted whole');
  }
}
