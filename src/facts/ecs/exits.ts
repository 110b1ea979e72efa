/** What an exit code says of how a process ended; `failed` for codes that applications choose themselves. */
export type Exit =
  | 'done'
  | 'failed'
  | 'not-executable'
  | 'not-found'
  | 'aborted'
  | 'killed'
  | 'segfault'
  | 'terminated';

const BY_CODE: Readonly<Record<number, Exit>> = {
  0: 'done',
  126: 'not-executable',
  127: 'not-found',
  134: 'aborted',
  137: 'killed',
  139: 'segfault',
  143: 'terminated',
};

/**
 * 126 and 127 are the shell's (it may not be executed, it is not there), 128 + n a signal: 6 SIGABRT, 9 SIGKILL,
 * 11 SIGSEGV, 15 SIGTERM. Null for a container without a code.
 */
export function exitOf(code: number | null | undefined): Exit | null {
  return code === null || code === undefined ? null : (BY_CODE[code] ?? 'failed');
}

/** Why a container could not be started, where its runtime says that the command is at fault. */
export function commandFault(text: string): 'not-executable' | 'not-found' | null {
  if (!/CannotStartContainer|CannotCreateContainer|ContainerRuntimeError/i.test(text)) return null;
  if (/executable file not found|no such file or directory/i.test(text)) return 'not-found';
  return /permission denied/i.test(text) ? 'not-executable' : null;
}

/** The agent's own words; exit code 137 alone is not taken for it. */
export function isOutOfMemory(text: string): boolean {
  return /OutOfMemory|killed due to memory usage/i.test(text);
}
