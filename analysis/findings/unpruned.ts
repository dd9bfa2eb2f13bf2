import { ancestors, contains, type Expression, functionName, type FunctionNode, isFunction, isPrivateMember, methodOf, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { certaintyWith, type DoubtId, doubtsAbout, type ReferenceFacts } from './doubts.js';
import { limitsOf } from './explain.js';
import { isInWeakContainer } from './judge.js';
import type { KeyReader } from '../containers/keys.js';
import type { Home, Release, Verdict } from '../containers/facts.js';
import type { Finding } from './model.js';
import type { Rewrite } from '../rewrites/model.js';
import type { ContainerKind, KeyedUse, Use, WriteUse } from '../flow/use.js';
import type { Place } from '../source/places.js';
import { planPruning } from '../rewrites/prune-rewrite.js';
import type { SourceIndex } from '../source/source-index.js';
import { entryTypeOf, type WeakEntry, weakContextOf, weakEntryOf, weakEntryOfType } from '../containers/weak-entries.js';
import { runOf } from '../containers/weak/calls.js';
import { headline } from '../containers/wording.js';

/** The facts of a container that decide whether it keeps dead weak references. */
export interface Pruning {
  readonly kind: ContainerKind;
  readonly name: string;
  readonly creations: readonly Expression[];
  readonly places: readonly Place[];
  readonly place: Place | undefined;
  readonly home: Home;
  readonly uses: readonly Use[];
  /** The writes that recur. */
  readonly writes: readonly WriteUse[];
  readonly releases: () => readonly Release[];
  readonly index: SourceIndex;
  readonly reader: KeyReader;
}

/** What a container of weak references comes to. */
export interface Unpruned {
  readonly home: Home;
  readonly verdict: Verdict;
  readonly doubts: readonly DoubtId[];
  /** `undefined` where something prunes it, or nothing can be told. */
  readonly finding: Finding | undefined;
  readonly rewrite: Rewrite;
}

/**
 * Judges a container whose entries are weak references, or records with one.
 *
 * @returns `undefined` for every other container: it is the matter of another rule.
 */
export function judgePruning(seen: Pruning): Unpruned | undefined {
  const { kind, creations, places, uses, index } = seen;
  if (!index.mentionsWeakRef) return undefined;
  const entry = entryOf(seen);
  if (!entry) return undefined;
  const home = homeByHandOver(seen);
  const writes = seen.writes.filter((write) => !isFirstFilling(write, creations));
  const facts: Pruning = { ...seen, home, writes };
  const releases = releasesOfDead(facts);
  const verdict = verdictOf(facts, releases);
  if (verdict !== 'leaks' && verdict !== 'partial') return { home, verdict, doubts: [], finding: undefined, rewrite: { outcome: 'none' } };
  const doubts = doubtsAbout(referenceFactsOf(facts, entry, verdict));
  const certainty = certaintyWith(doubts);
  const rewrite = planPruning({ kind, name: facts.name, creations, places, home, uses, entryType: entryTypeOf(kind, creations, places, index), index });
  const [write] = writes;
  if (!write || !certainty) return undefined;
  return {
    home,
    verdict,
    doubts,
    finding: {
      leak: 'unpruned-weakref',
      at: write.node,
      certainty,
      doubts,
      what: headline(`\`${facts.name}\` keeps an entry for every object that has died`),
      why: whyItStays(facts, releases),
      advice: whatToDo(rewrite, kind),
      evidence: [
        `entries ${entry.how === 'ref' ? 'are' : 'hold'} weak references`,
        `it lives in ${home.label}`,
        ...limitsOf(doubts, home),
        ...(rewrite.outcome === 'refusal' ? [`not rewritten, because ${rewrite.reason}`] : []),
      ],
      labels: creations.map((node) => ({ node, says: 'created here' })),
    },
    rewrite,
  };
}

/** A list that is filled where it is made, in the same run of the same block, does not grow. */
function isFirstFilling(write: WriteUse, creations: readonly Expression[]): boolean {
  return creations.every((creation) => {
    const run = runOf(creation);
    if (run === undefined || runOf(write.node) !== run) return false;
    for (let at: Node | undefined = creation.parent; at; at = at.parent) {
      if (at.type === 'BlockStatement') return contains(at, write.node);
      // `list ??= []`, `map.get(key) ?? []`: made the first time only.
      if (at.type === 'LogicalExpression' || at.type === 'ConditionalExpression' || (at.type === 'AssignmentExpression' && at.operator !== '=')) return false;
    }
    return false;
  });
}

/**
 * The home of a local container whose writer is handed to something that calls back: a callback of `onClose(…)`, a
 * method of the literal that `new Server({ … })` is given.
 */
function homeByHandOver({ home, place, writes }: Pruning): Home {
  if (home.kind !== 'local' || place?.kind !== 'variable') return home;
  const declared = place.variable.defs[0]?.node as Node | undefined;
  const frame = declared && runOf(declared);
  if (!frame) return home;
  const name = functionName(frame);
  const isHandedOver = writes.some((write) => ancestors(write.node).some((at) => isFunction(at) && at !== frame && contains(frame, at) && isGivenAway(at)));
  return isHandedOver ? { ...home, kind: 'closure', outliving: 'registered', label: name === undefined ? 'a closure' : `the closure of \`${name}\`` } : home;
}

function isGivenAway(fn: FunctionNode): boolean {
  const at = outermost(fn);
  const { parent } = at;
  if (parent?.type === 'Property' && parent.value === at) return parent.parent.parent.type === 'NewExpression';
  if (parent?.type !== 'CallExpression' || parent.callee === at) return false;
  const callee = unwrap(parent.callee);
  return callee.type === 'MemberExpression' && /^on[A-Z]/.test(propertyName(callee) ?? '');
}

/** How the entries hold their objects, where all that recurs puts in such entries. */
function entryOf({ kind, creations, places, writes, index, reader }: Pruning): WeakEntry | undefined {
  const [first] = writes;
  if (!first) return undefined;
  const type = entryTypeOf(kind, creations, places, index);
  const typed = type && weakEntryOfType(type, index);
  const entries = writes.map((write) => weakEntryOf(write, kind, index) ?? typed);
  const [entry] = entries;
  if (!entry || entries.includes(undefined)) return undefined;
  // Under an object as key, a record that happens to hold some reference is a leak of its key.
  if ((kind === 'map' || kind === 'dictionary') && entry.how !== 'ref' && writes.some((write) => reader.read(write.key, write.node).sort === 'object')) return undefined;
  return entry;
}

/** The releases, each judged for what it is worth to entries whose objects have died. */
function releasesOfDead(facts: Pruning): readonly Release[] {
  return facts.releases().map((release): Release => {
    if (release.worth === 'none' || release.use.kind !== 'delete' || release.how !== 'delete') return release;
    return isLookedUpAgain(release.use, facts) ? { ...release, worth: 'partial', because: 'only when the same key is looked up again' } : release;
  });
}

function verdictOf({ home, uses, writes, kind, place, index }: Pruning, releases: readonly Release[]): Verdict {
  if (home.kind === 'unknown') return 'unknown';
  if (home.kind === 'local') return 'bounded';
  if (writes.length === 0 || uses.some((use) => use.kind === 'unknown' || (use.kind === 'escape' && use.to !== 'export'))) return 'unknown';
  // One slot for each name that the program spells out.
  if ((kind === 'map' || kind === 'dictionary') && writes.every((write) => unwrap(write.key).type === 'Literal')) return 'bounded';
  if (isRemovedElsewhere(place, uses, index)) return 'released';
  if (releases.some((release) => release.worth === 'full')) return releases.some((release) => release.how === 'eviction') ? 'bounded' : 'released';
  return releases.some((release) => release.worth === 'partial') ? 'partial' : 'leaks';
}

/** Does other code in the file take entries out of a member of that name, through another object than `this`? */
function isRemovedElsewhere(place: Place | undefined, uses: readonly Use[], index: SourceIndex): boolean {
  const name = place?.kind === 'field' || place?.kind === 'loose-field' || place?.kind === 'expando' ? place.name : place?.kind === 'property' ? place.path.at(-1) : undefined;
  if (name === undefined) return false;
  return index.membersNamed(name).some((member) => {
    if (member.type !== 'MemberExpression' || uses.some((use) => use.receiver === member)) return false;
    const parent = outermost(member).parent;
    return parent?.type === 'MemberExpression' && /^(?:delete|clear|splice|filter|shift|pop)$/.test(propertyName(parent) ?? '');
  });
}

/**
 * Is an entry removed only by the reader that asks for its key and finds it dead?
 *
 * Where a loop over the container does the asking, or several readers share a private helper, that is a sweep.
 */
function isLookedUpAgain(use: KeyedUse<'delete'>, { uses, index }: Pruning): boolean {
  const fn = runOf(use.node);
  if (!fn || isCleanup(fn, index) || !isUnderDeadness(use.node, fn, index)) return false;
  const key = index.plainText(use.key);
  if (!uses.some((other) => (other.kind === 'get' || other.kind === 'has') && runOf(other.node) === fn && index.plainText(other.key) === key)) return false;
  const calls = callsInSight(fn, index);
  const runs = new Set(calls.map((call) => runOf(call)));
  if (calls.some((call) => isInLoopOver(call, uses)) || [...runs].some((run) => run !== undefined && isCleanup(run, index))) return false;
  const method = methodOf(fn);
  const isHelper = method ? isPrivateMember(method) : !isExported(fn, index);
  return !(isHelper && runs.size > 1);
}

function isExported(fn: FunctionNode, index: SourceIndex): boolean {
  const variable = index.bindingOf(fn);
  return variable === undefined || index.isExported(variable);
}

/** Is a function the callback of a registry, or inside one? */
function isCleanup(fn: FunctionNode, index: SourceIndex): boolean {
  return weakContextOf(index).isCleanup(fn);
}

/** Does a statement run only where some reference turned out dead? */
function isUnderDeadness(node: Node, fn: FunctionNode, index: SourceIndex): boolean {
  const { refs } = weakContextOf(index);
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if (at === fn) break;
    const test = at.type === 'IfStatement' || at.type === 'ConditionalExpression' ? at.test : at.type === 'LogicalExpression' ? at.left : undefined;
    if (test && mentionsTarget(test)) return true;
  }
  // `if (target) return target; map.delete(key);`
  let found = false;
  index.walk((other) => {
    found ||= other.type === 'IfStatement' && other.range[1] <= node.range[0] && mentionsTarget(other.test) && /^(?:ReturnStatement|BlockStatement)$/.test(other.consequent.type);
  }, fn);
  return found;

  function mentionsTarget(test: Node): boolean {
    let mentions = false;
    index.walk((part) => (mentions ||= (part.type === 'Identifier' || part.type === 'CallExpression') && refs.isDereferenced(part)), test);
    return mentions;
  }
}

/** The calls of a function or method that the file shows. */
function callsInSight(fn: FunctionNode, index: SourceIndex): readonly Node[] {
  const method = methodOf(fn);
  const name = method ? propertyName(method) : undefined;
  if (method && name !== undefined) {
    return index.membersNamed(name).flatMap((member) => {
      const call = outermost(member).parent;
      return call?.type === 'CallExpression' && member.type === 'MemberExpression' ? [call] : [];
    });
  }
  const variable = index.bindingOf(fn);
  return (variable?.references ?? []).flatMap((reference) => {
    const call = (reference.identifier as Node).parent;
    return call?.type === 'CallExpression' && call.callee === reference.identifier ? [call] : [];
  });
}

function isInLoopOver(node: Node, uses: readonly Use[]): boolean {
  const iterations = uses.filter((use) => use.kind === 'iterate').map((use) => use.node);
  const touches = (part: Node): boolean => iterations.some((use) => part.range[0] <= use.range[0] && use.range[1] <= part.range[1]);
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if (at.type === 'ForOfStatement' && (iterations.includes(at) || touches(at.right))) return true;
    if (isFunction(at)) {
      const call = outermost(at).parent;
      if (call?.type !== 'CallExpression' || call.callee === at || !touches(call)) return false;
      return true;
    }
  }
  return false;
}

function referenceFactsOf({ kind, home, place, writes, index, reader }: Pruning, entry: WeakEntry, verdict: Verdict): ReferenceFacts {
  const isTable = kind === 'map' || kind === 'dictionary';
  const mayComeAgain = isTable && !writes.every((write) => {
    const origin = reader.read(write.key, write.node).id?.origin;
    return origin === 'fresh' || origin === 'identity';
  });
  const isNeeded = (): boolean => mayComeAgain && !writes.every((write) => isOfOwner(write, entry, reader, index));
  const besides = entry.how === 'ref' ? undefined : isTable ? (isNeeded() ? 'an entry' : undefined) : entry.how === 'record' ? 'a record' : 'an entry';
  return { about: 'references', home, isInWeakContainer: isInWeakContainer(place, index), mayComeAgain, besides, isPartial: verdict === 'partial' };
}

/** Is an entry keyed by an id of the very object that it refers to? */
function isOfOwner(write: WriteUse, entry: WeakEntry, reader: KeyReader, index: SourceIndex): boolean {
  const made = entry.ref && unwrap(entry.ref);
  const target = made?.type === 'NewExpression' ? made.arguments[0] : undefined;
  const owner = reader.read(write.key, write.node).id?.owner;
  return target !== undefined && owner !== undefined && index.plainText(owner) === index.plainText(target);
}

function whyItStays({ writes, index }: Pruning, releases: readonly Release[]): string {
  const [write] = writes;
  const fn = write && runOf(write.node);
  const name = fn && functionName(fn);
  const added = name === undefined ? 'weak references are added here' : `\`${name}\` adds weak references`;
  const partial = releases.find((release) => release.worth === 'partial');
  if (partial) return `${added}, and line ${String(index.lineOf(partial.use.node.range[0]))} removes dead ones ${partial.because ?? 'on some paths only'}`;
  const idle = releases.find((release) => release.worth === 'none');
  if (idle) return `${added}, and line ${String(index.lineOf(idle.use.node.range[0]))} removes nothing: ${idle.because ?? ''}`;
  return `${added}, and nothing removes the dead ones`;
}

function whatToDo(rewrite: Rewrite, kind: ContainerKind): string {
  if (rewrite.outcome === 'edits') return `${rewrite.title}, if ${rewrite.assumption ?? ''}`;
  return kind === 'array' ? 'Filter the array when it is written' : 'Remove the entry by a `FinalizationRegistry`, or sweep the dead when it is written';
}
