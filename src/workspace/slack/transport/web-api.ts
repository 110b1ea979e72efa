import { isObject, parseJson, textIn, type Json } from '../json.ts';
import type { Slack } from '../slack.ts';

/** A request to Slack, however it came. */
export interface WebRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly contentType: string;
  readonly authorization: string | undefined;
  readonly body: Buffer;
}

/** `lost`: the connection is to be cut. */
export type WebAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: { readonly [name: string]: string };
      readonly body: string | Buffer;
    }
  | { readonly kind: 'lost' };

/** Arguments that clients send as JSON inside a form field. */
const JSON_FIELDS = ['blocks', 'attachments', 'view', 'metadata', 'files', 'channels', 'chunks'];

/** Answers what apps send to Slack: Web API calls, answers to a response_url, uploads and downloads of files. */
export async function answerWeb(slack: Slack, request: WebRequest): Promise<WebAnswer | null> {
  const { pathname, searchParams } = new URL(request.path, 'http://workspace.invalid');
  const [, area = '', name = ''] = pathname.split('/');
  switch (area) {
    case 'api':
      return callApi(slack, name, request, searchParams);
    case 'hooks': {
      const parsed = parseJson(request.body.toString());
      const body = parsed.ok && isObject(parsed.value) ? parsed.value : {};
      const answer = slack.respond(name, body);
      return text(answer.status, answer.body);
    }
    case 'upload':
      return upload(slack, name, request);
    case 'files':
      return download(slack, name);
    default:
      return null;
  }
}

async function callApi(slack: Slack, method: string, request: WebRequest, query: URLSearchParams): Promise<WebAnswer> {
  const args = argsOf(request, query);
  const token = (request.authorization ?? '').replace(/^Bearer /, '') || textIn(args, 'token');
  const answer = await slack.api.call(method, args, token);
  if (answer.kind === 'lost') return answer;
  return {
    kind: 'answer',
    status: answer.status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...answer.headers },
    body: JSON.stringify(answer.body),
  };
}

function argsOf({ contentType, body }: WebRequest, query: URLSearchParams): Json {
  const fromQuery = Object.fromEntries(query);
  if (contentType.includes('json')) {
    const parsed = parseJson(body.toString());
    return { ...fromQuery, ...(parsed.ok && isObject(parsed.value) ? parsed.value : {}) };
  }
  const fields = [...new URLSearchParams(body.toString())].map(([key, value]): [string, unknown] => {
    const parsed = JSON_FIELDS.includes(key) ? parseJson(value) : undefined;
    return [key, parsed?.ok === true ? parsed.value : value];
  });
  return { ...fromQuery, ...Object.fromEntries(fields) };
}

/** Clients post the bytes as they are or as a form with one part. */
async function upload(slack: Slack, id: string, request: WebRequest): Promise<WebAnswer> {
  const file = slack.state.files.get(id);
  if (file === undefined || file.stage !== 'announced') return text(404, 'unknown upload');
  file.bytes = request.contentType.startsWith('multipart/form-data') ? await firstPart(request) : request.body;
  file.stage = 'uploaded';
  return text(200, `OK - ${file.bytes.length}`);
}

async function firstPart({ contentType, body }: WebRequest): Promise<Buffer> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  const [part] = [...form.values()];
  return part instanceof Blob ? Buffer.from(await part.arrayBuffer()) : Buffer.from(part ?? '');
}

function download(slack: Slack, id: string): WebAnswer {
  const file = slack.state.files.get(id);
  if (file === undefined || file.stage !== 'shared') return text(404, 'no such file');
  const name = encodeURIComponent(file.name);
  return {
    kind: 'answer',
    status: 200,
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${name}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    },
    body: file.bytes,
  };
}

function text(status: number, body: string): WebAnswer {
  return { kind: 'answer', status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}
