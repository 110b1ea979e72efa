import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { hex, uuid } from '../../shop/dice.ts';
import { lastModified } from '../add-function.ts';
import type { Happening } from '../model.ts';
import { note } from '../trail.ts';
import { functionNamed } from './find.ts';

/** Settings of a function are changed. */
export function configured(
  name: string,
  change: Partial<FunctionConfiguration>,
  minutesAgo: number,
  by: string,
): Happening {
  return (fleet) => {
    const func = functionNamed(fleet, name);
    Object.assign(func.configuration, change, { LastModified: lastModified(fleet, minutesAgo) });
    const parameters = Object.entries(change).map(([key, value]) => [
      key.charAt(0).toLowerCase() + key.slice(1),
      value,
    ]);
    note(fleet, {
      name: 'UpdateFunctionConfiguration20150331v2',
      source: 'lambda',
      by,
      minutesAgo,
      parameters: { functionName: name, ...Object.fromEntries(parameters) },
      resources: [{ type: 'AWS::Lambda::Function', name: func.arn }],
    });
  };
}

/** New code, for everybody who calls the function itself. */
export function released(name: string, minutesAgo: number, by = 'ci'): Happening {
  return (fleet) => {
    const func = functionNamed(fleet, name);
    Object.assign(func.configuration, {
      LastModified: lastModified(fleet, minutesAgo),
      CodeSha256: `${hex(`${fleet.seed}/${name}/code/${minutesAgo}`, 43)}=`,
      RevisionId: uuid(`${fleet.seed}/${name}/${minutesAgo}`),
    });
    note(fleet, {
      name: 'UpdateFunctionCode20150331v2',
      source: 'lambda',
      by,
      minutesAgo,
      parameters: { functionName: name, publish: false, dryRun: false },
      resources: [{ type: 'AWS::Lambda::Function', name: func.arn }],
    });
  };
}

export interface Versions {
  readonly name: string;
  readonly alias: string;
  /** The version before, and the one that was published now. */
  readonly old: string;
  readonly new: string;
  readonly minutesAgo: number;
  /** Part of the invocations that the new one gets; all without it. */
  readonly part?: number;
}

/** A version is published and the alias that callers use led to it, at once or in part. */
export function aliasMoved(options: Versions): Happening {
  return (fleet) => {
    const { name, alias, minutesAgo, part = 1 } = options;
    const func = functionNamed(fleet, name);
    func.live = {
      alias,
      turns: [
        { since: 99_999, version: options.old, part: 1 },
        { since: minutesAgo, version: options.new, part },
      ],
    };
    const version = (number: string, changedAgo: number) => ({
      ...func.configuration,
      FunctionArn: `${func.arn}:${number}`,
      Version: number,
      CodeSha256: `${hex(`${fleet.seed}/${name}/code of ${number}`, 43)}=`,
      LastModified: lastModified(fleet, changedAgo),
    });
    const latest = version(options.new, minutesAgo + 1);
    func.versions.push(version(options.old, 12_960), latest);
    Object.assign(func.configuration, { LastModified: latest.LastModified, CodeSha256: latest.CodeSha256 });
    fleet.aliases.push({
      Name: alias,
      AliasArn: `${func.arn}:${alias}`,
      FunctionVersion: part < 1 ? options.old : options.new,
      RevisionId: uuid(`${fleet.seed}/${name}/${alias}`),
      ...(part < 1 ? { RoutingConfig: { AdditionalVersionWeights: { [options.new]: part } } } : {}),
    });
    const resources = [{ type: 'AWS::Lambda::Function', name: func.arn }];
    const common = { source: 'lambda', by: 'ci', resources };
    note(fleet, {
      ...common,
      name: 'UpdateFunctionCode20150331v2',
      minutesAgo: minutesAgo + 1,
      parameters: { functionName: name, publish: true },
    });
    note(fleet, {
      ...common,
      name: 'UpdateAlias20150331',
      minutesAgo,
      parameters: { functionName: name, name: alias, functionVersion: part < 1 ? options.old : options.new },
    });
  };
}

/** Executions set aside for the function, which are its limit too. */
export function reserved(
  name: string,
  count: number,
  change?: { readonly minutesAgo: number; readonly by: string },
): Happening {
  return (fleet) => {
    fleet.reserved[name] = count;
    if (!change) return;
    note(fleet, {
      name: 'PutFunctionConcurrency20171031',
      source: 'lambda',
      ...change,
      parameters: { functionName: name, reservedConcurrentExecutions: count },
      resources: [{ type: 'AWS::Lambda::Function', name: functionNamed(fleet, name).arn }],
    });
  };
}

/** So many invocations a minute are refused. */
export function throttled(name: string, refused: (minute: number) => number): Happening {
  return (fleet) => {
    functionNamed(fleet, name).throttles = refused;
  };
}
