import type { Transform } from 'jscodeshift';
import { mapToWeakMap } from '#transforms';

/**
 * The jscodeshift transform that turns leaking `Map`s and `Set`s keyed by objects into `WeakMap`s and `WeakSet`s.
 *
 * This file must stay thin: jscodeshift's Babel hook compiles it and every file that it `require`s. `#transforms` leads
 * out of the hook's reach: imported, it is `transforms.js`; required (which is what Babel makes of the import), it is
 * `transforms.esm`, a bundle with an ending that the hook leaves to Node.
 */
const transform: Transform = (file, api, options) => mapToWeakMap(file, api, options);

export default transform;
