import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { environmentsOf, tokens } from '../../src/app/environments.ts';
import { likeness, score } from '../../src/app/score.ts';

describe('environments in a name', () => {
  test.each([
    ['checkout-prod', ['production']],
    ['PRD_checkout', ['production']],
    ['checkoutProd', ['production']],
    ['checkoutprod', ['production']],
    ['checkout-prod2', ['production']],
    ['checkout.stg', ['staging']],
    ['staging-checkout', ['staging']],
    ['checkout-pre-prod', ['preproduction']],
    ['non-prod-checkout', ['nonproduction']],
    ['nonprodcheckout', ['nonproduction']],
    ['checkout-uat', ['uat']],
    ['checkout-dev01', ['development']],
    ['product-catalog', []],
    ['producer', []],
    ['latest', []],
    ['checkout', []],
  ])('%s', (name, environments) => {
    expect([...environmentsOf(name)]).toEqual(environments);
  });

  test('numbered environments stay apart', () => {
    expect(tokens('checkout-prod1')).toEqual(['checkout', 'production1']);
  });
});

describe('likeness', () => {
  test.each([
    ['checkout', 'checkout', 100],
    ['Check-Out', 'checkout', 100],
    ['checkout prod', 'checkout-prod', 100],
    ['prod checkout', 'checkout-prod', 90],
    ['checkout production', 'checkout-prd', 90],
    ['checkout', 'checkout-prod', 75],
    ['api prod', 'checkout-api-prod', 70],
    ['chekout', 'checkout', 60],
    ['checkout-prod1', 'checkout-prod2', 60],
    ['ch', 'checkout', 60],
    ['orders', 'checkout', 0],
    ['checkout-staging', 'checkout-prod', 0],
    ['checkout-uat', 'checkout-staging', 0],
    ['', 'checkout', 0],
    ['checkout', '', 0],
    ['app', 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/checkout/50dc6c495c0c9188', 0],
    ['checkout', 'checkout-1234.eu-west-1.elb.amazonaws.com', 0],
    ['checkout-1234.eu-west-1.elb.amazonaws.com', 'checkout-1234.eu-west-1.elb.amazonaws.com', 100],
  ])('%j is like %j by %i', (typed, text, points) => {
    expect(likeness(typed, text)).toBe(points);
  });
});

describe('score', () => {
  const named = (name: string, ...knownAs: string[]) => ({ name, knownAs });

  test('the same environment counts for a candidate', () => {
    expect(score('api prod', named('checkout-api-prod'))).toEqual({ points: 80, literal: false, conflict: false });
  });

  test('another environment counts against it', () => {
    expect(score('checkout-dev', named('checkout-developer-portal-prod'))).toMatchObject({
      points: 45,
      conflict: true,
    });
  });

  test('the own name tells the environment, whatever it is attached to', () => {
    expect(score('web-staging', named('web-prod', 'web-staging'))).toMatchObject({ points: 70, conflict: true });
  });

  test('the account tells the environment of what does not tell its own', () => {
    const typed = 'checkout prod';
    expect(score(typed, named('checkout'), 'shop-prod')).toMatchObject({ points: 110, conflict: false });
    expect(score(typed, named('checkout'), 'shop-staging')).toMatchObject({ points: 0, conflict: true });
    expect(score(typed, named('checkout'))).toMatchObject({ points: 0, conflict: false });
    expect(score(typed, named('checkout-staging'), 'shop-prod')).toMatchObject({ points: 0, conflict: true });
  });

  test('is never negative, and nothing in common is nothing whatever the environment', () => {
    const name = fc.array(fc.constantFrom('checkout', 'api', 'prod', 'staging', 'dev', 'x', '1'), { maxLength: 4 });
    fc.assert(
      fc.property(name, name, (typed, offered) => {
        const { points } = score(typed.join('-'), named(offered.join('-')));
        const alike = likeness(typed.join('-'), offered.join('-')) > 0;
        expect(alike ? points >= 0 : points === 0).toBe(true);
      }),
    );
  });
});
