/** Prints `opsmedic.schema.json`: `node src/config/print-schema.ts > opsmedic.schema.json`. */
import { jsonSchema } from './schema.ts';

process.stdout.write(`${JSON.stringify(jsonSchema(), null, 2)}\n`);
