/** One line of the live step list. */
export interface Step {
  readonly title: string;
  readonly state: 'pending' | 'in-progress' | 'complete' | 'error';
  /** Facts learnt so far and in all. */
  readonly done: number;
  readonly of: number;
}

/** How far an investigation has come: sent whenever a fact was learnt or found unlearnable. */
export interface Progress {
  readonly steps: readonly Step[];
  readonly done: number;
  readonly of: number;
}
