import { UsageError, isTerminal, sortWords } from '#app';
import type { App, Command, Reply } from '#app';
import { StoreError } from '#store';
import type { ChangesStore } from '#store';
import { anchorText, parseAnchor } from '../src/audit/anchor.ts';
import type { Anchor } from '../src/audit/anchor.ts';
import type { AuditRecord } from '../src/audit/chain.ts';
import { verifyAudit } from '../src/audit/verify.ts';
import type { AuditVerdict } from '../src/audit/verify.ts';

/** How many records are read at once. */
const page = 1000;

/** Shows that the audit log is what was written, or hands it over. */
export const auditCommand: Command = {
  name: 'audit',
  needs: 'store',
  usage: 'audit verify [--anchor N:HASH,…] | export',
  summary: 'Check that nobody has altered the audit log of changes; or print it, a JSON document a line.',
  run: async ({ words, place }, app) => {
    const { positionals, options } = sortWords(words, { anchor: 'value' });
    const [what, ...others] = positionals;
    if (others.length > 0 || (what !== 'verify' && what !== 'export'))
      throw new UsageError('Say either audit verify or audit export.');
    const anchors = anchorsIn(options.get('anchor'));
    if (what === 'verify') return verify(changesOf(app), anchors);
    if (options.has('anchor')) throw new UsageError('“anchor” is for audit verify.');
    if (!isTerminal(place)) throw new UsageError('audit export is for the command line: the log may be very long.');
    return { kind: 'lines', lines: lines(changesOf(app)) };
  },
};

function changesOf({ store }: App): ChangesStore {
  if (store.changes) return store.changes;
  throw new UsageError(
    'There is no database here: set OPSMEDIC_DATA to its directory, or DATABASE_URL to the PostgreSQL database.',
  );
}

function anchorsIn(text: string | undefined): readonly Anchor[] {
  return (text ?? '').split(',').flatMap((part) => {
    const anchor = parseAnchor(part);
    if (anchor === null && part.trim() !== '')
      throw new UsageError(`“${part.trim()}” is no anchor: one looks like 482:9f86d081884c7d65.`);
    return anchor ?? [];
  });
}

async function verify(changes: ChangesStore, anchors: readonly Anchor[]): Promise<Reply> {
  try {
    return shown(await verifyAudit(everyRecord(changes), anchors));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return {
      kind: 'text',
      markdown: error.message,
      data: { ok: false, seq: null, says: error.message },
      problem: true,
    };
  }
}

function shown(verdict: AuditVerdict): Reply {
  if (!verdict.ok) {
    const markdown = `✗ **The audit log is not what was written**, from record ${verdict.seq} on: ${verdict.says}.`;
    return { kind: 'text', markdown, data: verdict, problem: true };
  }
  const { head, records } = verdict;
  const anchor = head === null ? null : anchorText(head);
  const data = { ...verdict, anchor };
  if (anchor === null) return { kind: 'text', markdown: '✓ The audit log is empty.', data };
  const count = records === 1 ? 'its one record is' : `its ${records} records are`;
  const markdown = [
    `✓ The audit log is whole: ${count} what was written.`,
    '',
    'A tail that is cut off shows only beside an anchor. Keep this one elsewhere, for the next time:',
    '```',
    `audit verify --anchor ${anchor}`,
    '```',
  ].join('\n');
  return { kind: 'text', markdown, data };
}

/** Each with its details as JSON, where nobody has spoilt them. */
async function* lines(changes: ChangesStore): AsyncGenerator {
  for await (const { at, details, ...record } of everyRecord(changes)) {
    const time = new Date(at);
    yield { ...record, at: Number.isNaN(time.getTime()) ? String(at) : time.toISOString(), details: parsed(details) };
  }
}

function parsed(details: string): unknown {
  try {
    return JSON.parse(details);
  } catch {
    return details;
  }
}

async function* everyRecord(changes: ChangesStore): AsyncGenerator<AuditRecord> {
  for (let after: number | null = null; ;) {
    const records: readonly AuditRecord[] = await changes.auditRecords(after, page);
    yield* records;
    if (records.length < page) return;
    after = records.at(-1)?.seq ?? null;
  }
}
