/** An error AWS answers with, as the caller's SDK will see it: `code` becomes the error's name. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  /** HTTP status; where it is not given the service's own schema of that error decides, else 400. */
  readonly status: number | undefined;
  readonly headers: { readonly [name: string]: string };

  constructor(code: string, message: string, more: { status?: number; headers?: Record<string, string> } = {}) {
    super(message);
    this.code = code;
    this.status = more.status;
    this.headers = more.headers ?? {};
  }
}
