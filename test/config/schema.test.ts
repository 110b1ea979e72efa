import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { jsonSchema, loadConfig } from '#config';

const root = new URL('../../', import.meta.url);
const text = (name: string) => readFile(new URL(name, root), 'utf8');

describe('The published JSON Schema', () => {
  test('is the one the program checks with (node src/config/print-schema.ts > opsmedic.schema.json)', async () => {
    expect(JSON.parse(await text('opsmedic.schema.json'))).toEqual(jsonSchema());
  });

  test('describes every section and every setting of the parts in use', () => {
    const { properties } = jsonSchema();
    for (const section of Object.values(properties ?? {})) expect(section).toHaveProperty('description');
    for (const name of ['accounts', 'services', 'channels']) {
      const section = properties?.[name];
      expect(section).toHaveProperty('items.properties');
      for (const setting of Object.values(settingsOf(section))) expect(setting).toHaveProperty('description');
    }
  });

  const check = new Ajv({ strict: false, validateFormats: false }).compile(jsonSchema());

  test.each<[boolean, string]>([
    [true, '{}'],
    [true, "accounts: [{ id: '123456789012', name: prod }]"],
    [false, 'acounts: []'],
    [false, "accounts: [{ id: '1234', name: prod }]"],
    [false, "accounts: [{ id: '123456789012' }]"],
    [false, 'services: [{ name: x, resources: { bucket: y } }]'],
    [false, 'handoff: {}'],
  ])('says %s to %s, as the program does', async (fine, yaml) => {
    expect(check(parse(yaml))).toBe(fine);
    const loading = loadConfig({}, async () => Buffer.from(yaml)).then(
      () => true,
      () => false,
    );
    expect(await loading).toBe(fine);
  });

  test('is named in the first line of the example, and accepts it', async () => {
    const example = await text('opsmedic.example.yaml');
    expect(example.split('\n')[0]).toBe('# yaml-language-server: $schema=./opsmedic.schema.json');
    check(parse(example));
    expect(check.errors).toBeNull();
  });
});

function settingsOf(section: unknown): object {
  const { items } = section as { readonly items: { readonly properties: object } };
  return items.properties;
}

describe('The example', () => {
  const path = new URL('opsmedic.example.yaml', root).pathname;

  test('loads as it stands', async () => {
    const config = await loadConfig({ OPSMEDIC_CONFIG: path });
    expect(config.accounts.map(({ name }) => name)).toEqual(['prod', 'staging']);
    expect(config.services[0]?.resources['load-balancer']).toBe('checkout-alb');
  });

  test('shows every section', async () => {
    const { properties = {} } = jsonSchema();
    const sections = Object.keys(parse(await text('opsmedic.example.yaml')) as object);
    expect(sections.toSorted()).toEqual(Object.keys(properties).toSorted());
  });
});
