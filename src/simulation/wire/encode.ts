import { CborCodec } from '@smithy/core/cbor';
import type { NormalizedSchema } from '@smithy/core/schema';
import type { WireResponse } from './request.ts';
import type { Route } from './route.ts';
import type { OperationModel } from './service-model.ts';
import { toJson } from './to-json.ts';
import { toText } from './to-text.ts';
import { membersToXml } from './to-xml.ts';

/** What an operation gives back, with the SDK's member names. */
export type Output = { readonly [member: string]: unknown };

export const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Writes an answer in the wire format that the request used. */
export function encodeOutput(route: Route, operation: OperationModel, output: Output, requestId: string): WireResponse {
  const { service, wire } = route;
  const schema = operation.output;
  const id = { 'x-amzn-requestid': requestId };
  switch (wire) {
    case 'json': {
      const body = schema.isUnitSchema() ? {} : toJson(schema, output, 'names');
      return respond(200, { ...id, 'content-type': service.contentType }, JSON.stringify(body));
    }
    case 'cbor': {
      const serializer = new CborCodec().createSerializer();
      serializer.write(schema, output);
      const headers = { ...id, 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' };
      return { status: 200, headers, body: serializer.flush() };
    }
    case 'query': {
      const result = schema.isUnitSchema() ? '' : membersToXml(schema, output);
      const inner = `<${operation.name}Result>${result}</${operation.name}Result>`;
      const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
      return respond(200, { ...id, 'content-type': 'text/xml' }, document(route, operation, inner + metadata));
    }
    case 'ec2': {
      const members = schema.isUnitSchema() ? '' : membersToXml(schema, output);
      const inner = `<requestId>${requestId}</requestId>${members}`;
      return respond(200, { ...id, 'content-type': 'text/xml;charset=UTF-8' }, document(route, operation, inner));
    }
    case 'rest-json':
    case 'rest-xml':
      return encodeRest(route, operation, output, requestId);
  }
}

function respond(status: number, headers: WireResponse['headers'], body: string): WireResponse {
  return { status, headers, body: Buffer.from(body) };
}

function document(route: Route, operation: OperationModel, inner: string): string {
  const tag = `${operation.name}Response`;
  return `${xmlDeclaration}<${tag} xmlns="${route.service.xmlNamespace}">${inner}</${tag}>`;
}

/** Members go to headers, to the status, to the payload or into the body, as their traits say. */
function encodeRest(route: Route, operation: OperationModel, output: Output, requestId: string): WireResponse {
  const schema = operation.output;
  const headers: Record<string, string> = { 'x-amzn-requestid': requestId, 'x-amz-request-id': requestId };
  let status = operation.http?.status ?? 200;
  if (schema.isUnitSchema()) return { status, headers, body: new Uint8Array() };
  let inBody = false;
  for (const [name, member] of schema.structIterator()) {
    const { httpHeader, httpResponseCode, httpPayload } = member.getMergedTraits();
    const value = output[name];
    if (httpPayload) {
      const body = member.isStructSchema() ? Buffer.from(payloadDocument(route, member, value)) : payload(value);
      return { status, headers: { ...headers, ...boundHeaders(schema, output) }, body };
    }
    if (httpResponseCode && typeof value === 'number') status = value;
    if (!httpHeader && !httpResponseCode) inBody = true;
  }
  Object.assign(headers, boundHeaders(schema, output));
  if (!inBody) return { status, headers, body: new Uint8Array() };
  if (route.wire === 'rest-json') {
    const body = JSON.stringify(toJson(schema, output, 'jsonName'));
    return respond(status, { ...headers, 'content-type': 'application/json' }, body);
  }
  const tag = schema.getMergedTraits().xmlName ?? schema.getName() ?? operation.name;
  const members = membersToXml(schema, output, (member) => !member.getMergedTraits().httpHeader);
  const body = `${xmlDeclaration}<${tag} xmlns="${route.service.xmlNamespace}">${members}</${tag}>`;
  return respond(status, { ...headers, 'content-type': 'application/xml' }, body);
}

function boundHeaders(schema: NormalizedSchema, output: Output): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, member] of schema.structIterator()) {
    const { httpHeader } = member.getMergedTraits();
    const value = output[name];
    if (httpHeader && value !== undefined) headers[httpHeader.toLowerCase()] = toText(member, value, 'http-date');
  }
  return headers;
}

/** A payload of members is a document of its own, named after what it is: `<DistributionList>`. */
function payloadDocument(route: Route, schema: NormalizedSchema, value: unknown): string {
  const tag = schema.getMergedTraits().xmlName ?? schema.getName() ?? 'Payload';
  const namespace = route.service.xmlNamespace;
  return `${xmlDeclaration}<${tag} xmlns="${namespace}">${membersToXml(schema, value)}</${tag}>`;
}

function payload(value: unknown): WireResponse['body'] {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'object' && value !== null && Symbol.asyncIterator in value) {
    return value as AsyncIterable<Uint8Array>;
  }
  return Buffer.from(typeof value === 'string' ? value : '');
}
