import { serviceOfHost } from '../../error-texts/index.ts';

/** A host that a text names, and the AWS service behind it as VPC endpoints name it. */
export interface NamedHost {
  readonly name: string;
  readonly service: string | null;
}

/** Names of files and packages end like names of hosts. */
const NO_HOST =
  /\.(?:py|js|mjs|cjs|ts|java|kt|go|cs|json|html|rb|Error|Exception)$|^(?:java|javax|com|org|net|io|software|System|Microsoft|node|botocore|urllib3)\./;

/** The host of an address, else a name that can only be one. */
export function hostIn(text: string): NamedHost | null {
  const ofAddress = /\b[a-z][a-z0-9+.-]{1,20}:\/\/(?:[^\s/@"']*@)?([a-z0-9][a-z0-9.-]{1,250}\.[a-z]{2,})/i.exec(
    text,
  )?.[1];
  const named = [...text.matchAll(/(?<![\w./@-])((?:[a-z0-9_-]{1,63}\.){1,8}[a-z]{2,24})(?![\w(/]|\.\w)/g)]
    .map(([, found = '']) => found)
    .find((found) => !NO_HOST.test(found));
  const name = ofAddress ?? named;
  return name === undefined ? null : { name, service: serviceOfHost(name) };
}
