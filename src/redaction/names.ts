/**
 * How much a name gives away: what is called a password is one, whatever it looks like; what is called a token may be a
 * word of a sentence (`invalid token: unexpected end`).
 */
export type NameStrength = 'strong' | 'weak' | 'none';

const strong: ReadonlySet<string> = new Set([
  'password', 'passwords', 'passwd', 'passwort', 'pwd', 'passphrase', 'secret', 'apikey', 'authtoken', 'accesstoken',
  'secretkey', 'accesskey', 'privatekey', 'accountkey', 'clientsecret', 'connectionstring', 'sessiontoken', 'jsessionid',
  'phpsessid', 'authorization', 'cookie', 'dbpass', 'pgpassword', 'sessionid',
]); // prettier-ignore

const strongPairs: ReadonlySet<string> = new Set([
  'api key', 'access key', 'secret key', 'private key', 'account key', 'encryption key', 'signing key', 'shared key',
  'master key', 'auth key', 'service key', 'license key', 'app key', 'application key', 'ssh key', 'hmac key',
  'key id', 'connection string', 'auth token', 'access token', 'refresh token', 'id token', 'session token',
  'security token', 'bearer token', 'api token', 'client assertion', 'session id', 'response url', 'trigger id',
  'db pass', 'user pass', 'webhook url',
]); // prettier-ignore

const weak: ReadonlySet<string> = new Set([
  'token', 'tokens', 'secrets', 'credential', 'credentials', 'creds', 'auth', 'cookies', 'jwt', 'otp', 'pass', 'sid',
  'signature', 'sig', 'bearer', 'dsn',
]); // prettier-ignore

/** They steer paging and repetition, and are no secrets. */
const harmlessPairs: ReadonlySet<string> = new Set([
  'next token', 'continuation token', 'idempotency token', 'client token', 'request token', 'page token', 'sequence token',
  'marker token', 'start token', 'starting token', 'forward token', 'backward token',
]); // prettier-ignore

/** May follow the word that says what it is: `secretString`, `token_value`, `password2`. */
const suffixes: ReadonlySet<string> = new Set([
  'value',
  'string',
  'text',
  'plain',
  'plaintext',
  'base64',
  'b64',
  'hash',
  'enc',
  'encrypted',
  'binary',
]);

/**
 * Whether a field, variable, header or parameter of this name holds a secret. The last words decide: `DB_PASSWORD` and
 * `secretString` do, `secretArn`, `tokenType` and `passwordPolicy` do not.
 */
export function nameStrength(name: string): NameStrength {
  const words = wordsOf(name);
  while (words.length > 1 && isSuffix(words.at(-1) ?? '')) words.pop();
  const last = (words.pop() ?? '').replace(/\d+$/, '');
  const pair = `${words.at(-1) ?? ''} ${last}`;
  if (harmlessPairs.has(pair)) return 'none';
  if (pair === 'key id') return words.at(-2) === 'access' ? 'strong' : 'none';
  if (strong.has(last) || strongPairs.has(pair)) return 'strong';
  return weak.has(last) ? 'weak' : 'none';
}

function isSuffix(word: string): boolean {
  return suffixes.has(word) || /^v?\d+$/.test(word);
}

function wordsOf(name: string): string[] {
  return name
    .slice(-96)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
