import type { Transform } from 'jscodeshift';
import { weakMapToPrivateField } from '#transforms';

/** The jscodeshift transform that turns `WeakMap`s that are keyed by `this` only into `#private` fields. As thin as `map-to-weakmap.ts`, and for its reason. */
const transform: Transform = (file, api, options) => weakMapToPrivateField(file, api, options);

export default transform;
