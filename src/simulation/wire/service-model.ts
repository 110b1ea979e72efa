import { NormalizedSchema } from '@smithy/core/schema';

/** Wire formats, named after what tells them apart on the wire. `json` is awsJson 1.0 and 1.1. */
export type Wire = 'json' | 'query' | 'ec2' | 'rest-json' | 'rest-xml' | 'cbor';

/** An AWS service as its SDK client describes it at run time: what the router and the codecs work from. */
export interface ServiceModel {
  /** As the AWS CLI names it. */
  readonly name: string;
  readonly wire: Wire;
  readonly contentType: string;
  readonly version: string;
  readonly namespace: string;
  readonly xmlNamespace: string;
  /** Whether errors of a JSON protocol also carry their old query code, in `x-amzn-query-error`. */
  readonly queryCompatible: boolean;
  readonly operations: ReadonlyMap<string, OperationModel>;
  readonly errors: ReadonlyMap<string, ErrorModel>;
}

export interface OperationModel {
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** Only in REST protocols. */
  readonly http: HttpBinding | undefined;
}

export interface HttpBinding {
  readonly method: string;
  readonly status: number;
  readonly segments: readonly Segment[];
  /** Query parameters that the URI template itself demands. */
  readonly query: readonly (readonly [name: string, value: string | undefined])[];
}

type Segment = { readonly literal: string } | { readonly label: string; readonly greedy: boolean };

export interface ErrorModel {
  readonly name: string;
  readonly namespace: string;
  readonly status: number | undefined;
  /** Code and status in the query protocols, where they differ from the name. */
  readonly queryCode: string | undefined;
  readonly queryStatus: number | undefined;
  /** Services spell the member either way. */
  readonly messageMember: 'message' | 'Message';
}

const wires: { readonly [protocol: string]: Wire } = {
  awsJson1_0: 'json',
  awsJson1_1: 'json',
  awsQuery: 'query',
  ec2Query: 'ec2',
  restJson1: 'rest-json',
  restXml: 'rest-xml',
  rpcv2Cbor: 'cbor',
};

const OPERATION = 9;
const ERROR = -3;

interface ClientClass {
  new (config: object): {
    readonly config: {
      readonly protocol: { getShapeId(): string };
      readonly protocolSettings: {
        readonly version: string;
        readonly defaultNamespace: string;
        readonly xmlNamespace?: string;
        readonly awsQueryCompatible?: boolean;
      };
    };
  };
}

/**
 * Reads operations, shapes and wire traits off an installed SDK client, so that the simulation speaks what that very
 * client speaks.
 * @throws TypeError when the client speaks a protocol that is not known here.
 */
export function describeService(name: string, sdk: object): ServiceModel {
  const [, Client] = Object.entries(sdk).find(([key]) => /[^_]Client$/.test(key)) ?? [];
  if (!Client) throw new TypeError(`no client class in the SDK package of ${name}`);
  const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };
  const { config } = new (Client as ClientClass)({ region: 'us-east-1', credentials });
  const protocol = config.protocol.getShapeId().split('#')[1] ?? '';
  const wire = wires[protocol];
  if (!wire) throw new TypeError(`${name} speaks ${protocol}, which the simulation does not`);
  const schemas = Object.values(sdk).filter((value): value is unknown[] => Array.isArray(value));
  const settings = config.protocolSettings;
  return {
    name,
    wire,
    contentType: `application/x-amz-json-${protocol === 'awsJson1_0' ? '1.0' : '1.1'}`,
    version: settings.version,
    namespace: settings.defaultNamespace,
    xmlNamespace: settings.xmlNamespace ?? '',
    queryCompatible: settings.awsQueryCompatible ?? false,
    operations: byName(schemas.filter(([kind]) => kind === OPERATION).map(operationModel)),
    errors: byName(schemas.filter(([kind]) => kind === ERROR).map(errorModel)),
  };
}

function byName<T extends { readonly name: string }>(models: readonly T[]): ReadonlyMap<string, T> {
  return new Map(models.map((model) => [model.name, model]));
}

type SchemaRef = Parameters<(typeof NormalizedSchema)['of']>[0];

function operationModel(schema: unknown[]): OperationModel {
  const [, , name, traits, input, output] = schema as [9, string, string, unknown, SchemaRef, SchemaRef];
  const { http } = Object(traits) as { http?: [method: string, uri: string, status: number] };
  return {
    name,
    input: NormalizedSchema.of(input),
    output: NormalizedSchema.of(output),
    http: http && httpBinding(...http),
  };
}

function errorModel(schema: unknown[]): ErrorModel {
  const [, namespace, name, traits, members] = schema as [-3, string, string, unknown, string[]];
  const { error, httpError, awsQueryError } = Object(traits) as {
    error?: string;
    httpError?: number;
    awsQueryError?: [code: string, status: number];
  };
  return {
    name,
    namespace,
    status: httpError ?? (error === 'server' ? 500 : undefined),
    queryCode: awsQueryError?.[0],
    queryStatus: awsQueryError?.[1],
    messageMember: members.includes('Message') ? 'Message' : 'message',
  };
}

/** Takes a URI template apart: `/2015-03-31/functions/{FunctionName}/policy?x=1`. */
function httpBinding(method: string, uri: string, status: number): HttpBinding {
  const [path = '', query = ''] = uri.split('?');
  const segments = path
    .split('/')
    .filter(Boolean)
    .map((part): Segment => {
      const label = /^\{([^}+]+)(\+)?\}$/.exec(part);
      return label?.[1] ? { label: label[1], greedy: label[2] !== undefined } : { literal: part };
    });
  const demanded = query
    .split('&')
    .filter(Boolean)
    .map((pair) => {
      const [name = '', value] = pair.split('=');
      return [name, value || undefined] as const;
    });
  return { method, status: status || 200, segments, query: demanded };
}
