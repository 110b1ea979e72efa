import type { FleetOptions } from '#simulation/functions/fleet';
import { digits } from '#simulation/shop/dice';

/** Each scenario has an account of its own, so that many can be simulated side by side. */
export function accountId(seed: string): string {
  return digits(`account of ${seed}`, 12);
}

/** The businesses in which incidents happen. A scenario takes one and gives it a seed of its own, so that ids differ. */
export function invoices(seed: string): FleetOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'eu-west-1',
    functions: [
      {
        name: 'invoice-pdf',
        perMinute: 14,
        timeout: 3,
        memory: 512,
        seconds: 2.3,
        spread: 0.2,
        uses: 210,
        says: [
          { at: 0.02, level: 'INFO', text: 'rendering invoice' },
          { at: 0.95, level: 'INFO', text: 'invoice stored' },
        ],
      },
      { name: 'invoice-mail', perMinute: 4, language: 'node', seconds: 0.3 },
    ],
  };
}

/** A shop whose functions live in a VPC, and call a payment provider and services of AWS. */
export function payments(seed: string): FleetOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'us-east-1',
    zones: 4,
    functions: [
      {
        name: 'charge-card',
        perMinute: 16,
        language: 'node',
        timeout: 20,
        memory: 512,
        seconds: 0.45,
        vpc: true,
        says: [
          { at: 0.02, level: 'INFO', text: 'charging order' },
          { at: 0.1, level: 'INFO', text: 'POST https://api.cardgate.example/v1/charges' },
          { at: 0.95, level: 'INFO', text: 'charged' },
        ],
      },
      { name: 'receipt', perMinute: 5, language: 'node', seconds: 0.2 },
      { name: 'fraud-hints', perMinute: 4, seconds: 0.6 },
    ],
  };
}

export function clinic(seed: string): FleetOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'us-gov-west-1',
    partition: 'aws-us-gov',
    functions: [
      {
        name: 'lab-results',
        perMinute: 12,
        timeout: 30,
        memory: 512,
        seconds: 0.8,
        vpc: true,
        says: [
          { at: 0.02, level: 'INFO', text: 'reading secret lab/api' },
          { at: 0.4, level: 'INFO', text: 'asking the laboratory' },
          { at: 0.95, level: 'INFO', text: 'stored 4 results' },
        ],
      },
      { name: 'reminders', perMinute: 3, seconds: 0.3 },
    ],
  };
}

export function maps(seed: string): FleetOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'cn-north-1',
    partition: 'aws-cn',
    zones: 2,
    functions: [
      {
        name: 'geocode',
        perMinute: 18,
        language: 'go',
        timeout: 10,
        memory: 256,
        seconds: 0.12,
        uses: 71,
        says: [{ at: 0.9, level: 'INFO', text: 'geocoded' }],
      },
      { name: 'tile-index', perMinute: 6, language: 'go', seconds: 0.05, uses: 40 },
    ],
  };
}

/** Pictures come through a queue. */
export function media(seed: string): FleetOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'us-west-2',
    functions: [
      {
        name: 'thumbnails',
        perMinute: 20,
        language: 'node',
        timeout: 60,
        memory: 1_024,
        seconds: 1.4,
        uses: 430,
        says: [
          { at: 0.03, level: 'INFO', text: 'reading picture' },
          { at: 0.5, level: 'INFO', text: 'resizing' },
          { at: 0.97, level: 'INFO', text: 'wrote 3 sizes' },
        ],
      },
      { name: 'captions', perMinute: 5, seconds: 0.9, memory: 512 },
    ],
  };
}

export function freight(seed: string): FleetOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'ap-southeast-2',
    functions: [
      {
        name: 'quote-freight',
        perMinute: 15,
        language: 'java',
        timeout: 15,
        memory: 1_024,
        seconds: 0.35,
        uses: 310,
        initMs: 3_900,
        says: [
          { at: 0.05, level: 'INFO', text: 'quoting shipment' },
          { at: 0.95, level: 'INFO', text: 'quoted' },
        ],
      },
      { name: 'track-parcel', perMinute: 5, language: 'java', memory: 512, seconds: 0.2 },
    ],
  };
}

export function bank(seed: string): FleetOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'eu-central-1',
    functions: [
      {
        name: 'book-transfer',
        perMinute: 13,
        language: 'dotnet',
        timeout: 10,
        memory: 512,
        seconds: 0.25,
        uses: 160,
        says: [
          { at: 0.05, level: 'INFO', text: 'booking transfer' },
          { at: 0.95, level: 'INFO', text: 'booked' },
        ],
      },
      { name: 'statement', perMinute: 4, language: 'dotnet', seconds: 0.5 },
    ],
  };
}

/** Sensors send to a stream. */
export function sensors(seed: string): FleetOptions {
  return {
    seed,
    account: accountId(seed),
    region: 'eu-north-1',
    functions: [
      {
        name: 'ingest-readings',
        perMinute: 12,
        timeout: 60,
        memory: 512,
        seconds: 0.7,
        says: [
          { at: 0.05, level: 'INFO', text: 'batch of 87 records' },
          { at: 0.95, level: 'INFO', text: 'stored' },
        ],
      },
      { name: 'daily-means', perMinute: 2, seconds: 1.2 },
    ],
  };
}
