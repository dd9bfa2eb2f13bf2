import { ancestors, contains, enclosingFunction, type FunctionNode, isFunction, type Node, outermost, unwrap } from '../source/ast.js';
import { endOfJob } from './cancelled-entries.js';
import { endBesideEntry, endOfEntry, endOfInstance, handlerOfEnd } from './ended-entries.js';
import { failureWithout, siteIn } from './failing-exits.js';
import { isConditional } from './key-uses.js';
import type { Release } from './facts.js';
import type { WriteUse } from '../flow/use.js';
import type { SourceIndex } from '../source/source-index.js';
import { calleeName } from '../ir/callbacks.js';
import { exitBefore } from './partial-releases.js';
import { isPartOfOther, type Releasing, rootVariable, sameRole } from './release-sites.js';

/** The releases of a container, those worth less that all of them together leave something in. */
export function withGaps(releases: readonly Release[], facts: Releasing): readonly Release[] {
  return withOwnExits(withFailures(withJobs(withOthers(withEnds(releases, facts), facts), facts), facts), facts);
}

/** Of more writes than this, the first ones tell how entries end. */
const MOST_WRITES = 8;

/** Where entries end one by one and stay in, what takes all out at once comes too late for them. */
function withEnds(releases: readonly Release[], facts: Releasing): readonly Release[] {
  const full = releases.filter(({ worth }) => worth === 'full');
  if (full.length === 0 || !releases.every((release) => release.worth === 'none' || isOfAll(release) || sweepsAll(release))) return releases;
  if (full.some(({ use }) => isInTestHook(use.node))) return releases;
  const because = leftIn(releases, facts);
  return because === undefined ? releases : releases.map((release) => (release.worth === 'full' ? { ...release, worth: 'partial', because } : release));
}

/** Is code in what a test runner calls before or after each test: `beforeEach(() => { … })`? */
function isInTestHook(node: Node): boolean {
  return ancestors(node).some((at) => isFunction(at) && /^(?:before|after)(?:Each|All)?$|^(?:setup|teardown)$/.test(calleeName(outermost(at).parent as Node) ?? ''));
}

/** Where entries go out only by what cancels their jobs, those of jobs that end by themselves stay. */
function withJobs(releases: readonly Release[], facts: Releasing): readonly Release[] {
  const end = endOfJob(releases, facts);
  if (!end) return releases;
  const because = `but a job that ends by itself, as on line ${String(facts.index.lineOf(end.range[0]))}, leaves it in`;
  return releases.map((release) => (release.worth === 'full' ? { ...release, worth: 'partial', because } : release));
}

/**
 * Where all that takes entries out is what writers have registered for the entries of their own, those that another function makes
 * and puts in stay.
 */
function withOthers(releases: readonly Release[], facts: Releasing): readonly Release[] {
  const { kind, writes, index } = facts;
  if (kind === 'array' || writes.length < 2) return releases;
  const writers = new Set(writes.map(({ node }): Node | undefined => enclosingFunction(node)));
  const registering = new Set<FunctionNode>();
  for (const release of releases) {
    if (release.worth === 'none') continue;
    const fn = registrarOf(release, writers, index);
    if (!fn) return releases;
    registering.add(fn);
  }
  if (registering.size === 0) return releases;
  const other = writes.slice(0, MOST_WRITES).find((write) => {
    const writer = enclosingFunction(write.node);
    return writer && ![...registering].some((fn) => contains(fn, writer) || siteIn(writer, [fn.body], facts)) && isMadeIn(writer, write, index);
  });
  if (!other) return releases;
  const because = `but not what line ${String(index.lineOf(other.node.range[0]))} adds`;
  return releases.map((release) => (release.worth === 'full' ? { ...release, worth: 'partial', because } : release));
}

/** The function that writes and has registered a delete by a name of its own: `add(user) { users.set(user.id, user); user.once('end', () => users.delete(user.id)); }`. */
function registrarOf({ use }: Release, writers: ReadonlySet<Node | undefined>, index: SourceIndex): FunctionNode | undefined {
  if (use.kind !== 'delete') return undefined;
  const deleter = enclosingFunction(use.node);
  const writer = deleter && ancestors(deleter).filter(isFunction).find((fn) => writers.has(fn));
  const declared = rootVariable(use.key, index)?.defs[0]?.name as Node | undefined;
  return writer && declared && contains(writer, declared) && !contains(deleter, declared) ? writer : undefined;
}

/** Is the key, or the object whose id it is, an instance that the writing function itself makes? */
function isMadeIn(writer: FunctionNode, { key }: WriteUse, index: SourceIndex): boolean {
  const variable = rootVariable(key, index);
  const value = variable && index.constantValue(variable);
  return value !== undefined && unwrap(value).type === 'NewExpression' && enclosingFunction(value) === writer;
}

/** What should take out one entry and does not, where all else takes out all at once, in words. */
function leftIn(releases: readonly Release[], facts: Releasing): string | undefined {
  const { kind, writes, index } = facts;
  const missed = releases.find((release) => missesKey(release, facts));
  if (missed) return `but line ${String(index.lineOf(missed.use.node.range[0]))} releases nothing: ${missed.because ?? ''}`;
  const first = writes.slice(0, MOST_WRITES);
  // What a list is let go of together with all else, its owner ends itself.
  const ended = kind === 'array' ? undefined : first.map((write) => endOfEntry(write, index) ?? endBesideEntry(write, index)).find((node) => node !== undefined);
  const sites = [...releases.map(({ use }) => use), ...writes].map(({ node }) => node);
  const end = ended ?? first.flatMap((write) => [handlerOfEnd(write, index), endOfInstance(write, index)]).find((fn) => fn && siteIn(fn, sites, facts) === undefined);
  return end && `but what ends an entry on line ${String(index.lineOf(end.range[0]))} leaves it in`;
}

/** `rooms.add(room)`, and `rooms.delete(room.id)`: was it meant to take out what is written? */
function missesKey({ use, worth }: Release, { writes, index }: Releasing): boolean {
  return use.kind === 'delete' && worth === 'none' && writes.some(({ key }) => isPartOfOther(key, use.key, index)) && !writes.some(({ key }) => sameRole(key, use.key, index));
}

/** `map.forEach((value, key) => map.delete(key))`: does a sweep take out whatever it comes to? */
export function sweepsAll({ how, use: { kind, node } }: Release): boolean {
  if (how !== 'sweep' || kind === 'release' || node.type === 'AssignmentExpression') return false;
  let child: Node = node;
  for (let at: Node | undefined = node.parent; at && !isFunction(at) && at.type !== 'ForOfStatement'; at = at.parent) {
    if (isConditional(at, child) || (at.type === 'BlockStatement' && at.body.some((statement) => statement.range[1] <= node.range[0] && statement.type === 'IfStatement'))) return false;
    child = at;
  }
  return true;
}

/** Releases after one failure of the function that writes, where it has not thought of another one. */
function withFailures(releases: readonly Release[], facts: Releasing): readonly Release[] {
  const deletes = releases.filter(({ how, worth }) => how === 'delete' && worth !== 'none');
  const found = deletes.length === 0 ? undefined : facts.writes.slice(0, MOST_WRITES).map((write) => failureWithout(write, facts)).find((one) => one !== undefined);
  if (!found) return releases;
  const thought = deletes.find(({ use }) => use.node === found.release) ?? deletes[0];
  const because = `but not where line ${String(facts.index.lineOf(found.failure.range[0]))} fails`;
  return releases.map((release) => (release === thought ? { ...release, worth: 'partial', because, failure: found.failure, ...(release.use.node !== found.release && { site: found.release }) } : release));
}

/**
 * Where the function that writes takes out what it wrote on one exit and not on another, releases elsewhere come too late, or for other
 * entries; not so what it registers itself for their end.
 */
function withOwnExits(releases: readonly Release[], facts: Releasing): readonly Release[] {
  const full = releases.filter(({ worth }) => worth === 'full');
  if (facts.kind === 'array' || full.length === 0) return releases;
  const writes = facts.writes.slice(0, MOST_WRITES).filter(({ node }) => !full.some(({ use }) => isMadeBy(enclosingFunction(node), use.node)));
  return releases.map((release) => {
    const { use, worth, site = use.node } = release;
    if (use.kind !== 'delete' || worth !== 'partial') return release;
    const failure = writes.map((write) => exitBefore(write, { node: site }, facts)).find((node) => node !== undefined);
    return failure ? { ...release, failure } : release;
  });
}

/** Is a place in a function that another one makes? */
function isMadeBy(maker: FunctionNode | undefined, place: Node): boolean {
  return maker !== undefined && contains(maker, place) && enclosingFunction(place) !== maker;
}

function isOfAll({ how }: Release): boolean {
  return how === 'clear' || how === 'replace';
}
