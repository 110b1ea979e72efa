export type * from './changes-store.ts';
export type * from './handoffs-store.ts';
export type { DurableStore, Store } from './store.ts';
export { openStore } from './open.ts';
export { isStoreIn } from './sqlite.ts';
export { StoreError } from './store-error.ts';
