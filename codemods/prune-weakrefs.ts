import type { Transform } from 'jscodeshift';
import { pruneWeakRefs } from '#transforms';

/**
 * The jscodeshift transform that adds a `FinalizationRegistry` to containers of `WeakRef`s whose dead entries nothing
 * removes. As thin as `map-to-weakmap.ts`, and for its reason.
 */
const transform: Transform = (file, api, options) => pruneWeakRefs(file, api, options);

export default transform;
