import type { LogLine, LogLines } from '../account/logs.ts';
import { hex, uuid } from '../shop/dice.ts';
import { ago } from '../shop/time.ts';
import type { Client, Complaint, Estate } from './model.ts';

/** The streams of all clients: everyday lines, and whatever they complained about. */
export function clientLogs(estate: Estate): LogLines[] {
  return estate.clients.flatMap((client) => (client.service ? ofTasks(estate, client) : ofFunction(estate, client)));
}

function ofTasks(estate: Estate, client: Client): LogLines[] {
  const { service } = client;
  return (service?.tasks ?? []).map((task, index) => {
    const born = task.startedAgo ?? 0;
    const end = task.stopped?.ago ?? 0;
    return {
      group: client.logGroup,
      stream: `ecs/${service?.container ?? 'app'}/${task.id}`,
      lines: [...everyday(estate, client, born, end, index), ...complaints(estate, client, task.ip, born, end, index)],
    };
  });
}

/** Two streams, as of two environments that serve in turn. */
function ofFunction(estate: Estate, client: Client): LogLines[] {
  const { shop } = estate;
  const day = shop.now.toISOString().slice(0, 10).replaceAll('-', '/');
  const addresses = shop.network.ec2.networkInterfaces
    .filter(({ Groups }) => Groups?.some(({ GroupId }) => GroupId === client.securityGroup))
    .map(({ PrivateIpAddress }) => PrivateIpAddress ?? '');
  return [0, 1].map((index) => ({
    group: client.logGroup,
    stream: `${day}/[$LATEST]${hex(`${shop.seed}/${client.name}/${index}`, 32)}`,
    lines: [
      ...invocations(estate, client, index),
      ...complaints(estate, client, addresses[index] ?? '169.254.100.6', shop.history.minutes, 0, index),
    ],
  }));
}

const deeds = [
  'GET /orders 200 12ms',
  'POST /orders 201 31ms',
  'GET /orders/81724 200 9ms',
  'cache refreshed',
  'GET /session 200 4ms',
];

function everyday(estate: Estate, client: Client, from: number, until: number, turn: number): LogLine[] {
  const first = Math.min(from, estate.shop.history.minutes);
  const lines: LogLine[] = [];
  for (let minute = first - 0.1 * turn; minute > until + 0.1; minute -= 0.75)
    lines.push(line(estate, client, minute, 'info', deeds[lines.length % deeds.length] ?? ''));
  return lines;
}

function invocations(estate: Estate, client: Client, turn: number): LogLine[] {
  const lines: LogLine[] = [];
  for (let minute = estate.shop.history.minutes - turn; minute > 0.2; minute -= 2) {
    const id = uuid(`${estate.shop.seed}/${client.name}/${turn}/${minute}`);
    const at = ago(estate.shop, minute).getTime();
    lines.push(
      { at, text: `START RequestId: ${id} Version: $LATEST\n` },
      { at: at + 210, text: `END RequestId: ${id}\n` },
      {
        at: at + 211,
        text: `REPORT RequestId: ${id}\tDuration: 208.11 ms\tBilled Duration: 209 ms\tMemory Size: 512 MB\tMax Memory Used: 121 MB\t\n`,
      },
    );
  }
  return lines;
}

function complaints(estate: Estate, client: Client, ip: string, born: number, end: number, turn: number): LogLine[] {
  return client.complaints.flatMap((complaint) => spread(estate, client, complaint, { ip, born, end, turn }));
}

/** Lines of a log need not go back further than a day for anything here. */
const LONG_AGO = 1_440;

function spread(
  estate: Estate,
  client: Client,
  { from, until, every, lines }: Complaint,
  { ip, born, end, turn }: { readonly ip: string; readonly born: number; readonly end: number; readonly turn: number },
): LogLine[] {
  const made: LogLine[] = [];
  const step = every / 60;
  const start = Math.min(from, born, LONG_AGO) - turn * step * 0.37 - 0.02;
  let count = 0;
  for (let minute = start; minute > Math.max(until, end) + 0.05; minute -= step) {
    for (const [index, text] of lines({ ip, minute, count }).entries()) {
      const { at, text: written } = line(estate, client, minute, index === 0 ? 'error' : 'more', text);
      made.push({ at: at + index, text: written });
    }
    count += 1;
  }
  return made;
}

function line(estate: Estate, client: Client, minute: number, level: 'info' | 'error' | 'more', text: string): LogLine {
  const when = ago(estate.shop, minute);
  const at = when.getTime();
  const time = when.toISOString();
  if (client.kind === 'function') {
    const id = uuid(`${estate.shop.seed}/${client.name}/said/${at}`);
    return { at, text: level === 'more' ? text : `${time}\t${id}\t${level.toUpperCase()}\t${text}\n` };
  }
  if (client.json && level !== 'more')
    return { at, text: JSON.stringify({ level, time, service: client.name, msg: text }) };
  return { at, text: level === 'more' ? text : `${time} ${level.toUpperCase().padEnd(5)} [${client.name}] ${text}` };
}
