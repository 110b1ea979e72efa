import { seconds } from './figures.ts';
import type { Chapter, Figure } from './figures.ts';
import { startBot } from './running-bot.ts';
import { startSimulatedAws } from './simulated-aws.ts';
import { median, quantile } from './statistics.ts';
import type { Transport } from '../test/e2e/workspace.ts';

const commands = 200;
/** Slack gives up then: https://docs.slack.dev/interactivity/implementing-slash-commands */
const slackLimitMs = 3_000;

/** How soon Slack has its acknowledgements when everybody asks at once. */
export async function acks(): Promise<Chapter> {
  const aws = await startSimulatedAws({ kind: 'scenario', id: 'bad-rollout/checkout-500s' });
  try {
    return {
      title: `Acknowledging ${commands} simultaneous slash commands`,
      figures: [...(await figures('http', aws.env, aws.ask)), ...(await figures('socket', aws.env, aws.ask))],
      notes: [
        'Each is a `/diagnose` of its own, sent at the same moment to a bot that has answered one before; from sending to the acknowledgement, which has to come within 3 seconds. The Slack-like server shares the machine with the bot and takes its 200 cards meanwhile.',
      ],
    };
  } finally {
    await aws.close();
  }
}

async function figures(
  transport: Transport,
  env: Readonly<Record<string, string>>,
  ask: string,
): Promise<readonly Figure[]> {
  const bot = await startBot(transport, env);
  try {
    const { alice, channel } = bot.workspace;
    const acknowledged = async (): Promise<number> => {
      const began = performance.now();
      await alice.slash(channel, '/diagnose', `alb-502 ${ask}`);
      return performance.now() - began;
    };
    await acknowledged();
    const took = await Promise.all(Array.from({ length: commands }, acknowledged));
    const name = { http: 'HTTP', socket: 'Socket Mode' }[transport];
    return [
      { what: `${name}: median`, value: seconds(median(took)) },
      { what: `${name}: p99`, value: seconds(quantile(took, 0.99)), target: seconds(slackLimitMs) },
    ];
  } finally {
    await bot.close();
  }
}
