import { denied } from '#simulation/incidents/limits';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening, ShopOptions } from '#simulation/shop';
import { allowing } from '#simulation/shop/roles';
import { record } from '#simulation/shop/trail';
import { ago } from '#simulation/shop/time';
import { all, defined, secret } from '#simulation/tasks/definitions';
import { roleIs } from '#simulation/tasks/roles';
import { badRelease, replacementsFail } from '#simulation/tasks/starts';
import { arcade, bank, missing, press, rail, regional, sessionArn, space, tea } from './accounts.ts';
import { noIdentityPolicy, notAuthorized, secretsFailed } from './wording.ts';

const keyless = press('secret-key');
const parameterless = rail('ssm-missing');
const gone = bank('secret-gone');
const deleted = arcade('secret-deleted');
const refused = press('secret-denied');
const sealed = space('kms-denied');
const unasked = rail('secret-unseen');
const fenced = tea('endpoint-policy');

function secretArn(options: ShopOptions, name: string): string {
  return regional(options, 'secretsmanager', `secret:${name}`);
}

/** The service has always had this secret. */
function uses(service: string, name: string, valueFrom: string): Happening {
  return defined(service, secret(name, valueFrom));
}

function notFetched(arn: string, error: string): string {
  return secretsFailed(
    `execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${arn} from secrets manager: ${error}`,
  );
}

const missingSecret =
  "ResourceNotFoundException: Secrets Manager can't find the specified secret. status code: 400, request id: 93f0a1a2-54be-4a8c-b6a5-c4f2f5a5b6d1";

export const secrets: readonly Scenario[] = [
  {
    id: 'secret-json-key-missing/renamed-key',
    title: 'The secret has no key of that name',
    story:
      'Release 64 reads api_token from the secret of the articles, in which the key is called apiToken. The secret itself can be read.',
    ask: 'articles',
    account: (now) =>
      shop(
        now,
        keyless,
        badRelease({
          service: 'articles',
          minutesAgo: 21,
          change: secret('API_TOKEN', `${secretArn(keyless, 'articles/api-Wc81Qz')}:api_token::`),
          refusal: {
            reason: secretsFailed(
              `execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): retrieved secret from Secrets Manager did not contain json key api_token`,
            ),
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['secret-json-key-missing'],
      resource: 'articles/api-Wc81Qz',
      quotes: 'did not contain json key api_token',
      mustNotClaim: ['exec-role-denied', 'secret-not-found', 'init-network'],
    },
  },
  {
    id: 'ssm-parameter-missing/other-path',
    title: 'The parameter is under another path',
    story:
      'The parameters moved from /preise/prod to /prod/preise last week. Release 41 is the first that is registered since, with the old path for one of them.',
    ask: 'preise',
    account: (now) =>
      shop(
        now,
        parameterless,
        uses('preise', 'TARIFF_KEY', regional(parameterless, 'ssm', 'parameter/prod/preise/tariff')),
        badRelease({
          service: 'preise',
          minutesAgo: 17,
          change: secret('CACHE_KEY', regional(parameterless, 'ssm', 'parameter/preise/prod/cache-key')),
          refusal: {
            reason: secretsFailed(
              'execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid parameters: /preise/prod/cache-key',
            ),
          },
        }),
        missing('/preise/prod/cache-key'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['ssm-parameter-missing'],
      resource: '/preise/prod/cache-key',
      quotes: 'invalid parameters: /preise/prod/cache-key',
      mustNotClaim: ['exec-role-denied', 'secret-not-found', 'init-network'],
    },
  },
  {
    id: 'secret-not-found/wrong-suffix',
    title: 'A secret that was made anew',
    story:
      'The secret of the transfers was deleted for good and made anew under the same name, with six other characters at the end of its ARN. The task definition names the old ARN.',
    ask: 'transfers',
    account: (now) =>
      shop(
        now,
        gone,
        uses('transfers', 'DB_PASSWORD', secretArn(gone, 'transfers/db-Old111')),
        missing(secretArn(gone, 'transfers/db-Old111')),
        replacementsFail({
          service: 'transfers',
          since: 23,
          more: 2,
          refusal: { reason: notFetched(secretArn(gone, 'transfers/db-Old111'), missingSecret) },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['secret-not-found'],
      resource: 'transfers/db-Old111',
      quotes: 'find the specified secret',
      mustNotClaim: ['exec-role-denied', 'secret-pending-deletion', 'secret-json-key-missing'],
    },
  },
  {
    id: 'secret-not-found/describe-denied',
    title: 'Secrets may not be described',
    story:
      'The secret that the task definition names is gone. Secrets may not be described, so that only the text of ECS tells of it.',
    ask: 'verbindungen',
    account: (now) =>
      shop(
        now,
        unasked,
        uses('verbindungen', 'DB_PASSWORD', secretArn(unasked, 'verbindungen/db-Xy12Za')),
        missing(secretArn(unasked, 'verbindungen/db-Xy12Za')),
        replacementsFail({
          service: 'verbindungen',
          since: 23,
          more: 1,
          refusal: { reason: notFetched(secretArn(unasked, 'verbindungen/db-Xy12Za'), missingSecret) },
        }),
        denied('secretsmanager:DescribeSecret'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['secret-not-found'],
      resource: 'verbindungen/db-Xy12Za',
      gaps: ['secretsmanager:DescribeSecret'],
      mustNotClaim: ['secret-pending-deletion', 'exec-role-denied'],
    },
  },
  {
    id: 'secret-pending-deletion/cleaned-up',
    title: 'A secret that is to be deleted',
    story:
      'A clean-up job scheduled the secret of the match maker for deletion 40 minutes ago, because nobody had read it for ninety days: tasks read it only when they start. Autoscaling then asked for two more.',
    ask: 'matchmaker',
    account: (now) =>
      shop(
        now,
        deleted,
        uses('matchmaker', 'SEASON_KEY', secretArn(deleted, 'matchmaker/season-Ab34Cd')),
        (made) => {
          made.supplies.secrets.push({
            ARN: secretArn(deleted, 'matchmaker/season-Ab34Cd'),
            Name: 'matchmaker/season',
            DeletedDate: ago(made, 40),
            CreatedDate: new Date('2024-04-02T10:00:00Z'),
          });
          record(made, {
            name: 'DeleteSecret',
            source: 'secretsmanager',
            by: 'cleanup-job',
            minutesAgo: 40,
            parameters: { secretId: secretArn(deleted, 'matchmaker/season-Ab34Cd') },
            resources: [{ type: 'AWS::SecretsManager::Secret', name: secretArn(deleted, 'matchmaker/season-Ab34Cd') }],
          });
        },
        replacementsFail({
          service: 'matchmaker',
          since: 28,
          more: 2,
          refusal: {
            reason: notFetched(
              secretArn(deleted, 'matchmaker/season-Ab34Cd'),
              "InvalidRequestException: You can't perform this operation on the secret because it was marked for deletion. status code: 400, request id: 0e7c1a55-0f4b-4df4-8a9c-5a4e0a9e2e10",
            ),
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['secret-pending-deletion'],
      resource: 'matchmaker/season-Ab34Cd',
      quotes: 'it was marked for deletion',
      mustNotClaim: ['secret-not-found', 'exec-role-denied', 'fargate-capacity'],
    },
  },
  {
    id: 'exec-role-denied/get-secret-value',
    title: 'The execution role may not read the secret',
    story:
      'Release 64 of articles reads a new secret. Its execution role may not; the role of the application, which is another one, may. The secret is there and has a value.',
    ask: 'newsroom/articles',
    account: (now) =>
      shop(
        now,
        refused,
        roleIs('articles-execution', { inline: { parameters: allowing('ssm:GetParameters') } }),
        badRelease({
          service: 'articles',
          minutesAgo: 24,
          change: secret('SEARCH_KEY', secretArn(refused, 'articles/search-Kd93Lm')),
          refusal: ({ id }) => ({
            reason: notFetched(
              secretArn(refused, 'articles/search-Kd93Lm'),
              `operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400, RequestID: 7d1f60a2-3d4e-4ab0-8c47-0a61b9d8d3b1, api error AccessDeniedException: ${notAuthorized(sessionArn(refused, 'articles-execution', id), 'secretsmanager:GetSecretValue', secretArn(refused, 'articles/search-Kd93Lm'), noIdentityPolicy('secretsmanager:GetSecretValue'))}`,
            ),
          }),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['exec-role-denied'],
      resource: 'articles-execution',
      quotes: 'is not authorized to perform: secretsmanager:GetSecretValue',
      mustNotClaim: ['secret-not-found', 'init-network', 'image-pull-iam', 'role-not-assumable'],
    },
  },
  {
    id: 'exec-role-denied/kms-not-allowed',
    title: 'The key says no',
    story:
      'The secret was moved to a key of its own, whose policy does not know the execution role. The error names no action: access to KMS is not allowed.',
    ask: 'telemetry',
    account: (now) =>
      shop(
        now,
        sealed,
        uses('telemetry', 'UPLINK_KEY', secretArn(sealed, 'telemetry/uplink-Gh56Jk')),
        replacementsFail({
          service: 'telemetry',
          since: 25,
          more: 2,
          refusal: {
            reason: notFetched(
              secretArn(sealed, 'telemetry/uplink-Gh56Jk'),
              'AccessDeniedException: Access to KMS is not allowed status code: 400, request id: 3e9b7e1a-8fd0-4b59-bd7e-7a3f0a4c0e15',
            ),
          },
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['exec-role-denied'],
      resource: 'telemetry-execution',
      quotes: 'Access to KMS is not allowed',
      mustNotClaim: ['secret-not-found', 'init-network', 'secret-pending-deletion'],
    },
  },
  {
    id: 'exec-role-denied/endpoint-policy',
    title: 'An endpoint’s policy stands in the way',
    story:
      'The endpoint of Systems Manager got a policy that leaves GetParameters out. Its text is a refusal, not a lost connection, and the parameters exist.',
    ask: 'kucun',
    account: (now) =>
      shop(
        now,
        fenced,
        defined('kucun', all(secret('MODE', '/kucun/mode'))),
        replacementsFail({
          service: 'kucun',
          since: 19,
          more: 1,
          refusal: ({ id }) => ({
            reason: secretsFailed(
              `execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): AccessDeniedException: ${notAuthorized(sessionArn(fenced, 'kucun-execution', id), 'ssm:GetParameters', regional(fenced, 'ssm', 'parameter/kucun/mode'), 'no VPC endpoint policy allows the ssm:GetParameters action')} status code: 400, request id: 1f0c8a44-214b-4704-ad1e-9e6d1f0d6b10`,
            ),
          }),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['exec-role-denied'],
      resource: 'kucun',
      quotes: 'no VPC endpoint policy allows the ssm:GetParameters action',
      mustNotClaim: ['ssm-parameter-missing', 'init-network', 'secret-not-found'],
    },
  },
];
