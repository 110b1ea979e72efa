export type { Store } from './store.ts';
export { openStore } from './open.ts';
