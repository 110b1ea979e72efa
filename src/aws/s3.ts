import { createSummary } from '../access-log/index.ts';
import type { AccessLogSummary } from '../access-log/index.ts';
import { pages } from './pages.ts';
import { foldLines } from './s3-lines.ts';
import { read } from './service.ts';

/** An object of a bucket. `bytes` as it lies there: compressed, if it is. */
export interface S3Object {
  readonly key: string;
  readonly bytes: number;
  readonly modified: Date | null;
}

/** Objects in the order of their keys, after `startAfter`; at most `most` of them, all without it. */
export const objects = read(
  's3',
  'ListObjectsV2',
  async (
    send,
    where: {
      readonly bucket: string;
      readonly prefix: string;
      readonly startAfter?: string;
      readonly most?: number;
    },
  ): Promise<readonly S3Object[]> => {
    const { bucket: Bucket, prefix: Prefix, startAfter: StartAfter, most = Infinity } = where;
    return pages(
      (ContinuationToken) => send({ Bucket, Prefix, StartAfter, ContinuationToken, MaxKeys: Math.min(most, 1000) }),
      (page) => page.NextContinuationToken,
      (page) =>
        page.Contents?.map(({ Key, Size, LastModified }) => ({
          key: Key ?? '',
          bytes: Size ?? 0,
          modified: LastModified ?? null,
        })),
      most,
    );
  },
);

/** Which lines of which access-log file, and how much of it to read. */
export interface AccessLogAsk {
  readonly bucket: string;
  readonly key: string;
  /** `app/name/id`: lines of others are counted and left out. */
  readonly loadBalancer: string;
  readonly from: Date;
  readonly to: Date;
  /** Of the file as it lies in S3; what is beyond is left unread. */
  readonly maxBytes: number;
}

/** Lines of a failing status that are kept as samples, for each origin. */
const sampleLimit = 3;

/** One file of a load balancer's access log, read as a stream: the lines never stand in memory together. */
export const accessLogFile = read(
  's3',
  'GetObject',
  async (send, ask: AccessLogAsk, signal): Promise<AccessLogSummary> => {
    const summary = createSummary({ loadBalancerId: ask.loadBalancer, from: ask.from, to: ask.to, sampleLimit });
    await foldLines(send, { ...ask, line: (text) => summary.add(text), signal });
    return summary.result();
  },
);
