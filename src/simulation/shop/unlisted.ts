/**
 * A value that AWS answers where this version of its SDK lists `_instead`. Services add values to their enumerations,
 * and some have always answered one that their own model leaves out.
 */
export function unlisted<T extends string>(value: string, _instead: T): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- that it is not one of the listed values is the point
  return value as T;
}
