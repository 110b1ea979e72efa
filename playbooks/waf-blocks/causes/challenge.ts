import { cause, maybe } from '#playbook';
import { episode } from '#facts/waf/episode';
import { samples } from '#facts/waf/samples';
import { leaveOut, owned } from '../exceptions.ts';
import { judged, whoSays } from '../reading.ts';

export const challengeCaptchaApi = cause({
  id: 'challenge-captcha-api',
  title: 'Programs are asked to solve a challenge',
  recognised:
    'A rule with the action Challenge or CAPTCHA ends requests that no browser makes when it opens a page (other methods than GET, JSON wanted). Clients see 202 or 405, and BlockedRequests does not rise.',
  fix: 'Leave API paths out of the rule, or use a token that the application gets with the WAF SDK.',
  layer: 'config',
  from: { episode, samples: maybe(samples) },
  judge: ({ episode, samples }, say) =>
    judged(
      { episode, samples },
      {
        is: ({ turn }) => turn !== 'BLOCK',
        could: ({ turn }) => turn !== 'BLOCK',
        says: ({ key, turn }, profile) => {
          const what = turn === 'CAPTCHA' ? 'a CAPTCHA' : 'a challenge';
          const why = profile.failures[0] ? ` (${profile.failures[0].key})` : '';
          return `${key} answers calls with ${what} that only a browser can pass${why}: ${whoSays(profile)}.`;
        },
        fix: (block, profile) =>
          block.managedGroup !== null && block.label === null
            ? owned(
                block,
                `Scope ${block.rule?.name} down to pages, without the API paths; or override ${block.within} to Count.`,
              )
            : leaveOut(block, profile),
        most: 'confirmed',
      },
      say,
    ),
});
