import type { Investigation } from '#app';
import type { ChangesStore } from '#store';
import type { Evidence, MessageLink } from './handoff.ts';

export const noEvidence: Evidence = { message: null, command: null, console: null };

/** The card of an investigation; on a terminal there is none. */
export function ofInvestigation({ place, messageTs }: Investigation): Evidence {
  return { ...noEvidence, message: messageTs === null ? null : { ...place, ts: messageTs } };
}

/** The card of a change, as far as it was posted, and the command that shows all of it. */
export async function ofChange(id: string, store: Pick<ChangesStore, 'message'>): Promise<Evidence> {
  const card = await store.message(id, 'card');
  const message: MessageLink | null = card === null || card.ts === null ? null : { ...card.place, ts: card.ts };
  return { ...noEvidence, message, command: `changes ${id}` };
}

const hosts: Readonly<Record<string, string>> = {
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** An alarm in the console, by its ARN. The form is not documented; it follows what the console itself shows. */
export function ofAlarm(arn: string, name: string): Evidence {
  const [, partition = 'aws', , region = 'us-east-1'] = arn.split(':');
  const host = `${region}.${hosts[partition] ?? 'console.aws.amazon.com'}`;
  return {
    ...noEvidence,
    console: `https://${host}/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(name)}`,
  };
}

/** An event of CloudTrail in the console. */
export function ofTrailEvent(id: string, region: string, partition: string): Evidence {
  const host = `${region}.${hosts[partition] ?? 'console.aws.amazon.com'}`;
  return {
    ...noEvidence,
    console: `https://${host}/cloudtrailv2/home?region=${region}#/events/${encodeURIComponent(id)}`,
  };
}
