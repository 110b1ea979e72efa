import { cbor } from '@smithy/core/cbor';
import type { AwsError } from '../aws-error.ts';
import { xmlDeclaration } from './encode.ts';
import type { WireResponse } from './request.ts';
import type { ErrorModel, ServiceModel, Wire } from './service-model.ts';
import { escapeXml } from './to-xml.ts';

/** Writes an error in the shape of the protocol. Without a service (nothing is known of it) only the code is used. */
export function encodeError(
  wire: Wire,
  service: ServiceModel | undefined,
  error: AwsError,
  requestId: string,
): WireResponse {
  const known = service && findError(service, error.code);
  const status = error.status ?? (wire === 'query' ? known?.queryStatus : undefined) ?? known?.status ?? 400;
  const queryCode = known?.queryCode ?? error.code;
  const sender = status >= 500 ? 'Receiver' : 'Sender';
  const queryError = service?.queryCompatible && { 'x-amzn-query-error': `${queryCode};${sender}` };
  const type = known ? `${known.namespace}#${known.name}` : error.code;
  const fault = `<Code>${escapeXml(queryCode)}</Code><Message>${escapeXml(error.message)}</Message>`;
  const reply = (headers: Record<string, string>, body: string | Uint8Array): WireResponse => ({
    status,
    headers: { 'x-amzn-requestid': requestId, ...error.headers, ...headers },
    body: Buffer.from(body),
  });
  switch (wire) {
    case 'query': {
      const inner = `<Error><Type>${sender}</Type>${fault}</Error><RequestId>${requestId}</RequestId>`;
      const body = `<ErrorResponse xmlns="${service?.xmlNamespace ?? ''}">${inner}</ErrorResponse>`;
      return reply({ 'content-type': 'text/xml' }, body);
    }
    case 'ec2': {
      const inner = `<Errors><Error>${fault}</Error></Errors><RequestID>${requestId}</RequestID>`;
      return reply({ 'content-type': 'text/xml;charset=UTF-8' }, `${xmlDeclaration}<Response>${inner}</Response>`);
    }
    case 'rest-xml': {
      const headers = { 'content-type': 'application/xml', 'x-amz-request-id': requestId };
      const inner = `${fault}<RequestId>${requestId}</RequestId><HostId>simulation</HostId>`;
      return reply(headers, `${xmlDeclaration}<Error>${inner}</Error>`);
    }
    case 'cbor': {
      const headers = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor', ...queryError };
      return reply(headers, cbor.serialize({ __type: type, message: error.message }));
    }
    case 'rest-json': {
      const headers = { 'content-type': 'application/json', 'x-amzn-errortype': known?.name ?? error.code };
      return reply(headers, JSON.stringify({ [known?.messageMember ?? 'message']: error.message }));
    }
    case 'json': {
      const headers = { 'content-type': service?.contentType ?? 'application/x-amz-json-1.1', ...queryError };
      return reply(headers, JSON.stringify({ __type: type, [known?.messageMember ?? 'message']: error.message }));
    }
  }
}

/** Errors are known by their shape's name, with or without `Exception`, and by their old query code. */
function findError(service: ServiceModel, code: string): ErrorModel | undefined {
  const byCode = [...service.errors.values()].find((error) => error.queryCode === code);
  return service.errors.get(code) ?? service.errors.get(`${code}Exception`) ?? byCode;
}
