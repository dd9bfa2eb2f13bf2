import type { Transform } from 'jscodeshift';
import { idMapToWeakMap } from '#transforms';

/**
 * The jscodeshift transform that keys containers by objects that were keyed by ids of objects in hand.
 *
 * This file must stay thin: see map-to-weakmap.ts.
 */
const transform: Transform = (file, api, options) => idMapToWeakMap(file, api, options);

export default transform;
