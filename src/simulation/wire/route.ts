import type { OperationModel, ServiceModel, Wire } from './service-model.ts';
import type { WireRequest } from './request.ts';
import { matchRest } from './rest-route.ts';

/** Which operation a request asks for, and in which wire format it wants its answer. */
export interface Route {
  readonly service: ServiceModel;
  readonly wire: Wire;
  /** As it stood in the request; undefined where not even that could be told. */
  readonly operationName: string | undefined;
  /** Undefined for an operation that the installed SDK does not know. */
  readonly operation: OperationModel | undefined;
  /** Input members found in the path. */
  readonly labels: { readonly [member: string]: string };
}

/**
 * Finds the operation by what each protocol puts on the wire: `smithy-protocol` and `/service/X/operation/Y`,
 * `X-Amz-Target`, `Action=` in a form, or method, path and query. The client decides on the protocol, not its default:
 * the same service answers queries and CBOR.
 */
export function route(service: ServiceModel, request: WireRequest): Route {
  const found = (wire: Wire, operationName: string | undefined, labels = {}): Route => {
    const operation = service.operations.get(operationName ?? '');
    return { service, wire, operationName, operation, labels };
  };
  const rpc = /\/service\/[^/]+\/operation\/([^/]+)$/.exec(request.path);
  if (rpc && request.headers['smithy-protocol'] === 'rpc-v2-cbor') return found('cbor', rpc[1]);
  const target = request.headers['x-amz-target'];
  if (target) return found('json', target.slice(target.lastIndexOf('.') + 1));
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    const action = new URLSearchParams(request.body.toString()).get('Action');
    return found(service.wire === 'ec2' ? 'ec2' : 'query', action ?? undefined);
  }
  const rest = matchRest(service, request);
  return found(service.wire, rest?.operation.name, rest?.labels);
}
