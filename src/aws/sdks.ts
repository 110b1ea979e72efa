/** The SDK packages, each loaded when it is first needed: EC2's alone costs about 300 ms and 110 MB. */
export const sdks = {
  sts: () => import('@aws-sdk/client-sts'),
  elbv2: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
  cloudwatch: () => import('@aws-sdk/client-cloudwatch'),
  ec2: () => import('@aws-sdk/client-ec2'),
  ecs: () => import('@aws-sdk/client-ecs'),
  lambda: () => import('@aws-sdk/client-lambda'),
  cloudtrail: () => import('@aws-sdk/client-cloudtrail'),
  s3: () => import('@aws-sdk/client-s3'),
} as const;
