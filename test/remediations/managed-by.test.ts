import { describe, expect, test } from 'vitest';
import { ReadFailure } from '#playbook';
import { managedBy, ownersOf } from '#remediations/managed-by';

describe('what manages a resource', () => {
  test.each([
    [{ 'aws:cloudformation:stack-name': 'shop-prod', ManagedBy: 'cdk' }, 'the CloudFormation stack shop-prod'],
    [{ ManagedBy: 'terraform' }, 'Terraform'],
    [{ 'managed-by': 'OpenTofu' }, 'Terraform'],
    [{ Terraform: 'true' }, 'Terraform'],
    [{ 'terraform-module': 'ecs/service' }, 'Terraform'],
    [{ 'pulumi:stack': 'prod' }, 'Pulumi'],
    [{ 'elbv2.k8s.aws/cluster': 'blue' }, 'the load balancer controller of the Kubernetes cluster blue'],
  ])('is told by %j', (tags, owner) => {
    expect(managedBy(tags)).toBe(owner);
  });

  test.each([
    {},
    { Terraform: 'false' },
    { ManagedBy: 'platform-team' },
    { Name: 'terraform-state' },
    { Team: 'pulumi fans' },
  ])('is not told by %j', (tags) => {
    expect(managedBy(tags)).toBeNull();
  });

  test('is named once for several resources', async () => {
    const tags = [{ ManagedBy: 'terraform' }, {}, { Terraform: 'yes' }, { 'pulumi:project': 'shop' }];
    expect(await ownersOf(tags.map((each) => Promise.resolve(each)))).toBe('Terraform and Pulumi');
  });

  test('is unknown, and said to be, where tags cannot be read', async () => {
    const denied = Promise.reject(new ReadFailure('denied', 'no', 'ecs:ListTagsForResource'));
    expect(await ownersOf([denied])).toBe('something unknown (its tags could not be read: ecs:ListTagsForResource)');
  });
});
