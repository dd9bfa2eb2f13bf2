import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { enclosingFunction, type Node, unwrap } from './ast.js';
import { endOfEntry } from './ended-entries.js';
import { lower, parameterOf } from './keys.js';
import type { Certainty, ContainerKind, Home, KeyEvidence, Release, Use, Verdict, WriteUse } from './model.js';
import { isWeakPlace, type Place } from './places.js';
import { indexOfUse, type SourceIndex } from './source-index.js';

/** The facts that a verdict and its certainty follow from. */
export interface Judged {
  readonly kind: ContainerKind;
  readonly home: Home;
  readonly place: Place | undefined;
  readonly uses: readonly Use[];
  /** The writes that recur. */
  readonly writes: readonly WriteUse[];
  readonly releases: readonly Release[];
  /** The best evidence that some recurring write has an object for a key. */
  readonly key: KeyEvidence;
  readonly declaredWeak: boolean;
  /** Is it made by a stand-in for `Map` or `Set` from another module? */
  readonly isByStandIn: boolean;
  readonly index: SourceIndex;
}

/** The verdict: does the container outgrow its keys? */
export function verdictOf(facts: Pick<Judged, 'home' | 'writes' | 'releases' | 'uses'>): Verdict {
  const { home, writes, uses } = facts;
  if (home.kind === 'unknown') return 'unknown';
  if (home.kind === 'local') return 'bounded';
  if (writes.length === 0) return uses.some((use) => use.kind === 'set') ? 'bounded' : 'unknown';
  // Asked for last: they take long to be found.
  const { releases } = facts;
  if (releases.some((release) => release.worth === 'full')) return releases.some((release) => release.how === 'eviction') ? 'bounded' : 'released';
  if (releases.some((release) => release.worth === 'partial')) return 'partial';
  return 'leaks';
}

/** A cap on the certainty of a finding, with the fact that sets it. */
export interface Cap {
  readonly certainty: Certainty;
  readonly because: string;
}

/**
 * How certain a leak is: the lowest of the caps that its facts set. The rows are those of the table in `docs/model.md`.
 *
 * @returns `undefined` where the law keeps silent.
 */
export function certaintyOf(facts: Judged, verdict: Verdict): readonly Cap[] | undefined {
  const { home, place, key, uses, writes, releases, kind, declaredWeak, isByStandIn, index } = facts;
  if (declaredWeak) return [];
  if (verdict !== 'leaks' && verdict !== 'partial') return undefined;
  const isId = key.sort === 'id';
  if (!isId && (kind === 'dictionary' || (key.sort !== 'object' && key.sort !== 'class' && !(key.sort === 'mixed' && key.union)))) return undefined;
  // Listeners are held on purpose: someone wants to be called.
  if (kind !== 'map' && key.callable) return undefined;
  const caps: Cap[] = [];
  const cap = (certainty: Certainty, because: string): void => void caps.push({ certainty, because });
  cap(key.certainty, `keys are ${key.because}`);
  if (isByStandIn) cap('possible', 'its constructor is imported');
  if (key.sort === 'class') cap('possible', 'classes live as long as the program');
  if (key.sort === 'mixed') cap('likely', 'some keys are primitives');
  if (place?.kind === 'entry' && isWeakPlace(place.outer, index)) cap('likely', 'it dies with the key of a weak container');
  if (key.id) {
    if (key.id.isForeign) cap('possible', 'the id may be that of another object');
    if (key.id.isPart) cap('likely', 'the key is only derived from the object');
    if (key.id.owner && writes.every((write) => storesOwner(write, indexOfUse(write, index)) && !isSelfRegistration(write))) cap('possible', 'the values are the objects themselves');
  }
  if (home.kind === 'field') {
    if (key.id?.origin !== 'fresh' && !writes.some((write) => comesFromParameter(key.id?.owner ?? write.key, indexOfUse(write, index)) || endOfEntry(write, indexOfUse(write, index)))) return undefined;
    if (place?.kind === 'expando' && writes.every((write) => isRootedIn(key.id?.owner ?? write.key, place.holder, indexOfUse(write, index)))) return undefined;
    cap(place?.kind === 'expando' || place?.kind === 'loose-field' ? 'possible' : 'likely', 'the owner of the field may die before its keys');
  }
  caps.push(...capsOfHome(home));
  if (home.kind === 'global') cap('possible', 'other scripts can reach it');
  else if (home.reach === 'exported') cap('possible', 'other files can reach it');
  if (verdict === 'partial') {
    const here = releases.some((release) => release.worth === 'partial' && writes.some((write) => enclosingFunction(write.node) === enclosingFunction(release.site ?? release.use.node)));
    cap(here ? 'likely' : 'possible', 'some paths release');
  }
  if (uses.some((use) => use.kind === 'escape' && use.to !== 'export') || uses.some((use) => use.kind === 'unknown')) cap('possible', 'it leaves the sight of this file');
  // A table of ids holds instances only where they are its values.
  const holdsInstances = !isId || writes.some((write) => storesOwner(write, indexOfUse(write, index)));
  if (holdsInstances && uses.some((use) => use.kind === 'iterate' || use.kind === 'size')) {
    cap(writes.some(isSelfRegistration) ? 'likely' : 'possible', 'it is listed');
  } else if (!uses.some((use) => asksForEntry(use) || use.kind === 'iterate' || use.kind === 'size')) {
    cap('possible', 'nothing reads it');
  }
  if (writes.every((write) => isMadeByWriter(write, home, indexOfUse(write, index)))) cap('possible', 'its writer makes the keys');
  return caps;
}

/** The caps that a home sets whatever is kept there. */
export function capsOfHome(home: Home): readonly Cap[] {
  const caps: Cap[] = [];
  const cap = (certainty: Certainty, because: string): void => void caps.push({ certainty, because });
  if (home.outliving === 'registered') cap('possible', 'it lives as long as a callback is registered');
  if (home.outliving === 'visitor') cap('possible', 'it lives as long as a traversal');
  if (home.passing !== undefined) cap('possible', `its owner is made for one call, as in ${home.passing}`);
  if (home.reach === 'public') cap('likely', 'the field is not private');
  return caps;
}

/** Does a use ask the container for an entry? `getOrInsert` reads as well as writes. */
export function asksForEntry(use: Use): boolean {
  return use.kind === 'get' || use.kind === 'has' || (use.kind === 'set' && use.how === 'getOrInsert');
}

/** `cache.set(row.id, row)`: a store of the objects themselves. */
function storesOwner(write: WriteUse, index: SourceIndex): boolean {
  const key = unwrap(write.key);
  return write.value !== undefined && key.type === 'MemberExpression' && index.plainText(key.object) === index.plainText(write.value);
}

/** Does a constructor put its own `this` in? */
function isSelfRegistration(write: WriteUse): boolean {
  const key = unwrap(write.key);
  const registered = key.type === 'MemberExpression' && write.value ? unwrap(write.value) : key;
  if (registered.type !== 'ThisExpression') return false;
  const fn = enclosingFunction(write.node);
  return fn?.parent.type === 'MethodDefinition' && fn.parent.kind === 'constructor';
}

/** Is the key an object that the owner has just made itself, or that nothing but the container ever sees? */
function isMadeByWriter(write: WriteUse, home: Home, index: SourceIndex): boolean {
  const key = unwrap(write.key);
  if (isMaking(key)) return true;
  if (key.type !== 'Identifier' || (home.kind !== 'field' && home.kind !== 'descriptor')) return false;
  const variable = index.variableOf(key);
  const value = variable && index.constantValue(variable);
  return value !== undefined && isMaking(unwrap(value)) && enclosingFunction(value) === enclosingFunction(write.node);
}

/** Is the key a parameter of the writing function, read from one, or chosen by one? */
function comesFromParameter(key: Node, index: SourceIndex, depth = 0): boolean {
  const node = unwrap(key);
  if (depth > 3) return false;
  if (node.type === 'MemberExpression') return comesFromParameter(node.object, index, depth + 1) || isChosenByParameter(node, index, depth);
  if (node.type !== 'Identifier') return false;
  if (parameterOf(node, index)) return true;
  const variable = index.variableOf(node);
  const value = variable && index.constantValue(variable);
  return value !== undefined && unwrap(value).type === 'MemberExpression' && comesFromParameter(value, index, depth + 1);
}

/** Is an object the holder of a container, or reached from it? What it holds about itself goes with it. */
function isRootedIn(object: Node, holder: Scope.Variable, index: SourceIndex): boolean {
  let root = unwrap(object);
  while (root.type === 'MemberExpression') root = unwrap(root.object);
  return root.type === 'Identifier' && index.variableOf(root) === holder;
}

/** `layout.widgets[position]`: an element of someone else's list. The owner's own lists hold what it owns. */
function isChosenByParameter({ computed, object, property }: TSESTree.MemberExpression, index: SourceIndex, depth: number): boolean {
  return computed && object.type === 'MemberExpression' && object.object.type !== 'ThisExpression' && comesFromParameter(property, index, depth + 1);
}

function isMaking(node: Node): boolean {
  return /^(?:NewExpression|ObjectExpression|ArrayExpression|FunctionExpression|ArrowFunctionExpression|ClassExpression)$/.test(node.type);
}

/** The facts that keep a finding from being more certain, but for the evidence of the keys, which is told anyway. */
export function limitsOf(caps: readonly Cap[]): readonly string[] {
  const certainty = lowest(caps);
  if (certainty === 'proven') return [];
  return caps.filter((cap) => cap.certainty === certainty && !cap.because.startsWith('keys are')).map((cap) => cap.because);
}

/** The lowest of the caps. */
export function lowest(caps: readonly Cap[]): Certainty {
  return caps.reduce<Certainty>((certainty, cap) => lower(certainty, cap.certainty), 'proven');
}
