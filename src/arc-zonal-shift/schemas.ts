/**
 * The part of the API of ARC zonal shift that OpsMedic uses, as schemas of the SDK's runtime: what a generated client
 * exports. Kinds: 0 text, 1 number, 4 time, 128 a map; 3 a structure, 1 a list, 9 an operation, -3 an error. A member
 * `[kind, 1]` stands in the path, `{ httpQuery }` in the query.
 * https://docs.aws.amazon.com/arc-zonal-shift/latest/api/API_Operations.html
 */
export const namespace = 'com.amazonaws.arczonalshift';

const [TEXT, NUMBER, TIME, NUMBERS_BY_NAME] = [0, 1, 4, 128 | 1];
const IN_PATH = [TEXT, 1] as const;
const inQuery = (kind: number, httpQuery: string) => [kind, { httpQuery }] as const;

const shiftMembers = ['zonalShiftId', 'resourceIdentifier', 'awayFrom', 'expiryTime', 'startTime'] as const;
const shiftKinds = [TEXT, TEXT, TEXT, TIME, TIME] as const;

const ZonalShift = [3, namespace, 'ZonalShift', 0, [...shiftMembers, 'status', 'comment'], [...shiftKinds, TEXT, TEXT]];
const ZonalShiftInResource = [
  3,
  namespace,
  'ZonalShiftInResource',
  0,
  [...shiftMembers, 'appliedStatus', 'comment', 'shiftType'],
  [...shiftKinds, TEXT, TEXT, TEXT],
];
const ZonalShiftSummary = [
  3,
  namespace,
  'ZonalShiftSummary',
  0,
  [...shiftMembers, 'status', 'comment', 'shiftType'],
  [...shiftKinds, TEXT, TEXT, TEXT],
];
const AutoshiftInResource = [
  3,
  namespace,
  'AutoshiftInResource',
  0,
  ['appliedStatus', 'awayFrom', 'startTime'],
  [TEXT, TEXT, TIME],
];
const listOf = (name: string, schema: readonly unknown[]) => [1, namespace, name, 0, () => schema];

const operation = (name: string, http: readonly unknown[], input: readonly unknown[], output: readonly unknown[]) =>
  [9, namespace, name, { http }, () => input, () => output] as const;
const structure = (name: string, members: readonly string[], kinds: readonly unknown[]) =>
  [3, namespace, name, 0, members, kinds] as const;

export const StartZonalShift$ = operation(
  'StartZonalShift',
  ['POST', '/zonalshifts', 201],
  structure(
    'StartZonalShiftRequest',
    ['resourceIdentifier', 'awayFrom', 'expiresIn', 'comment'],
    [TEXT, TEXT, TEXT, TEXT],
  ),
  ZonalShift,
);

export const UpdateZonalShift$ = operation(
  'UpdateZonalShift',
  ['PATCH', '/zonalshifts/{zonalShiftId}', 200],
  structure('UpdateZonalShiftRequest', ['zonalShiftId', 'comment', 'expiresIn'], [IN_PATH, TEXT, TEXT]),
  ZonalShift,
);

export const CancelZonalShift$ = operation(
  'CancelZonalShift',
  ['DELETE', '/zonalshifts/{zonalShiftId}', 200],
  structure('CancelZonalShiftRequest', ['zonalShiftId'], [IN_PATH]),
  ZonalShift,
);

export const ListZonalShifts$ = operation(
  'ListZonalShifts',
  ['GET', '/zonalshifts', 200],
  structure(
    'ListZonalShiftsRequest',
    ['nextToken', 'status', 'maxResults', 'resourceIdentifier'],
    [
      inQuery(TEXT, 'nextToken'),
      inQuery(TEXT, 'status'),
      inQuery(NUMBER, 'maxResults'),
      inQuery(TEXT, 'resourceIdentifier'),
    ],
  ),
  structure(
    'ListZonalShiftsResponse',
    ['items', 'nextToken'],
    [() => listOf('ZonalShiftSummaries', ZonalShiftSummary), TEXT],
  ),
);

export const GetManagedResource$ = operation(
  'GetManagedResource',
  ['GET', '/managedresources/{resourceIdentifier}', 200],
  structure('GetManagedResourceRequest', ['resourceIdentifier'], [IN_PATH]),
  structure(
    'GetManagedResourceResponse',
    ['arn', 'name', 'appliedWeights', 'zonalShifts', 'autoshifts', 'zonalAutoshiftStatus'],
    [
      TEXT,
      TEXT,
      NUMBERS_BY_NAME,
      () => listOf('ZonalShiftsInResource', ZonalShiftInResource),
      () => listOf('AutoshiftsInResource', AutoshiftInResource),
      TEXT,
    ],
  ),
);

const failure = (name: string, httpError: number, more: readonly string[] = []) =>
  [
    -3,
    namespace,
    name,
    { error: httpError >= 500 ? 'server' : 'client', httpError },
    ['message', ...more],
    [TEXT, ...more.map(() => TEXT)],
  ] as const;

/** @public Found by the simulation among all exports. */
export const AccessDeniedException$ = failure('AccessDeniedException', 403);
/** @public Found by the simulation among all exports. */
export const ConflictException$ = failure('ConflictException', 409, ['reason', 'zonalShiftId']);
/** @public Found by the simulation among all exports. */
export const InternalServerException$ = failure('InternalServerException', 500);
/** @public Found by the simulation among all exports. */
export const ResourceNotFoundException$ = failure('ResourceNotFoundException', 404);
/** @public Found by the simulation among all exports. */
export const ThrottlingException$ = failure('ThrottlingException', 429);
/** @public Found by the simulation among all exports. */
export const ValidationException$ = failure('ValidationException', 400, ['reason']);
