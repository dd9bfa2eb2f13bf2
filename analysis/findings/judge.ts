import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { assignmentTo, callOf, contains, enclosingFunction, type FunctionNode, isFunction, isInConstructor, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import type { KeyedFacts, LoadFacts } from './doubts.js';
import { endBesideEntry, endOfEntry } from '../containers/ended-entries.js';
import { areAlternatives } from '../containers/early-exits.js';
import { isLeftToCallee } from '../containers/partial-releases.js';
import { parameterOf } from '../containers/parameters.js';
import { isPartOfText } from '../containers/release-sites.js';
import { isSelfRegistration } from '../containers/self-registration.js';
import type { Home, KeyEvidence, Release, Verdict } from '../containers/facts.js';
import type { ContainerKind, Use, WriteUse } from '../flow/use.js';
import { asksForEntry } from '../flow/use.js';
import { calleeName, isSynchronousCallback } from '../ir/callbacks.js';
import { runningFrame } from '../flow/running.js';
import type { Place } from '../source/places.js';
import { isWeakPlace } from '../source/place-types.js';
import { importOf } from '../source/imports.js';
import { indexOfUse, type SourceIndex } from '../source/source-index.js';

/** What is known of a container whose keys, or the ids of objects, may stay in. */
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
  /** Is it made by a stand-in for `Map` or `Set` from another module? */
  readonly isByStandIn: boolean;
  readonly index: SourceIndex;
}

/** The verdict: does the container outgrow its keys? */
export function verdictOf({ home, writes, uses, releases: ask }: Pick<Judged, 'home' | 'writes' | 'uses'> & { readonly releases: () => readonly Release[] }): Verdict {
  if (home.kind === 'unknown') return 'unknown';
  if (home.kind === 'local') return 'bounded';
  if (writes.length === 0) return uses.some((use) => use.kind === 'set') ? 'bounded' : 'unknown';
  // Asked for last: they take long to be found.
  const releases = ask();
  const isBounded = releases.some(({ how }) => how === 'eviction' || how === 'sweep');
  if (!isBounded && releases.some(({ failure }) => failure !== undefined)) return 'partial';
  if (releases.some((release) => release.worth === 'full')) return releases.some((release) => release.how === 'eviction') ? 'bounded' : 'released';
  if (releases.some((release) => release.worth === 'partial')) return 'partial';
  return 'leaks';
}

/** The facts about the keys of a container that doubts ask for, where it grows and is not released. */
export function keyedFactsOf(facts: Judged, verdict: Verdict): Omit<KeyedFacts, keyof LoadFacts> {
  const { home, place, key, uses, writes, releases, kind, isByStandIn, index } = facts;
  const { id } = key;
  const each = (ask: (write: WriteUse, at: SourceIndex) => boolean) => writes.every((write) => ask(write, indexOfUse(write, index)));
  const some = (ask: (write: WriteUse, at: SourceIndex) => boolean) => writes.some((write) => ask(write, indexOfUse(write, index)));
  const isIterated = uses.some((use) => use.kind === 'iterate' || use.kind === 'size');
  const endsInside = writes.slice(0, MOST_WRITES).some((write) => isEndedInside(write, indexOfUse(write, index), kind));
  return {
    about: 'keys',
    kind,
    home,
    isInWeakContainer: isInWeakContainer(place, index),
    key: { sort: key.sort, certainty: key.certainty, isFunction: key.callable === true, isMadeAgain: some(isClassMadeAgain), isUnion: key.union === true, isForeignId: id?.isForeign === true, isFresh: id?.origin === 'fresh', isPartOfId: id?.isPart === true, isBesideSharedId: id?.isBeside === true && id.origin !== 'identity' && id.origin !== 'fresh' && !releases.some(({ use, worth }) => worth === 'none' && use.kind === 'delete' && writes.slice(0, MOST_WRITES).some((write) => isMeantFor(use, write, indexOfUse(write, index)))) },
    isByStandIn,
    fieldOf: place?.kind === 'expando' ? 'hung' : place?.kind === 'loose-field' ? 'function' : undefined,
    isKeyedFromOutside: id?.origin === 'fresh' || writes.some((write, count) => isFromParameter(write, id?.owner, indexOfUse(write, index)) && !(count < MOST_WRITES && isHeldBeside(write, place, indexOfUse(write, index)))) || endsInside,
    isOwnTable: place?.kind === 'expando' && each((write, at) => isRootedIn(id?.owner ?? write.key, place.holder, at)),
    isStore: id?.owner !== undefined && each((write, at) => storesOwner(write, at) && !isSelfRegistration(write, at)),
    isSelfRegistered: some(isSelfRegistration),
    // A table of ids holds instances only where they are its values. Nobody lists on purpose what has ended.
    isListed: isIterated && !endsInside && (key.sort !== 'id' || some(storesOwner)),
    isRead: isIterated || uses.some(asksForEntry),
    isOutOfSight: uses.some((use) => use.kind === 'unknown' || (use.kind === 'escape' && use.to !== 'export')),
    isHandedOn: uses.some((use) => use.kind === 'escape' && use.to === 'argument' && !isOnlyShown(use, indexOfUse(use, index))),
    isMadeByWriter: each((write, at) => isMadeByWriter(write, home, at)),
    partialRelease: verdict === 'partial' ? partialRelease(writes, releases, key.sort) : undefined,
  };
}

/** `contacts.delete(String(body.id))`: is a delete meant for what is written under `${a.id}:${b.id}`? Then it goes with one of the two. */
function isMeantFor({ key, file }: Extract<Use, { kind: 'delete' }>, write: WriteUse, index: SourceIndex): boolean {
  return !file && !write.file && isPartOfText(unwrap(key), unwrap(write.key), index);
}

/** `inspect(list)`, `assert.deepEqual(list, [])`: functions of Node that look at what they are given, and no more. */
function isOnlyShown({ node }: Use, index: SourceIndex): boolean {
  if (node.type !== 'CallExpression') return false;
  let callee = unwrap(node.callee);
  while (callee.type === 'MemberExpression') callee = unwrap(callee.object);
  const variable = callee.type === 'Identifier' ? index.variableOf(callee) : undefined;
  return variable !== undefined && /^(?:node:)?(?:util|assert)(?:\/strict)?$/.test(importOf(variable, index)?.specifier ?? '');
}

/**
 * Is what releases on some paths in a run of the function that writes, or in what this makes and nobody else decides about? For ids, a
 * branch beside that of the write is as good as another function: `if (page.isOpen) open.add(page.id); else open.delete(page.id)` hears
 * of what has ended by its id. Objects end without a word.
 */
function partialRelease(writes: readonly WriteUse[], releases: readonly Release[], sort: KeyEvidence['sort']): KeyedFacts['partialRelease'] {
  const isHere = releases.some(({ worth, site, use }) => {
    const at = site ?? use.node;
    return worth === 'partial' && writes.some(({ node }) => isDecidedIn(enclosingFunction(node), at)) && (sort !== 'id' || writes.some((write) => mayComeTo(at, write)));
  });
  return isHere ? 'of the writer' : 'of another';
}

function isDecidedIn(writer: FunctionNode | undefined, release: Node): boolean {
  return writer !== undefined && !isLeftToCallee(release, writer);
}

/** May a run of the function that writes come to a release, in itself or in a function in it? */
function mayComeTo(release: Node, { node }: WriteUse): boolean {
  const writer = enclosingFunction(node);
  return writer !== undefined && contains(writer, release) && !areAlternatives(node, release);
}

/** Does a place hold a value of a weak container? */
export function isInWeakContainer(place: Place | undefined, index: SourceIndex): boolean {
  return place?.kind === 'entry' && isWeakPlace(place.outer, index);
}

/** `cache.set(row.id, row)`, `cache.set(row.id, { ...row })`: a store of the objects themselves. */
function storesOwner({ key, value }: WriteUse, index: SourceIndex): boolean {
  const owner = value && ownerInKey(key, index);
  if (!owner) return false;
  const stored = unwrap(value);
  const parts = stored.type === 'ObjectExpression' ? stored.properties.flatMap((property) => (property.type === 'SpreadElement' ? [property.argument] : [])) : [stored];
  return parts.some((part) => index.plainText(part) === index.plainText(owner));
}

/** A value that goes through more names than these is not followed. */
const MOST_NAMES = 3;

/** The object that a key is a member of, also by way of a local: `const { id } = row`. */
function ownerInKey(key: Node, index: SourceIndex, depth = 0): Node | undefined {
  const node = unwrap(key);
  if (node.type === 'MemberExpression') return node.object;
  const [definition] = node.type === 'Identifier' ? (index.variableOf(node)?.defs ?? []) : [];
  if (definition?.type !== 'Variable' || definition.node.init === null) return undefined;
  const init = unwrap(definition.node.init);
  if (definition.node.id.type === 'ObjectPattern') return init;
  return depth < MOST_NAMES ? ownerInKey(init, index, depth + 1) : undefined;
}

/** Of more writes than this, the first ones tell what happens to their entries. */
const MOST_WRITES = 8;

function isEndedInside(write: WriteUse, index: SourceIndex, kind: ContainerKind): boolean {
  return endOfEntry(write, index) !== undefined || (kind !== 'array' && endBesideEntry(write, index) !== undefined);
}

function isFromParameter({ key }: WriteUse, owner: Node | undefined, index: SourceIndex): boolean {
  return comesFromParameter(key, index) || comesFromParameter(owner ?? key, index);
}

const TAKES_OUT = ['splice', 'pop', 'shift', 'delete', 'clear'];

/**
 * `this.notes.push(note); this.ids.add(note.id)`: the object behind an id is put into another list of the same owner, too, and stays
 * there as long as the owner lives.
 */
function isHeldBeside({ key, node, file }: WriteUse, place: Place | undefined, index: SourceIndex): boolean {
  const owner = ownerInKey(key, index) ?? unwrap(key);
  const writer = enclosingFunction(node);
  if (place?.kind !== 'field' || place.isStatic || file || !writer) return false;
  const text = index.plainText(owner);
  const lists = ['push', 'add'].flatMap((name) => index.membersWithin(writer, name)).flatMap((member) => {
    const list = member.type === 'MemberExpression' && enclosingFunction(member) === writer ? unwrap(member.object) : undefined;
    const isOurs = list?.type === 'MemberExpression' && list.object.type === 'ThisExpression' && propertyName(list) !== place.name;
    return isOurs && callOf(member)?.arguments.some((argument) => index.plainText(argument) === text) ? [propertyName(list) ?? ''] : [];
  });
  return lists.some((list) => !index.rememberNamed(mayLose, list));
}

/** `removeItem(list, item)`, `arrayRemove(list, item)` */
const NAMES_REMOVAL = /remove|delete|splice|pull|erase|evict|without/i;

/** May something be taken out of a list: by a method of it, by a function that gets it and is called so, or as the list is put together anew? */
function mayLose(list: string, index: SourceIndex): boolean {
  if (TAKES_OUT.flatMap((name) => index.membersNamed(name)).some((member) => member.type === 'MemberExpression' && holds(member.object, list))) return true;
  return index.membersNamed(list).some((mention) => {
    const { parent } = outermost(mention);
    return (parent?.type === 'CallExpression' && parent.callee !== mention && NAMES_REMOVAL.test(calleeName(parent) ?? '')) || (assignmentTo(mention) !== undefined && !isInConstructor(mention));
  });
}

/** Is a value a member of a name, or a variable that is called so? */
function holds(value: Node, name: string): boolean {
  const node = unwrap(value);
  return node.type === 'Identifier' ? node.name === name : node.type === 'MemberExpression' && propertyName(node) === name;
}

/** Is the key an object that the owner has just made itself, or that nothing but the container ever sees? */
function isMadeByWriter(write: WriteUse, home: Home, index: SourceIndex): boolean {
  const key = unwrap(write.key);
  if (isMaking(key) || isClassMadeAgain(write, index)) return true;
  if (key.type !== 'Identifier' || (home.kind !== 'field' && home.kind !== 'descriptor')) return false;
  const variable = index.variableOf(key);
  const value = variable && index.constantValue(variable);
  return value !== undefined && isMaking(unwrap(value)) && enclosingFunction(value) === enclosingFunction(write.node);
}

/** Is the key a class that a function makes: a new one each time it runs? */
function isClassMadeAgain({ key }: WriteUse, index: SourceIndex): boolean {
  const node = unwrap(key);
  const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
  const made = node.type === 'ClassExpression' ? node : variable && index.classOf(variable);
  return made !== undefined && runningFrame(made, index) !== undefined;
}

/** Is the key a parameter of the writing function, read from one, or chosen by one? */
function comesFromParameter(key: Node, index: SourceIndex, depth = 0): boolean {
  const node = unwrap(key);
  if (depth > 3) return false;
  if (node.type === 'MemberExpression') return comesFromParameter(node.object, index, depth + 1) || isChosenByParameter(node, index, depth);
  if (node.type !== 'Identifier') return false;
  const list = listAround(node, index);
  if (list) return comesFromParameter(list, index, depth + 1);
  if (parameterOf(node, index)) return true;
  const variable = index.variableOf(node);
  const value = variable && index.constantValue(variable);
  return value !== undefined && unwrap(value).type === 'MemberExpression' && comesFromParameter(value, index, depth + 1);
}

/** The list that gives a name its value: `list` of `list.forEach((item) => …)` and of `for (const item of list)`. */
function listAround(name: Node, index: SourceIndex): Node | undefined {
  const definition = name.type === 'Identifier' ? index.variableOf(name)?.defs[0] : undefined;
  const at = definition?.node as Node | undefined;
  if (at?.type === 'VariableDeclarator') return at.parent.parent.type === 'ForOfStatement' ? at.parent.parent.right : undefined;
  const call = definition?.type === 'Parameter' && at ? outermost(at).parent : undefined;
  const isElement = call?.type === 'CallExpression' && isSynchronousCallback(call) && isFunction(at) && at.params[0] === definition?.name;
  return isElement && call.callee.type === 'MemberExpression' ? call.callee.object : undefined;
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
