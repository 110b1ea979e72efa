import * as z from 'zod';

/*
 * The messages of this file are predicates: the file's name, the line and the path of the setting come before them.
 */

/** A name or a remark: one line, nothing blank around it. */
export const line = z
  .string()
  .max(1000, 'must be at most 1000 characters')
  .regex(/^[^\s\p{Cc}](?:\P{Cc}*[^\s\p{Cc}])?$/u, 'must be one line of text, without blanks around it');

export const accountId = z
  .string()
  .regex(/^\d{12}$/, "must be the 12 digits of an AWS account id, in quotes: '123456789012'");

/** Covers all partitions: `us-gov-west-1`, `us-isob-east-1`, `eusc-de-east-1`. */
export const region = z
  .string()
  .regex(/^[a-z]{2,5}(?:-[a-z]+)+-\d{1,2}$/, 'must be the name of an AWS region, like us-east-1');

export const roleArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
    'must be the ARN of an IAM role, like arn:aws:iam::123456789012:role/opsmedic-read',
  );

/** STS limits an external id to 2 to 1,224 of these characters (AssumeRole, API reference). */
export const externalId = z
  .string()
  .regex(/^[\w+=,.@:/-]{2,1224}$/, 'must be 2 to 1224 letters, digits and +=,.@:/-, as AWS allows in an external id');

export const channel = z
  .string()
  .regex(
    /^(?:[CG][A-Z0-9]{2,}|#[\p{Ll}\p{Lo}\p{N}_-]{1,80})$/u,
    "must be a Slack channel's id, like C0123ABCD, or its name in quotes, like '#incidents'",
  );

export const userId = z.string().regex(/^[UW][A-Z0-9]{2,}$/, "must be a Slack user's id, like U0123ABCD");

export const groupId = z.string().regex(/^S[A-Z0-9]{2,}$/, "must be a Slack user group's id, like S0123ABCD");

export const duration = z.string().regex(/^[1-9]\d{0,5}[smhd]$/, 'must be a time span, like 90s, 30m, 2h or 1d');

export const moment = z.iso.datetime({
  offset: true,
  error: 'must be a date and time with its offset, like 2026-12-24T18:00:00Z or 2026-12-24T18:00:00+01:00',
});

export const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "must be a time of day, like '09:00'");

export const timeZone = z.string().refine(isTimeZone, 'must be the name of a time zone, like UTC or Europe/Berlin');

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
