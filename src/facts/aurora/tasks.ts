import { fact } from '#playbook';
import { runningOf } from '../ecs/tasks.ts';
import { clients } from './clients.ts';

const services = fact({
  id: 'aurora.client-services',
  title: 'ECS services that connect to the database',
  step: 'Clients',
  from: { clients },
  learn: ({ clients }) => clients.all.flatMap(({ service }) => service ?? []),
});

/** The running tasks of clients: since when they run, and where. */
export const clientTasks = runningOf(services);
