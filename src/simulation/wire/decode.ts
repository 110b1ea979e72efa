import { CborCodec } from '@smithy/core/cbor';
import type { NormalizedSchema } from '@smithy/core/schema';
import { formTree, fromForm } from './from-form.ts';
import { fromJson } from './from-json.ts';
import { fromText } from './from-text.ts';
import type { WireRequest } from './request.ts';
import type { Route } from './route.ts';
import type { OperationModel } from './service-model.ts';

/** The input of an operation with the SDK's member names; timestamps are Dates, blobs byte arrays. */
export type Input = { [member: string]: unknown };

/**
 * Reads the input off a request. XML bodies are not read: only operations that change something have one.
 * @throws SyntaxError when the body is not what its protocol says.
 */
export function decodeInput(route: Route, operation: OperationModel, request: WireRequest): Input {
  const { input } = operation;
  if (input.isUnitSchema()) return {};
  switch (route.wire) {
    case 'json':
      return fromJson(input, parseJson(request.body), 'names') as Input;
    case 'cbor':
      return new CborCodec().createDeserializer().read(input, request.body) as Input;
    case 'query':
    case 'ec2':
      return fromForm(input, formTree(request.body.toString()), route.wire) as Input;
    case 'rest-json':
    case 'rest-xml':
      return fromRest(route, operation, request);
  }
}

function parseJson(body: Buffer): unknown {
  return body.length === 0 ? {} : JSON.parse(body.toString());
}

function fromRest(route: Route, operation: OperationModel, request: WireRequest): Input {
  const json = route.wire === 'rest-json' ? Object(parseJson(request.body)) : {};
  const out: Input = {};
  for (const [name, schema] of operation.input.structIterator()) {
    const traits = schema.getMergedTraits();
    const label = route.labels[name];
    let value: unknown;
    if (label !== undefined) value = fromText(schema, label);
    else if (traits.httpQuery) value = fromTexts(schema, request.query.getAll(traits.httpQuery));
    else if (traits.httpHeader)
      value = fromTexts(schema, headerTexts(schema, request.headers[traits.httpHeader.toLowerCase()]));
    else value = fromJson(schema, json[traits.jsonName ?? name], 'jsonName');
    if (value !== undefined) out[name] = value;
  }
  return out;
}

function headerTexts(schema: NormalizedSchema, header: string | undefined): readonly string[] {
  if (header === undefined) return [];
  return schema.isListSchema() ? header.split(/\s*,\s*/) : [header];
}

function fromTexts(schema: NormalizedSchema, texts: readonly string[]): unknown {
  if (texts[0] === undefined) return undefined;
  if (!schema.isListSchema()) return fromText(schema, texts[0]);
  return texts.map((text) => fromText(schema.getValueSchema(), text));
}
