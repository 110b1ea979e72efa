import { given } from '#playbook';

/** The time looked at. */
export interface Window {
  readonly from: Date;
  readonly to: Date;
}

export const window = given<Window>('window', 'Time window');
