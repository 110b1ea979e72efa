import { setTimeout as pause } from 'node:timers/promises';
import playbook from '../playbooks/alb-502/playbook.ts';
import { coldRuns } from './cold-run.ts';
import { longestChain } from './critical-path.ts';
import { diagnoseOnce, services, warmApp } from './diagnosing.ts';
import { ratio, seconds } from './figures.ts';
import type { Chapter, Figure } from './figures.ts';
import { anyCall, callsInTurn } from './serial-calls.ts';
import { startSimulatedAws } from './simulated-aws.ts';
import { median, times } from './statistics.ts';

const latencyMs = 60;
const runs = 7;
const coldStarts = 3;
/** The rate limits we set ourselves are for whole accounts: runs that follow each other at once would share them. */
const restMs = 1_100;

const incidents = [
  'bad-rollout/checkout-500s',
  'keepalive-mismatch/idle-timeout-raised',
  'sg-blocks-target/rule-revoked',
];
const large = 'odd-data/eighty-target-groups';

/** What one incident took, in milliseconds. */
interface Measured {
  readonly id: string;
  readonly calls: number;
  /** The longest chain of dependent calls. */
  readonly chain: number;
  /** The median of the runs. */
  readonly took: number;
  /** Each run ÷ a chain of as many calls that was made alone just before: the median. */
  readonly overAlone: number;
  readonly inTurn: number;
  /** Processor time of the thread that investigates: the median. */
  readonly cpu: number;
}

/** How close an investigation comes to what its dependencies allow, and how far from asking one thing at a time. */
export async function latency(): Promise<Chapter> {
  const measured: Measured[] = [];
  for (const id of incidents) measured.push(await measure(id));
  const worst = (of: (one: Measured) => number): string => ratio(Math.max(...measured.map(of)));
  return {
    title: `Diagnosing, with ${latencyMs} ms added to each AWS call`,
    figures: [
      {
        what: `Time ÷ (longest chain of dependent calls × ${latencyMs} ms), worst incident`,
        value: worst((one) => one.took / boundOf(one)),
        target: '1.25',
      },
      { what: 'Time ÷ that chain made alone in the same moment, worst incident', value: worst((one) => one.overAlone) },
      { what: 'Time ÷ the same calls one after another, worst incident', value: worst((one) => one.took / one.inTurn) },
      ...measured.map(figureOf),
      ...(await largeFigures()),
      ...(await coldFigures()),
    ],
    notes: [
      `In process and warm, through the use case that Slack and the terminal call; medians of ${runs} runs. The chain is that of the facts that the playbook declares and of the calls that each fact made one after another, and before it the search for the load balancer by its name, without which there is no investigation; waiting in a queue of ours makes no chain longer.`,
      'A busy machine delays every answer: the chain made alone, call by call through the same clients and in turn with the runs, shows by how much.',
      `With eighty target groups the limits that OpsMedic sets itself per second decide, not the chain.`,
    ],
  };
}

async function measure(id: string): Promise<Measured> {
  const aws = await startSimulatedAws({ kind: 'scenario', id }, latencyMs);
  try {
    const app = await warmApp(aws.env);
    const inTurn = await callsInTurn(aws.env, services);
    await times(2, () => diagnoseOnce(app, aws.ask));
    await pause(restMs);
    await aws.reset();
    let searched = 0;
    const { report } = await diagnoseOnce(app, aws.ask, async () => {
      searched = (await aws.record()).summary.serialDepth;
    });
    const { calls } = await aws.record();
    const chain = searched + longestChain(playbook, report);
    const done = await times(runs, async () => {
      await pause(restMs);
      const alone = await inTurn(Array.from({ length: chain }, () => anyCall));
      const before = process.threadCpuUsage();
      const { ms } = await diagnoseOnce(app, aws.ask);
      const { user, system } = process.threadCpuUsage(before);
      return { ms, alone, cpu: (user + system) / 1_000 };
    });
    return {
      id,
      calls: calls.length,
      chain,
      took: median(done.map(({ ms }) => ms)),
      overAlone: median(done.map(({ ms, alone }) => ms / alone)),
      inTurn: await inTurn(calls),
      cpu: median(done.map((one) => one.cpu)),
    };
  } finally {
    await aws.close();
  }
}

function boundOf({ chain }: Measured): number {
  return chain * latencyMs;
}

function figureOf(one: Measured): Figure {
  const { id, calls, chain, took, inTurn, cpu } = one;
  return {
    what: `\`${id}\`: ${calls} calls, longest chain ${chain}`,
    value: `${seconds(took)} (bound ${seconds(boundOf(one))}, in turn ${seconds(inTurn)}, processor ${seconds(cpu)})`,
  };
}

/** Where rate limits rule and not the longest chain, for information: hundreds of calls. */
async function largeFigures(): Promise<readonly Figure[]> {
  const aws = await startSimulatedAws({ kind: 'scenario', id: large }, latencyMs);
  try {
    const app = await warmApp(aws.env);
    const { ms } = await diagnoseOnce(app, aws.ask);
    const { calls } = (await aws.record()).summary;
    return [{ what: `\`${large}\`: ${calls} calls, once`, value: seconds(ms) }];
  } finally {
    await aws.close();
  }
}

/** The command line starts anew each time: what that costs, for information. */
async function coldFigures(): Promise<readonly Figure[]> {
  const [id = ''] = incidents;
  const aws = await startSimulatedAws({ kind: 'scenario', id }, latencyMs);
  try {
    const took = await coldRuns(coldStarts, ['diagnose', 'alb-502', aws.ask, '--json'], aws.env);
    return [{ what: `The command line from its start to its end (\`${id}\`)`, value: seconds(median(took)) }];
  } finally {
    await aws.close();
  }
}
