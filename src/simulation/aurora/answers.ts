import type { Account } from '../account.ts';
import type { LogLines } from '../account/logs.ts';
import { answers as answersOfShop } from '../shop/answers.ts';
import { databaseMetrics } from './gauges.ts';
import { clientLogs } from './logs.ts';
import type { Estate } from './model.ts';
import { rdsOf } from './rds.ts';

/** All that AWS would answer about the estate. */
export function answers(estate: Estate): Account {
  const { shop } = estate;
  const base = answersOfShop(shop);
  const written = new Set(estate.clients.map(({ logGroup }) => logGroup));
  const { missing } = shop.supplies;
  const functionGroups = estate.clients.flatMap(({ kind, logGroup }) =>
    kind === 'function' && !missing.has(logGroup)
      ? [{ logGroupName: logGroup, creationTime: Date.parse('2024-02-12T08:31:05Z') }]
      : [],
  );
  const engine = [...estate.engineLogs].flatMap(([group, streams]) =>
    streams.map((one): LogLines => ({ group, ...one })),
  );
  const engineGroups = [...estate.engineLogs.keys()].map((logGroupName) => ({
    logGroupName,
    creationTime: Date.parse('2024-02-12T09:31:05Z'),
  }));
  return {
    ...base,
    ...estate.more.part,
    ec2: { ...base.ec2, ...estate.more.part.ec2 },
    rds: rdsOf(estate),
    metrics: [...(base.metrics ?? []), ...databaseMetrics(estate)],
    secretsmanager: {
      secrets: [
        ...estate.secrets,
        ...(base.secretsmanager?.secrets ?? []).filter(({ ARN }) => !estate.secrets.some((one) => one.ARN === ARN)),
      ],
      values: { ...base.secretsmanager?.values, ...estate.secretValues },
    },
    logs: {
      ...base.logs,
      groups: [...(base.logs?.groups ?? []), ...functionGroups, ...engineGroups],
      streams: [
        ...(base.logs?.streams ?? []).filter(({ group }) => !written.has(group)),
        ...clientLogs(estate).filter(({ group }) => !missing.has(group)),
        ...engine,
        ...estate.moreLogs,
      ],
    },
  };
}
