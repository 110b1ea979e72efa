import type * as sdk from '../../arc-zonal-shift/index.ts';
import type { ZonalShiftSummary } from '../../arc-zonal-shift/index.ts';
import type { Account } from '../account.ts';
import { asOf, shiftable, zonesOf } from '../answers/arc-zonal-shift.ts';
import { AwsError } from '../aws-error.ts';
import type { WriteAnswers } from './writes.ts';

const MINUTE = 60_000;
/** Three days, in minutes. */
const LONGEST = 3 * 24 * 60;

export const arcZonalShiftWrites: WriteAnswers<typeof sdk> = {
  StartZonalShift: {
    needs: (_, { resourceIdentifier: arn = '' }) => ({ 'arc-zonal-shift:StartZonalShift': [arn] }),
    make(account, { resourceIdentifier: arn = '', awayFrom = '', expiresIn, comment = '' }, { now }) {
      shiftable(account, arn);
      if (!zonesOf(account, arn).includes(awayFrom)) {
        throw new AwsError('ValidationException', `The Availability Zone ${awayFrom} is not valid for the resource.`);
      }
      const known = account['arc-zonal-shift']?.shifts ?? [];
      const other = known.find((each) => each.resourceIdentifier === arn && asOf(each, now).status === 'ACTIVE');
      if (other) {
        throw new AwsError(
          'ConflictException',
          `A zonal shift already exists for the resource: ${other.zonalShiftId}.`,
        );
      }
      const shift: ZonalShiftSummary = {
        zonalShiftId: idOf(known.length + 1),
        resourceIdentifier: arn,
        awayFrom,
        expiryTime: endOf(expiresIn, now),
        startTime: now,
        status: 'ACTIVE',
        comment,
        shiftType: 'ZONAL_SHIFT',
      };
      return { account: withShifts(account, [...known, shift]), output: shift };
    },
  },

  UpdateZonalShift: {
    needs: (account, { zonalShiftId }) => ({ 'arc-zonal-shift:UpdateZonalShift': [resourceOf(account, zonalShiftId)] }),
    make(account, { zonalShiftId, expiresIn, comment }, { now }) {
      const before = active(account, zonalShiftId, now);
      return replaced(account, before, {
        ...before,
        ...(expiresIn !== undefined && { expiryTime: endOf(expiresIn, now) }),
        ...(comment !== undefined && { comment }),
      });
    },
  },

  CancelZonalShift: {
    needs: (account, { zonalShiftId }) => ({ 'arc-zonal-shift:CancelZonalShift': [resourceOf(account, zonalShiftId)] }),
    make(account, { zonalShiftId }, { now }) {
      const before = active(account, zonalShiftId, now);
      return replaced(account, before, { ...before, status: 'CANCELED' });
    },
  },
};

function active(account: Account, id: string | undefined, now: Date): ZonalShiftSummary {
  const found = account['arc-zonal-shift']?.shifts.find((each) => each.zonalShiftId === id);
  if (!found) throw new AwsError('ResourceNotFoundException', `The zonal shift ${id ?? ''} was not found.`);
  if (asOf(found, now).status !== 'ACTIVE')
    throw new AwsError('ConflictException', `The zonal shift ${id ?? ''} is not active.`);
  return found;
}

function resourceOf(account: Account, id: string | undefined): string {
  return account['arc-zonal-shift']?.shifts.find((each) => each.zonalShiftId === id)?.resourceIdentifier ?? '*';
}

function replaced(account: Account, before: ZonalShiftSummary, after: ZonalShiftSummary) {
  const shifts = (account['arc-zonal-shift']?.shifts ?? []).map((each) => (each === before ? after : each));
  return { account: withShifts(account, shifts), output: after };
}

/** `90m` or `2h` from now. */
function endOf(expiresIn: string | undefined, now: Date): Date {
  const [, number = '', unit] = /^([1-9]\d{0,4})([mh])$/.exec(expiresIn ?? '') ?? [];
  const minutes = Number(number) * (unit === 'h' ? 60 : 1);
  if (minutes < 1 || minutes > LONGEST) {
    throw new AwsError('ValidationException', `The value of expiresIn is not valid: ${expiresIn ?? ''}.`);
  }
  return new Date(now.getTime() + minutes * MINUTE);
}

function idOf(number: number): string {
  return `9f0a0c5e-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

function withShifts(account: Account, shifts: readonly ZonalShiftSummary[]): Account {
  return { ...account, 'arc-zonal-shift': { shifts } };
}
