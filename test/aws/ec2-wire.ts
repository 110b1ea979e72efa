/** An answer of EC2 as it comes, with the token of the next page where there is one. */
export function xml(operation: string, result: string, next?: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<${operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
  <requestId>59dbff89-35bd-4eac-99ed-be587EXAMPLE</requestId>
  ${result}
  ${next === undefined ? '' : `<nextToken>${next}</nextToken>`}
</${operation}Response>`;
}

/** What a request for everything of one kind in a VPC holds. */
export const inVpc = { 'Filter.1.Name': 'vpc-id', 'Filter.1.Value.1': 'vpc-1' };
