const fields = [
  'authorization', 'Authorization', 'cookie', 'Cookie', 'password', 'secret', 'secretString', 'token', 'accessToken', 'botToken',
  'appToken', 'apiKey', 'accessKeyId', 'secretAccessKey', 'sessionToken', 'credentials', 'signingSecret', 'clientSecret',
  'response_url', 'responseUrl', 'trigger_id', 'triggerId', 'headers', 'environment', 'env',
]; // prettier-ignore

/**
 * Field names that a logger must never print, at the top and one level below, in pino's notation. This is the first of
 * two nets, while a line is made and whatever the fields hold; the other is `redactValue` over the finished line, since
 * messages of errors and the bindings of child loggers pass by serializers and formatters.
 */
export const redactPaths: readonly string[] = fields.flatMap((field) => [field, `*.${field}`]);
