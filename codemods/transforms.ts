import { makeTransform } from './transform.js';

// All transforms in one module: it is what gets bundled for jscodeshift (see map-to-weakmap.ts).
export const mapToWeakMap = makeTransform('map-to-weakmap');
export const pruneWeakRefs = makeTransform('prune-weakrefs');
export const idMapToWeakMap = makeTransform('id-map-to-weakmap');
export const idMapToFinalizationRegistry = makeTransform('id-map-to-finalization-registry');
export const guardFinalizers = makeTransform('guard-finalizers');
export const holdTheKey = makeTransform('hold-the-key');
export const weakMapToPrivateField = makeTransform('weakmap-to-private-field');
