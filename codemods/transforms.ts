import { makeTransform } from './transform.js';

// All transforms in one module: it is what gets bundled for jscodeshift (see map-to-weakmap.ts).
export const mapToWeakMap = makeTransform('map-to-weakmap');
export const pruneWeakRefs = makeTransform('prune-weakrefs');
export const idMapToWeakMap = makeTransform('id-map-to-weakmap');
export const idMapToFinalizationRegistry = makeTransform('id-map-to-finalization-registry');
