import type { HttpBinding, OperationModel, ServiceModel } from './service-model.ts';
import type { WireRequest } from './request.ts';

interface Match {
  readonly operation: OperationModel;
  readonly labels: { readonly [member: string]: string };
}

/** The operation of a REST service whose URI template fits the request best. */
export function matchRest(service: ServiceModel, request: WireRequest): Match | undefined {
  const target = service.name === 's3' ? inBucket(request.path) : { path: request.path };
  let best: (Match & { readonly score: number }) | undefined;
  for (const operation of service.operations.values()) {
    const fit = operation.http && matchPath(operation.http, request, target.path);
    if (!fit || !fitsMembers(operation, request)) continue;
    if (service.name === 's3' && hasMember(operation, 'Bucket') !== (target.bucket !== undefined)) continue;
    const score = fit.score + (service.name === 's3' ? subresourceScore(operation, request) : 0);
    if (score <= -20 || (best && score <= best.score)) continue;
    best = { operation, labels: { ...fit.labels, ...(target.bucket && { Bucket: target.bucket }) }, score };
  }
  return best;
}

/** S3's URI templates leave the bucket out. Only path style arrives here: our host is an IP address. */
function inBucket(path: string): { readonly path: string; readonly bucket?: string } {
  const [, bucket = '', ...key] = path.split('/');
  return bucket ? { bucket: decodeURIComponent(bucket), path: `/${key.join('/')}` } : { path: '/' };
}

function matchPath(http: HttpBinding, request: WireRequest, path: string) {
  if (http.method !== request.method) return undefined;
  const labels: Record<string, string> = {};
  let score = 0;
  const parts = path.slice(1) === '' ? [] : path.slice(1).split('/');
  if (http.segments.length !== parts.length && !http.segments.some((segment) => 'label' in segment && segment.greedy)) {
    return undefined;
  }
  let at = 0;
  for (const [index, segment] of http.segments.entries()) {
    const part = parts[at];
    if (part === undefined) return undefined;
    if ('literal' in segment) {
      if (part !== segment.literal) return undefined;
      score += 10;
      at += 1;
      continue;
    }
    const end = segment.greedy ? parts.length - (http.segments.length - 1 - index) : at + 1;
    labels[segment.label] = decodeURIComponent(parts.slice(at, end).join('/'));
    score += segment.greedy ? 1 : 2;
    at = end;
  }
  for (const [name, value] of http.query) {
    if (name === 'x-id') {
      score += request.query.get(name) === value ? 5 : 0;
    } else if (!request.query.has(name) || (value !== undefined && request.query.get(name) !== value)) {
      return undefined;
    } else {
      score += 20;
    }
  }
  return at === parts.length ? { labels, score } : undefined;
}

/** UploadPart differs from PutObject by required query members, UploadPartCopy from UploadPart by a required header. */
function fitsMembers(operation: OperationModel, request: WireRequest): boolean {
  return requiredMembers(operation).every((name) => {
    const { httpQuery, httpHeader } = operation.input.getMemberSchema(name).getMergedTraits();
    if (httpQuery) return request.query.has(httpQuery);
    return !httpHeader || request.headers[httpHeader.toLowerCase()] !== undefined;
  });
}

/** A structure schema lists its required members first, and how many they are in its seventh place. */
function requiredMembers(operation: OperationModel): readonly string[] {
  const schema = operation.input.getSchema();
  if (!Array.isArray(schema) || schema[0] !== 3) return [];
  return schema[4].slice(0, schema[6] ?? 0);
}

function hasMember(operation: OperationModel, member: string): boolean {
  return operation.input.isStructSchema() && [...operation.input.structIterator()].some(([name]) => name === member);
}

/** `?acl`, `?tagging` and the like ask for another operation than the bare path does. */
function subresourceScore(operation: OperationModel, request: WireRequest): number {
  const demanded = new Set(operation.http?.query.map(([name]) => name));
  const asked = [...request.query.keys()].filter((name) => subresources.has(name) && !demanded.has(name));
  if (asked.length === 0) return 0;
  const known = new Set<unknown>();
  if (operation.input.isStructSchema()) {
    for (const [, member] of operation.input.structIterator()) known.add(member.getMergedTraits().httpQuery);
  }
  return asked.reduce((score, name) => score + (known.has(name) ? 20 : -50), 0);
}

const subresources = new Set(
  `accelerate acl analytics attributes cors encryption intelligent-tiering inventory legal-hold lifecycle location
   logging metrics notification object-lock ownershipControls policy policyStatus publicAccessBlock replication
   requestPayment restore retention select tagging torrent uploadId uploads versioning versions website`.split(/\s+/),
);
