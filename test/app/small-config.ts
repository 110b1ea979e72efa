import type { AccountConfig, ChannelConfig, Config, ServiceConfig } from '../../src/config/index.ts';

/** A configuration with everything left out but what is given. */
export function configOf(config: Partial<Config>): Config {
  const limits = { total: 20, account: 10, action: 6, resource: 3, pending: 5 };
  const nothing = {
    accounts: [],
    services: [],
    channels: [],
    approvals: [],
    protected: [],
    freezes: [],
    breakGlass: [],
  };
  return { ...nothing, limits, ...config };
}

export const production: AccountConfig = {
  id: '111122223333',
  name: 'prod',
  regions: ['eu-west-1', 'us-east-1'],
  tags: {},
};
export const staging: AccountConfig = { id: '444455556666', name: 'staging', regions: ['eu-west-1'], tags: {} };

export function service(name: string, more: Partial<ServiceConfig> = {}): ServiceConfig {
  return { name, aliases: [], resources: {}, ...more };
}

export function channel(id: string, more: Partial<ChannelConfig> = {}): ChannelConfig {
  return { channel: id, services: [], ...more };
}
