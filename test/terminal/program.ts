/** The command line with a small account instead of AWS, as a process. `SMALL` chooses what the account answers. */
import { cli } from '../../src/terminal/cli.ts';
import { smallProgram } from './small-program.ts';

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.exitCode = await cli(
  process.argv.slice(2),
  process,
  smallProgram(process.env['SMALL'] ?? 'broken', stop.signal),
);
