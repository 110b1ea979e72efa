import { LambdaClient } from '@aws-sdk/client-lambda';
import type { LambdaClientConfig, LambdaClientResolvedConfig } from '@aws-sdk/client-lambda';
import { makeBuilder } from '@smithy/core/client';
import { getEndpointPlugin } from '@smithy/core/endpoints';
import * as schemas from './schemas.ts';
import type * as shapes from './shapes.ts';

export * from './schemas.ts';
export type * from './shapes.ts';

/** What SigV4 and the host name call it. */
const NAME = 'arc-zonal-shift';

/** Of other partitions; elsewhere `amazonaws.com`. */
const SUFFIXES: readonly (readonly [RegExp, string])[] = [[/^cn-/, 'amazonaws.com.cn']];

/**
 * A client of ARC zonal shift, whose own package is not to be had here. It speaks the protocol of Lambda, so Lambda's
 * client does all of it (signing, retries, time limits), told of another service by its settings. Exports what a
 * generated package exports, so that everything around it treats it like one. See docs/adr/0020.
 */
export function createARCZonalShiftClient(config: LambdaClientConfig): LambdaClient {
  const own: LambdaClientConfig & { readonly signingName: string } = {
    ...config,
    serviceId: 'ARC Zonal Shift',
    signingName: NAME,
    protocolSettings: { defaultNamespace: schemas.namespace, version: '2022-10-30', errorTypeRegistries: [] },
    endpointProvider: ({ Region = '', Endpoint }) => ({
      url: new URL(typeof Endpoint === 'string' ? Endpoint : `https://${NAME}.${Region}.${suffixOf(Region)}`),
    }),
  };
  return new LambdaClient(own);
}

function suffixOf(region: string): string {
  return SUFFIXES.find(([pattern]) => pattern.test(region))?.[1] ?? 'amazonaws.com';
}

interface Answered {
  readonly $metadata: object;
}

const endpoint = {
  Endpoint: { type: 'builtInParams', name: 'endpoint' },
  Region: { type: 'builtInParams', name: 'region' },
} as const;

const build = makeBuilder<LambdaClientResolvedConfig, object, Answered>(
  endpoint,
  'PercDataPlane',
  'ARCZonalShiftClient',
  getEndpointPlugin,
);

type Schema = Parameters<typeof build>[3];

function command<I extends object, O extends object>(name: string, schema: readonly unknown[]) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- schemas are tuples, and written by hand here
  return build<I, O & Answered>({}, () => [], name, schema as unknown as Schema);
}

export const StartZonalShiftCommand = command<shapes.StartZonalShiftRequest, shapes.ZonalShift>(
  'StartZonalShift',
  schemas.StartZonalShift$,
);
export const UpdateZonalShiftCommand = command<shapes.UpdateZonalShiftRequest, shapes.ZonalShift>(
  'UpdateZonalShift',
  schemas.UpdateZonalShift$,
);
export const CancelZonalShiftCommand = command<shapes.CancelZonalShiftRequest, shapes.ZonalShift>(
  'CancelZonalShift',
  schemas.CancelZonalShift$,
);
export const ListZonalShiftsCommand = command<shapes.ListZonalShiftsRequest, shapes.ListZonalShiftsResponse>(
  'ListZonalShifts',
  schemas.ListZonalShifts$,
);
export const GetManagedResourceCommand = command<shapes.GetManagedResourceRequest, shapes.GetManagedResourceResponse>(
  'GetManagedResource',
  schemas.GetManagedResource$,
);
