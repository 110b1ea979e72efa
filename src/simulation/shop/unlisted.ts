/**
 * A value that AWS answers and this version of its SDK does not list. Services add values to their enumerations, and
 * some have always answered one that their own model leaves out.
 */
export function unlisted<T extends string>(value: string): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- that it is not one of the listed values is the point
  return value as T;
}
