import { isIP } from 'node:net';
import { ConfigError } from './config-error.ts';

/** The variables as the process was given them. */
export type Env = Readonly<Record<string, string | undefined>>;

/** How we reach Slack. `local` is the workspace on this machine, for which no tokens are needed. */
export type SlackSettings =
  | { readonly mode: 'local' }
  | { readonly mode: 'socket'; readonly botToken: string; readonly appToken: string; readonly apiUrl: string }
  | { readonly mode: 'http'; readonly botToken: string; readonly signingSecret: string; readonly apiUrl: string };

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type LogLevel = (typeof logLevels)[number];

/** What the environment variables say, checked. See the table in docs/configuration.md. */
export interface Environment {
  readonly slack: SlackSettings;
  /** A `postgres://` address, or null for the embedded store in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly logLevel: LogLevel;
  /** Where we listen; port 0 means any free one. */
  readonly host: string;
  readonly port: number;
}

/**
 * Reads the settings from the environment. Throws a `ConfigError` with one sentence per variable that is missing,
 * malformed or contradicts another; no sentence repeats a secret. A blank value counts as absent.
 */
export function readEnvironment(env: Env): Environment {
  const problems: string[] = [];
  const variables: Variables = {
    get: (name) => env[name]?.trim() || null,
    refuse: (sentence) => void problems.push(sentence),
  };
  const slack = readSlack(variables);
  const environment: Environment = {
    slack,
    databaseUrl: readDatabaseUrl(variables),
    dataDir: variables.get('OPSMEDIC_DATA') ?? './data',
    logLevel: readLogLevel(variables),
    host: readHost(variables) ?? (slack.mode === 'local' ? '127.0.0.1' : '0.0.0.0'),
    port: readPort(variables),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return environment;
}

interface Variables {
  readonly get: (name: string) => string | null;
  readonly refuse: (sentence: string) => void;
}

function readSlack({ get, refuse }: Variables): SlackSettings {
  const botToken = get('SLACK_BOT_TOKEN');
  const appToken = get('SLACK_APP_TOKEN');
  const signingSecret = get('SLACK_SIGNING_SECRET');
  checkToken('SLACK_BOT_TOKEN', 'xoxb-', botToken, refuse);
  checkToken('SLACK_APP_TOKEN', 'xapp-', appToken, refuse);
  if (signingSecret !== null && /^(?:xox|xapp)|["'\s]/.test(signingSecret)) {
    refuse(
      "SLACK_SIGNING_SECRET must be the app's signing secret (Basic Information), not a token, and without quotes.",
    );
  }
  const apiUrl = readApiUrl({ get, refuse });
  if (botToken === null) {
    for (const [name, value] of Object.entries({ SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret })) {
      if (value !== null)
        refuse(`${name} is set but SLACK_BOT_TOKEN is not: set both, or neither for the local workspace.`);
    }
    return { mode: 'local' };
  }
  if (appToken !== null) return { mode: 'socket', botToken, appToken, apiUrl };
  if (signingSecret === null) {
    refuse(
      'SLACK_BOT_TOKEN needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) beside it; neither is set.',
    );
  }
  return { mode: 'http', botToken, signingSecret: signingSecret ?? '', apiUrl };
}

function checkToken(name: string, prefix: string, token: string | null, refuse: Variables['refuse']): void {
  if (token === null) return;
  if (/^["']/.test(token)) return refuse(`${name} is set with quotes around it; remove them.`);
  if (!token.startsWith(prefix)) {
    const other = /^(?:xox[a-z]-|xoxe\.|xapp-)/.exec(token)?.[0];
    return refuse(`${name} must begin with ${prefix}${other === undefined ? '' : `, not with ${other}`}.`);
  }
  if (!/^[\w.-]+$/.test(token.slice(prefix.length))) {
    refuse(
      `${name} must be letters, digits, dots and hyphens after ${prefix}; it seems to be cut or joined with something.`,
    );
  }
}

function readApiUrl({ get, refuse }: Variables): string {
  const given = get('SLACK_API_URL') ?? 'https://slack.com/api/';
  const url = URL.parse(given);
  if (!url || !/^https?:$/.test(url.protocol)) {
    refuse('SLACK_API_URL must be an address that begins with https:// or http://.');
  }
  return given.endsWith('/') ? given : `${given}/`;
}

function readDatabaseUrl({ get, refuse }: Variables): string | null {
  const url = get('DATABASE_URL');
  if (url === null) return null;
  if (!/^postgres(?:ql)?:\/\//.test(url)) {
    refuse('DATABASE_URL must begin with postgres://; for the embedded store, leave it unset.');
  } else if (!URL.canParse(url.replace('@/', '@localhost/'))) {
    refuse(
      'DATABASE_URL is not an address: special characters in its password must be percent-encoded (# is %23, / is %2F).',
    );
  }
  return url;
}

function readLogLevel({ get, refuse }: Variables): LogLevel {
  const typed = get('LOG_LEVEL')?.toLowerCase() ?? 'info';
  const level = logLevels.find((each) => each === typed);
  if (level !== undefined) return level;
  refuse(`LOG_LEVEL must be one of ${logLevels.join(', ')}.`);
  return 'info';
}

function readHost({ get, refuse }: Variables): string | null {
  const host = get('HOST');
  if (host !== null && isIP(host) === 0 && !/^[\w.-]+$/.test(host)) {
    refuse(
      'HOST must be the name or address of a network interface, like 127.0.0.1, without http:// and without a port.',
    );
  }
  return host;
}

function readPort({ get, refuse }: Variables): number {
  const typed = get('PORT') ?? '3000';
  const port = /^\d{1,5}$/.test(typed) ? Number(typed) : NaN;
  if (!(port <= 65535)) refuse('PORT must be a number from 0 to 65535.');
  return port;
}
