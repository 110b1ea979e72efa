/** How ECS words things. Sources: the texts collected in the ECS developer guide, its agent and public reports. */

export const GUIDE = 'For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.';

/** Fargate 1.4 and containerd. */
export function pullFailed(image: string, tail: string): string {
  return `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ${tail}`;
}

export function notFound(image: string): string {
  return pullFailed(image, `${image}: not found`);
}

/** The agent on EC2, with its advice in front; the apostrophe is U+2019. */
export function agentPullDenied(image: string, tail: string): string {
  return `CannotPullContainerError: The task can’t pull the image. Check that the role has the permissions to pull images from the registry. Error response from daemon: pull access denied for ${image}, repository does not exist or may require 'docker login': denied: ${tail}`;
}

export function notAuthorized(caller: string, action: string, resource: string, because: string): string {
  return `User: ${caller} is not authorized to perform: ${action} on resource: ${resource} because ${because}`;
}

export function noIdentityPolicy(action: string): string {
  return `no identity-based policy allows the ${action} action`;
}

export function noResourcePolicy(action: string): string {
  return `no resource-based policy allows the ${action} action`;
}

export function initFailed(tail: string): string {
  return `ResourceInitializationError: ${tail}`;
}

export function secretsFailed(tail: string): string {
  return initFailed(`unable to pull secrets or registry auth: ${tail}`);
}

/** An SDK that got no answer at all. */
export function noAnswer(service: string, operation: string, url: string, address: string): string {
  return `operation error ${service}: ${operation}, exceeded maximum number of attempts, 3, https response error StatusCode: 0, RequestID: , request send failed, Post "${url}": dial tcp ${address}:443: i/o timeout`;
}
