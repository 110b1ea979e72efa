import type { SourceType } from '@aws-sdk/client-rds';
import { pages } from './pages.ts';
import { read } from './service.ts';

/** Something that happened to a cluster, an instance or a proxy, in RDS's words. */
export interface DbEvent {
  readonly at: Date;
  /** Identifier of what it happened to. */
  readonly source: string;
  readonly message: string;
  readonly categories: readonly string[];
}

/**
 * What happened in the last so many minutes (20,160 at most; RDS takes the last hour where it is not told), the earliest
 * first. They carry no id: they are told by their text.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeEvents.html
 */
export const events = read(
  'rds',
  'DescribeEvents',
  async (
    send,
    ask: {
      readonly of: 'db-cluster' | 'db-instance' | 'db-proxy';
      readonly id: string;
      readonly minutes: number;
    },
  ): Promise<readonly DbEvent[]> => {
    const SourceTypeAsked: SourceType = ask.of;
    const found = await pages(
      (Marker) =>
        send({
          SourceType: SourceTypeAsked,
          SourceIdentifier: ask.id,
          Duration: Math.min(20_160, Math.ceil(ask.minutes)),
          MaxRecords: 100,
          Marker,
        }),
      (page) => page.Marker,
      (page) =>
        page.Events?.map((wire) => ({
          at: wire.Date ?? new Date(0),
          source: wire.SourceIdentifier ?? ask.id,
          message: wire.Message ?? '',
          categories: wire.EventCategories ?? [],
        })),
    );
    return found.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  },
);

/** Maintenance that AWS has planned, or that somebody has put off. */
export interface PendingMaintenance {
  readonly resource: string;
  /** `system-update`, `db-upgrade`, `ca-certificate-rotation`, … */
  readonly action: string;
  readonly description: string | null;
  /** When it is, or was, to be applied. */
  readonly appliesAt: Date | null;
  /** After this it is applied whether wanted or not. */
  readonly forcedAt: Date | null;
}

/** What is pending for one resource, by its ARN. */
export const pendingMaintenance = read(
  'rds',
  'DescribePendingMaintenanceActions',
  async (send, { arn }: { readonly arn: string }): Promise<readonly PendingMaintenance[]> =>
    pages(
      (Marker) => send({ ResourceIdentifier: arn, MaxRecords: 100, Marker }),
      (page) => page.Marker,
      (page) =>
        page.PendingMaintenanceActions?.flatMap((one) =>
          (one.PendingMaintenanceActionDetails ?? []).map((detail) => ({
            resource: one.ResourceIdentifier ?? arn,
            action: detail.Action ?? '',
            description: detail.Description ?? null,
            appliesAt: detail.CurrentApplyDate ?? detail.AutoAppliedAfterDate ?? null,
            forcedAt: detail.ForcedApplyDate ?? null,
          })),
        ),
    ),
);
