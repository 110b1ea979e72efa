import { fact } from '#playbook';
import { permissionsOf } from '../roles.ts';
import type { PermissionAsk } from '../roles.ts';
import { episode } from './episode.ts';
import { isCutPull } from './failures.ts';
import { imageOf } from './images-asked.ts';
import { imageName } from './images.ts';
import { definitions } from './own-tasks.ts';

const ACTIONS = ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/** What execution roles must be allowed where a registry of ECR answered 403 and did not say why. */
const pullAsks = fact({
  id: 'ecs.pull-asks',
  title: 'What the execution role must be allowed',
  step: 'Permissions',
  from: { episode, definitions },
  learn: ({ episode, definitions }, { place }): readonly PermissionAsk[] => {
    const asks = episode.failures
      .filter((failure) => failure.sign === 'pull-forbidden' || isCutPull(failure))
      .flatMap((failure): PermissionAsk[] => {
        const role = failure.stop && definitions[failure.stop.task.taskDefinition]?.executionRole;
        const image = imageName(imageOf(failure, definitions) ?? '');
        if (!role || !image?.ecr) return [];
        const { registry, region } = image.ecr;
        const repository = `arn:${place.partition}:ecr:${region}:${registry}:repository/${image.repository}`;
        return [{ role, actions: ACTIONS, resources: [repository] }];
      });
    return [...new Map(asks.map((ask) => [`${ask.role} ${ask.resources.join(' ')}`, ask])).values()];
  },
});

export const pullPermissions = permissionsOf({ asks: pullAsks, id: 'ecs.pull-permissions' });
