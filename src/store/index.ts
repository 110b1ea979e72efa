export type * from './changes-store.ts';
export type { Store } from './store.ts';
export { openStore } from './open.ts';
export { StoreError } from './store-error.ts';
