/** What is known of an error: its name and message, in the words of the SDK or of AWS. */
interface Told {
  readonly name: string;
  readonly message: string;
}

const none =
  'There are no AWS credentials here: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where a role is attached.';

const clock = "AWS refuses requests because this machine's clock is wrong: set it, then try again.";

/** AWS's and the SDK's names for credentials that nothing can be read with. EC2 says RequestExpired for a session. */
const problems: readonly { readonly names: RegExp; readonly says: (region: string) => string }[] = [
  {
    names: /^(ExpiredToken(Exception)?|TokenRefreshRequired|RequestExpired|ExpiredTokenError)$/,
    says: () => 'The AWS session has expired: sign in again (with a profile: `aws sso login`), or renew the keys.',
  },
  {
    names: /^(RequestTimeTooSkewed|RequestInTheFuture)$/,
    says: () => clock,
  },
  {
    names: /^(SignatureDoesNotMatch|InvalidSignature(Exception)?|IncompleteSignature(Exception)?)$/,
    says: () =>
      "AWS rejects the signature of our requests: check AWS_SECRET_ACCESS_KEY, and that this machine's clock is right.",
  },
  {
    names:
      /^(InvalidClientTokenId|UnrecognizedClient(Exception)?|InvalidAccessKeyId|InvalidToken|AuthFailure|InvalidIdentityToken(Exception)?)$/,
    says: (region) =>
      `AWS does not know these credentials in ${region}: check the access key and session token, and that the account has this region enabled.`,
  },
  { names: /^MissingAuthenticationToken(Exception)?$/, says: () => none },
];

/** The sentence for a person when an error means that no read can work with these credentials; otherwise null. */
export function credentialProblem({ name, message }: Told, region: string): string | null {
  if (/^(Credentials|Token)?ProviderError$/.test(name)) return providerProblem(message, null);
  if (/Signature (expired|not yet current)/.test(message)) return clock;
  return problems.find(({ names }) => names.test(name))?.says(region) ?? null;
}

/** Why no credentials could be had. The SDK tries one source after the other, and tells what the last one said. */
export function providerProblem(message: string, profile: string | null): string {
  const whose = profile === null ? '' : ` of profile ${profile}`;
  if (/expired|re-authenticate|refresh|SSO session|load token/i.test(message)) {
    const login = /aws login|\.aws.login/.test(message) ? 'aws login' : 'aws sso login';
    const typed = profile === null ? login : `${login} --profile ${profile}`;
    return `The AWS session${whose} has expired: run \`${typed}\`, then try again.`;
  }
  // What the program printed may hold a secret.
  if (message.startsWith('Command failed')) return `The program that gives the AWS credentials${whose} failed.`;
  if (/multi-factor/i.test(message)) {
    return `The AWS credentials${whose} ask for a second factor, which cannot be typed here: use a session made with it.`;
  }
  if (profile !== null) {
    return `The AWS profile ${profile} has no usable credentials: check its name and its entries in ~/.aws.`;
  }
  return none;
}
