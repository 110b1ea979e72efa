import { cause } from '#playbook';
import { episode } from '#facts/alb/episode';
import { loadBalancer } from '#facts/alb/load-balancer';
import { traffic } from '#facts/alb/traffic';
import { loadBalancerLink } from '#facts/links';
import { count, minutesAfter, quantile, sum } from '#facts/words';
import { amount, during, own5xx, risen, shareOf } from '../reading.ts';
import { targetSlow } from './slow.ts';

export const lbImpaired = cause({
  id: 'lb-impaired',
  title: 'The load balancer itself is impaired',
  recognised: 'Its state is active_impaired or failed, or it rejected connections because it could not scale.',
  fix: 'Free IP addresses in its subnets (it needs at least 8 in each) and open a case with AWS support.',
  layer: 'capacity',
  from: { episode, loadBalancer },
  judge: ({ episode, loadBalancer }, say) => {
    const rejected = during(episode, 'rejected');
    const impaired = loadBalancer.state === 'active_impaired' || loadBalancer.state === 'failed';
    if (!impaired && (rejected === 0 || episode.rises.length === 0))
      return say.ruledOut({ loadBalancer: `its state is ${loadBalancer.state}`, episode: 'it rejected no connection' });
    const errors = own5xx(episode);
    const because = {
      loadBalancer: {
        says: `its state is ${loadBalancer.state}`,
        quotes: [loadBalancer.state, loadBalancer.stateReason ?? ''],
        link: loadBalancerLink(loadBalancer.arn),
      },
      episode: rejected > 0 ? `${count(rejected, 'connection')} rejected` : undefined,
    };
    const bearing = { share: shareOf(errors, episode), resources: [loadBalancer.arn] };
    const says = impaired
      ? 'AWS reports that the load balancer lacks the resources it needs.'
      : 'The load balancer turned connections away because it had reached its maximum.';
    return say.confirmed(says, because, bearing);
  },
});

export const surge = cause({
  id: 'surge',
  title: 'A sudden surge of traffic',
  recognised:
    'New connections and requests rose to more than five times the hour before within two minutes, as errors began.',
  fix: 'Look at where the traffic comes from; scale the targets out, and reserve load balancer capacity for expected peaks.',
  layer: 'capacity',
  leadsTo: [targetSlow],
  from: { episode, traffic },
  judge: ({ episode, traffic }, say) => {
    if (episode.rises.length === 0) return say.ruledOut({ episode: 'errors did not rise' });
    const before = traffic.minutes.filter(
      ({ at }) => at < minutesAfter(episode.since, -2) && at >= minutesAfter(episode.since, -62),
    );
    const around = traffic.minutes.filter(
      ({ at }) => at >= minutesAfter(episode.since, -2) && at <= minutesAfter(episode.since, 3),
    );
    const usual = quantile(
      before.map(({ requests }) => requests),
      0.5,
    );
    const peak = Math.max(0, ...around.map(({ requests, elb5xx }) => requests + elb5xx));
    const usualNew = quantile(
      before.map(({ newConnections }) => newConnections),
      0.5,
    );
    const peakNew = Math.max(0, ...around.map(({ newConnections }) => newConnections));
    if (before.length < 10 || usual === 0 || peak < 5 * usual || peakNew < 5 * usualNew)
      return say.ruledOut({
        traffic: `${count(peak, 'request')} a minute at the onset, ${count(usual, 'request')} usual`,
      });
    return say.possible(
      `Requests jumped from ${Math.round(usual).toLocaleString('en')} to ${Math.round(peak).toLocaleString('en')} a minute as errors began.`,
      {
        traffic: `${count(peak, 'request')} a minute at the onset, ${count(usual, 'request')} in the hour before`,
        episode: amount(sum([risen(episode, 'elb503', 'elb504', 'elb502')]), '5xx', episode),
      },
    );
  },
});
