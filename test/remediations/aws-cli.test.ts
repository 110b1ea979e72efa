import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { awsCli } from '#remediations/aws-cli';

const place = { region: 'eu-west-1' };

test('a call reads as the AWS CLI takes it', () => {
  expect(
    awsCli(
      'ecs update-service',
      { cluster: 'shop', 'desired-count': 4, 'force-new-deployment': true, 'enable-execute-command': false, x: null },
      place,
    ),
  ).toBe(
    'aws ecs update-service --cluster shop --desired-count 4 --force-new-deployment --no-enable-execute-command --region eu-west-1',
  );
});

test('lists are several words, and objects are JSON', () => {
  expect(awsCli('x y', { names: ["it's", '-rf', '$(id)'], rule: { At: 'a b' } }, place)).toBe(
    `aws x y --names 'it'\\''s' '-rf' '$(id)' --rule '{"At":"a b"}' --region eu-west-1`,
  );
});

test('whatever a name holds, a shell hands it on as it is', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1 }).map(withoutNul), { minLength: 1 }), (names) => {
      const line = awsCli('x y', { names }, place);
      const words = execFileSync('sh', ['-c', `aws() { printf '%s\\0' "$@"; }; ${line}`], { encoding: 'utf8' });
      expect(words.split('\0').slice(3, -3)).toEqual(names);
    }),
    { numRuns: 30 },
  );
});

/** No argument of a program can hold it. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', '0');
}
