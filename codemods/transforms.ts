import { makeTransform } from './transform.js';

// All transforms in one module: it is what gets bundled for jscodeshift (see map-to-weakmap.ts).
export const mapToWeakMap = makeTransform('map-to-weakmap');
