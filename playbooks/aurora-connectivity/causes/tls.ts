import { cause, maybe } from '#playbook';
import { changeOf } from '#facts/changes';
import { cluster } from '#facts/aurora/cluster';
import { maintenance } from '#facts/aurora/events';
import { members } from '#facts/aurora/members';
import { errorsOf, outage, shareOf } from '#facts/aurora/outage';
import { isOn, settingOf, settings } from '#facts/aurora/parameters';
import { proxies } from '#facts/aurora/proxies';
import { clock, list } from '#facts/words';
import { lastChange, trail } from '../changes.ts';
import { insteadOf, scopeIn, told } from '../reading.ts';

export const tlsRequired = cause({
  id: 'tls-required',
  title: 'The database takes only encrypted connections',
  recognised:
    'Clients are refused for want of encryption (no pg_hba.conf entry … no encryption, insecure transport), and rds.force_ssl, require_secure_transport or the proxy demands TLS.',
  fix: 'Let the client connect with TLS (sslmode=verify-full with the RDS certificates); turning the demand off is a step back.',
  layer: 'config',
  from: { outage, cluster, settings: maybe(settings), proxies: maybe(proxies), trail: maybe(trail) },
  judge: ({ outage, cluster, settings, proxies, trail }, say) => {
    const errors = errorsOf(outage, 'tls-required');
    const [first] = errors;
    if (!first) return say.ruledOut({ outage: insteadOf(outage) });
    const name = cluster.family === 'postgresql' ? 'rds.force_ssl' : 'require_secure_transport';
    const set = settings.known ? settingOf(settings.value, name) : null;
    const demanding = proxies.known ? proxies.value.filter(({ requiresTls }) => requiresTls) : [];
    const byProxy = first.error?.kind === 'tls' && first.error.by === 'proxy';
    // Aurora PostgreSQL 17 demands TLS unless told otherwise.
    const usual = cluster.family === 'postgresql' && Number(cluster.engineVersion?.split('.')[0]) >= 17 && set === null;
    const demanded = byProxy ? demanding.length > 0 : isOn(set) || (settings.known && usual);
    const change =
      trail.known && outage.since
        ? lastChange(trail.value, [cluster.parameterGroup ?? '', ...demanding.map((proxy) => proxy.name)], outage.since)
        : undefined;
    const because = {
      outage: told(outage, 'the connection is not encrypted', 'tls-required'),
      settings: byProxy
        ? undefined
        : isOn(set)
          ? { says: `${name} is on`, quotes: [name] }
          : settings.known && usual
            ? `${name} is on by default from version 17`
            : undefined,
      proxies: byProxy && demanding[0] ? `proxy ${demanding[0].name} requires TLS` : undefined,
      trail: change && {
        says: `${change.user ?? 'somebody'} changed it at ${clock(change.at)}`,
        quotes: [change.name],
      },
    };
    const bearing = {
      share: shareOf(outage, 'tls-required'),
      scope: scopeIn(errors),
      resources: [
        ...(byProxy ? demanding.map(({ arn }) => arn) : [cluster.parameterGroup ?? cluster.arn]),
        cluster.arn,
        ...(change ? changeOf(change).resources.slice(0, 3) : []),
        ...(scopeIn(errors) ?? []),
      ],
    };
    const says = `${byProxy ? 'The proxy' : 'The database'} takes only TLS, and ${list([...new Set(errors.map(({ clientName }) => clientName))])} connects without.`;
    return demanded ? say.confirmed(says, because, bearing) : say.likely(says, because, bearing);
  },
});

export const caMismatch = cause({
  id: 'ca-mismatch',
  title: 'Clients do not trust the certificate of the database',
  recognised: 'Verification of the certificate fails, and the certificate authority of an instance was changed.',
  fix: 'Give the clients the present bundle of RDS certificates (global-bundle.pem).',
  layer: 'config',
  from: { outage, cluster, members: maybe(members), maintenance: maybe(maintenance), trail: maybe(trail) },
  judge: ({ outage, cluster, members, maintenance, trail }, say) => {
    const errors = errorsOf(outage, 'certificate', 'handshake');
    if (errors.length === 0) return say.ruledOut({ outage: insteadOf(outage) });
    const machines = members.known ? members.value.all : [];
    const authorities = [...new Set(machines.flatMap(({ certificateAuthority }) => certificateAuthority ?? []))];
    const change =
      trail.known && outage.since
        ? trail.value.findLast(
            (event) =>
              event.errorCode === null &&
              outage.since !== null &&
              event.at <= outage.since &&
              /certificate/i.test(JSON.stringify(event.requestParameters ?? '')) &&
              /^(?:ModifyDBInstance|ModifyDBCluster|ModifyCertificates|ApplyPendingMaintenanceAction)/.test(event.name),
          )
        : undefined;
    const planned = maintenance.known ? maintenance.value.find(({ action }) => /certificate/i.test(action)) : undefined;
    const because = {
      outage: told(outage, 'the certificate is not trusted', 'certificate', 'handshake'),
      members: authorities[0]
        ? { says: `the instances use ${list(authorities)}`, quotes: authorities.slice(0, 1) }
        : undefined,
      trail: change && {
        says: `${change.user ?? 'somebody'} changed it at ${clock(change.at)}`,
        quotes: [change.name],
      },
      maintenance: planned && { says: 'a rotation of the certificate is pending', quotes: [planned.action] },
    };
    const bearing = {
      share: shareOf(outage, 'certificate', 'handshake'),
      since: change?.at,
      scope: scopeIn(errors),
      resources: [...machines.map(({ id }) => id), cluster.arn, ...(scopeIn(errors) ?? [])],
    };
    const says = `Clients cannot verify the certificate of the database${authorities[0] ? `, which ${authorities[0]} signed` : ''}.`;
    const certain = errors.some(({ failure }) => failure === 'certificate');
    return change && certain ? say.likely(says, because, bearing) : say.possible(says, because, bearing);
  },
});
