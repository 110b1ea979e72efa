/** An HTTP request, read whole. */
export interface WireRequest {
  readonly method: string;
  /** Undecoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: { readonly [name: string]: string | undefined };
  readonly body: Buffer;
}

/** What goes back. A body that is an iterable is streamed as it is made. */
export interface WireResponse {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}

/** Who calls which service where: SigV4's credential scope, which every signed request carries. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly signingName: string;
}

/**
 * Reads the scope from the Authorization header or, of a presigned request, from the query; null when unsigned.
 * `Credential=<access key id>/<date>/<region>/<signing name>/aws4_request`, see "AWS Signature Version 4" in the IAM
 * User Guide.
 */
export function credentialScope(request: WireRequest): CredentialScope | null {
  const header = /Credential=([^,\s]+)/.exec(request.headers['authorization'] ?? '')?.[1];
  const parts = (header ?? request.query.get('X-Amz-Credential') ?? '').split('/');
  const [accessKeyId, , region, signingName, end] = parts;
  if (!accessKeyId || !region || !signingName || end !== 'aws4_request') return null;
  return { accessKeyId, region, signingName };
}
