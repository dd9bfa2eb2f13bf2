/**
 * The gate: whether a rewrite is *safe*. In come the facts of a container (or of a cleanup) and what its rewrite writes; out
 * comes a proof, claim by claim, each with its places and axioms, or the first claim that is not proven. Nothing else may call
 * a rewrite safe.
 */
export { type Axiom, AXIOMS } from './axioms.js';
export { type Claim, CLAIMS } from './claims.js';
export { assumptionOf, type Proof, proveGuard, proveWeakening, type Safety, takeForGranted, type Unproven, type Weakening } from './gate.js';
export { changeOfUuids, standIn } from './identity.js';
export { MAY_EVALUATE, unknownEvaluation } from './evaluation.js';
export { MAY_WRITE_UNNAMED, mayHandGlobals, unnamedWrite } from './global-object.js';
export { MAY_HOLD_WEAKLY, weakHolder } from './holders.js';
export { MAY_NAME_SHARED, sharedTypeIn } from './look-alikes.js';
export { changeOfBuiltins, globalsDeclaredIn, MAY_CHANGE_BUILTINS } from './language.js';
export { loadsUnnamed, MAY_LOAD_UNNAMED } from './loading.js';
export { detachesUnnamed, inheritsMember, mayTakeMethod, READS_UNNAMED, readsUnnamed, signsMethod, takesAnyMethod, takesMethod, TAKES_ANY_METHOD, unnamedCall } from './methods.js';
export type { Ground } from './model.js';
export type { ProjectEvidence } from '../modules/project-evidence.js';
export { makesForEach } from './reach.js';
export { isUseful } from './usefulness.js';
export { brandsIn, MAY_BRAND, mayBrandImports, meaningOf, NAMES_ANY } from './types.js';
