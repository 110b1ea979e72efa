import { ownFault } from '#simulation/functions/exceptions';
import { fleet } from '#simulation/functions/fleet';
import { denied, like, suffers } from '#simulation/functions/incidents/invocations';
import { configured } from '#simulation/functions/incidents/settings';
import type { Outcome } from '#simulation/functions/model';
import { isKilled, runsOut, takes, throws } from '#simulation/functions/outcomes';
import type { Scenario } from '#simulation/scenario';
import { bank, freight, maps, media } from './fleets.ts';

const nodeHeap =
  '<--- Last few GCs --->\n[2:0x7f8f1c0b2000] 41022 ms: Mark-Compact 252.1 (258.6) -> 251.8 (258.9) MB, 301.1 / 0.0 ms (average mu = 0.09) allocation failure\n<--- JS stacktrace --->\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';

/** The heap of the language is full, and the sandbox is not. */
function heapFull(text: string, type: string, megabytes: number, seconds: number) {
  return (chance: () => number): Outcome => ({
    kind: 'error',
    seconds: seconds * (0.8 + 0.4 * chance()),
    memory: megabytes,
    errorType: type,
    says: [
      { at: 0.02, level: 'INFO', text: 'reading picture' },
      { at: 0.5, level: 'ERROR', text },
    ],
    after: [`RequestId: {id} Error: Runtime exited with error: signal: aborted\n${type}\n`],
  });
}

export const memory: readonly Scenario[] = [
  {
    id: 'memory-exhausted/large-pictures',
    title: 'Pictures that do not fit',
    symptom: 'Some thumbnails are never made',
    story:
      'Since 32 minutes a photographer uploads pictures of 200 megapixels. thumbnails reads them whole, uses all of its 1,024 MB and is killed. Small pictures are made as ever.',
    ask: 'thumbnails',
    account: (now) =>
      fleet(now, media('memory-large'), suffers({ name: 'thumbnails', since: 32, share: 0.3, outcome: isKilled(3) })),
    truth: {
      kind: 'diagnosed',
      rootCause: ['memory-exhausted'],
      resource: 'thumbnails',
      quotes: 'signal: killed',
      mustNotClaim: ['heap-oom', 'timeout-too-low', 'bad-release', 'memory-pressure'],
    },
  },
  {
    id: 'memory-exhausted/lowered',
    title: 'Less memory than it needs, by a setting',
    story: 'Zhang halved the memory of the geocoder to 64 MB 25 minutes ago. It uses 71. Every invocation is killed.',
    ask: 'geocode',
    account: (now) =>
      fleet(
        now,
        maps('memory-lowered'),
        suffers({ name: 'geocode', since: 25, outcome: isKilled(0.2) }),
        configured('geocode', { MemorySize: 64 }, 25, 'zhang.min'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['memory-exhausted'],
      resource: 'geocode',
      mustNotClaim: ['bad-release', 'timeout-too-low', 'heap-oom'],
    },
  },
  {
    id: 'memory-exhausted/killed-with-room-to-spare',
    title: 'Killed, with nine tenths of the memory free',
    story:
      'book-transfer is killed since 20 minutes, by an extension that misbehaves. It used 70 of 512 MB: for want of memory it was not. Nothing else tells.',
    ask: 'book-transfer',
    account: (now) =>
      fleet(
        now,
        bank('memory-spare'),
        suffers({
          name: 'book-transfer',
          since: 20,
          share: 0.5,
          outcome: (chance) => ({ kind: 'killed', seconds: 0.2 + chance() * 0.1, memory: 70 }),
        }),
      ),
    truth: {
      kind: 'unexplained',
      rootCause: null,
      mustNotClaim: ['memory-exhausted', 'heap-oom', 'memory-pressure', 'timeout-too-low'],
    },
  },
  {
    id: 'memory-exhausted/log-denied',
    title: 'Killed, and the log may not be read',
    story: 'The large pictures, seen by a role that may not query logs. The metrics count errors and nothing more.',
    ask: 'thumbnails',
    account: (now) =>
      fleet(
        now,
        media('memory-denied'),
        suffers({ name: 'thumbnails', since: 32, share: 0.3, outcome: isKilled(3) }),
        denied('logs:StartQuery', 'logs:FilterLogEvents'),
      ),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['logs:StartQuery'],
      mustNotClaim: ['memory-exhausted', 'heap-oom', 'bad-release', 'timeout-too-low'],
    },
  },
  {
    id: 'memory-pressure/close-to-the-limit',
    title: 'Nearly full, and slower and slower',
    story:
      'captions keeps every model in memory that it was ever asked for. Since 50 minutes it uses 95 of 100 parts of its memory and takes longer and longer, until its time is up. It was not killed yet.',
    ask: 'captions',
    account: (now) =>
      fleet(
        now,
        media('memory-pressure'),
        like('captions', (func) => {
          func.perMinute = 14;
          func.configuration.Timeout = 15;
        }),
        suffers({
          name: 'captions',
          since: 50,
          outcome: (chance, invocation) => ({
            ...takes(1.5 + (50 - invocation.minute) * 0.28, 0.1)(chance, invocation),
            memory: 480 + Math.floor(chance() * 8),
          }),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['memory-pressure'],
      resource: 'captions',
      atMost: 'likely',
      mustNotClaim: ['memory-exhausted', 'heap-oom', 'downstream-3rd-party', 'bad-release'],
    },
  },
  {
    id: 'heap-oom/node',
    title: 'The heap of Node.js is smaller than the function',
    story:
      'thumbnails has 1,024 MB, and Node.js a heap of 256 by a flag. Since 27 minutes large pictures fill the heap, with 700 MB of the function unused.',
    ask: 'thumbnails',
    account: (now) =>
      fleet(
        now,
        media('heap-node'),
        suffers({
          name: 'thumbnails',
          since: 27,
          share: 0.4,
          outcome: heapFull(nodeHeap, 'Runtime.ExitError', 331, 4),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['heap-oom'],
      resource: 'thumbnails',
      quotes: 'JavaScript heap out of memory',
      mustNotClaim: ['memory-exhausted', 'memory-pressure', 'timeout-too-low', 'bad-release'],
    },
  },
  {
    id: 'heap-oom/java',
    title: 'java.lang.OutOfMemoryError with a third of the memory free',
    story: 'quote-freight loads a tariff of a new carrier since 23 minutes, which the heap of its JVM does not hold.',
    ask: 'quote-freight',
    account: (now) =>
      fleet(
        now,
        freight('heap-java'),
        suffers({
          name: 'quote-freight',
          since: 23,
          share: 0.5,
          outcome: (chance, invocation) => ({
            ...throws(
              () => ({ ...ownFault('java'), type: 'java.lang.OutOfMemoryError', message: 'Java heap space' }),
              2,
            )(chance, invocation),
            memory: 690,
          }),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['heap-oom'],
      resource: 'quote-freight',
      quotes: 'java.lang.OutOfMemoryError',
      mustNotClaim: ['memory-exhausted', 'timeout-too-low', 'bad-release', 'cold-start-heavy'],
    },
  },
  {
    id: 'cpu-starved/memory-lowered',
    title: 'A quarter of the memory is a quarter of the CPU',
    story:
      'Jon lowered thumbnails from 2,048 to 512 MB 29 minutes ago: it never used more than 300. Resizing is all it does, and takes four times as long now, for which its twelve seconds are too short.',
    ask: 'thumbnails',
    account: (now) =>
      fleet(
        now,
        media('cpu-lowered'),
        like('thumbnails', (func) => {
          func.configuration.MemorySize = 2_048;
          func.configuration.Timeout = 12;
          func.seconds = 3;
          func.spread = 0.2;
          func.memory = 300;
        }),
        suffers({ name: 'thumbnails', since: 29, outcome: takes(11.8, 0.12) }),
        configured('thumbnails', { MemorySize: 512 }, 29, 'jon.abara'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['timeout-too-low'],
      resource: 'thumbnails',
      possible: ['cpu-starved'],
      mustNotClaim: ['memory-exhausted', 'memory-pressure', 'bad-release', 'downstream-3rd-party'],
    },
  },
  {
    id: 'cpu-starved/waits-instead',
    title: 'Small, but not starved: it waits',
    story:
      'The geocoder has only 256 MB and now takes nine seconds of ten. It waits for a places service that is slow since 31 minutes: its log says so, line by line.',
    ask: 'geocode',
    account: (now) =>
      fleet(
        now,
        maps('cpu-waits'),
        suffers({
          name: 'geocode',
          since: 31,
          share: 0.7,
          outcome: (chance, invocation) => ({
            ...runsOut()(chance, invocation),
            says: [{ at: 0.02, level: 'INFO', text: 'GET https://places.ditu.example.cn/v3/search' }],
          }),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['downstream-3rd-party'],
      mustNotClaim: ['cpu-starved', 'memory-exhausted', 'timeout-too-low', 'net-no-egress'],
    },
  },
];
