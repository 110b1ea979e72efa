import { read } from './service.ts';

/** Whose credentials these are. */
export interface CallerIdentity {
  readonly account: string;
  readonly arn: string;
}

export const callerIdentity = read('sts', 'GetCallerIdentity', async (send): Promise<CallerIdentity> => {
  const answer = await send({});
  return { account: answer.Account ?? '', arn: answer.Arn ?? '' };
});
