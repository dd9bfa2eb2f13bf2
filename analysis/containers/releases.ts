import type { TSESTree } from '@typescript-eslint/utils';
import {
  ancestors, callOf, contains, enclosingFunction, type FunctionNode, functionName, isField, isFunction, type Node, outermost, propertyName, unwrap,
} from '../source/ast.js';
import { recurs } from './homes.js';
import { isConditional, leaves } from './key-uses.js';
import type { Home, Release } from './facts.js';
import type { ContainerKind, Use, WriteUse } from '../flow/use.js';
import { calleeName, keepsCallback } from '../ir/callbacks.js';
import { callsOf, isReached, type PointsTo } from '../flow/index.js';
import { parameterOf } from './keys.js';
import { type Leaving, leavingWith } from './paths.js';
import type { Place } from '../source/places.js';
import type { SourceIndex } from '../source/source-index.js';
import type { UseTable } from './use-table.js';

/**
 * Names of functions that exist for tests only: they say so (`resetForTests`, `testOnlyClear`, `clearTestState`). A word alone
 * does not: `testPoint` and `hitTest` ask whether a point is inside.
 */
const TEST_ONLY = /(?:[Ff]or|[Ii]n|[Oo]nly)_?(?:[Tt]est|[Ss]pec|[Mm]ock)|[Tt]est(?:s|ing)?_?[Oo]nly|(?:^|_)(?:[Tt]est|[Mm]ock)(?:s|ing)?_?(?:[Rr]eset|[Cc]lear|[Ff]lush)|(?:[Rr]eset|[Cc]lear|[Ff]lush)\w*(?:Test|Spec|Mock|_test|_mock)(?:s|ing|er)?(?![a-z])|[Tt]esting|^__|[iI]nternal_?[rR]eset/;

/** What the judges of a release need to know of its container. */
export interface Releasing {
  readonly kind: ContainerKind;
  readonly place: Place | undefined;
  readonly home: Home;
  readonly uses: readonly Use[];
  /** The writes that recur: what must be released. */
  readonly writes: readonly WriteUse[];
  /** The uses by where they are. */
  readonly table: UseTable;
  readonly flow: PointsTo;
  readonly index: SourceIndex;
}

type DeleteUse = Extract<Use, { kind: 'delete' }>;

/** Where an entry goes: at a delete, or at a call of a function that always does it with what it is given. */
interface Site {
  readonly node: Node;
  readonly key: Node;
}

/** Everything that takes entries out of a container, each judged for what it is worth. */
export function releasesOf(facts: Releasing): readonly Release[] {
  return facts.uses.flatMap((use): Release[] => {
    switch (use.kind) {
      case 'delete':
        return [judgeDelete(use, facts)];
      case 'clear':
      case 'replace':
        return judgeBulk(use, facts);
      case 'get':
      case 'has':
      case 'set':
      case 'size':
      case 'iterate':
      case 'test':
      case 'escape':
      case 'unknown':
        return [];
    }
  });
}

/**
 * What the releases of a container are worth to the containers that are its values: to take one out drops all that is in
 * it, the others stay.
 */
export function releasesOfValues(outer: readonly Release[]): readonly Release[] {
  return outer.flatMap((release): Release[] => {
    if (release.worth === 'none') return [];
    if (release.how === 'clear' || release.how === 'replace') return [release];
    return dropsEmpty(release.use.node) ? [] : [{ ...release, how: 'delete', worth: 'partial', because: 'only together with all others of their group' }];
  });
}

/** `if (group.size === 0) groups.delete(name)`: nothing is left to release. */
function dropsEmpty(node: Node): boolean {
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if (isFunction(at)) return false;
    const test = at.type === 'IfStatement' || at.type === 'ConditionalExpression' ? at.test : at.type === 'LogicalExpression' ? at.left : undefined;
    if (test && mentionsSize(test)) return true;
  }
  return false;
}

function mentionsSize(test: Node): boolean {
  switch (test.type) {
    case 'MemberExpression':
      return /^(?:size|length)$/.test(propertyName(test) ?? '');
    case 'UnaryExpression':
      return mentionsSize(test.argument);
    case 'BinaryExpression':
    case 'LogicalExpression':
      return mentionsSize(test.left) || mentionsSize(test.right);
    case 'ChainExpression':
      return mentionsSize(test.expression);
    default:
      return false;
  }
}

/** A `clear` or a replacement releases where it is called on a path that recurs. */
function judgeBulk(use: Extract<Use, { kind: 'clear' | 'replace' }>, facts: Releasing): Release[] {
  const how = use.kind === 'clear' ? 'clear' : 'replace';
  const { index } = facts;
  if (use.kind === 'replace' && isLazyCreation(use.node)) return [];
  if (sizeGuarded(use.node, facts)) return [{ use, how: 'eviction', worth: 'full' }];
  const none = (because: string): Release[] => [{ use, how, worth: 'none', because }];
  if (!recurs(use.node, facts.place, facts.home, index)) return use.kind === 'clear' ? none('it runs once') : [];
  const fn = enclosingFunction(use.node);
  const name = fn && functionName(fn);
  if (fn && !isReached(fn, facts.flow, index)) return none(`nothing calls \`${name ?? 'it'}\``);
  if (name !== undefined && TEST_ONLY.test(name)) return none(`\`${name}\` exists for tests only`);
  return [{ use, how, worth: 'full' }];
}

/** `if (!this.map) this.map = new Map()`: the first creation, not a replacement. */
function isLazyCreation(node: Node): boolean {
  if (node.type !== 'AssignmentExpression') return false;
  const target = unwrap(node.left);
  let child: Node = node;
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if (isFunction(at)) return false;
    const test = at.type === 'IfStatement' || at.type === 'ConditionalExpression' ? at.test : at.type === 'LogicalExpression' && at.right === child ? at.left : undefined;
    if (test && mentionsAbsence(test, target)) return true;
    child = at;
  }
  return false;
}

function mentionsAbsence(test: Node, target: Node): boolean {
  switch (test.type) {
    case 'UnaryExpression':
      return test.operator === '!' && sameMention(test.argument, target);
    case 'BinaryExpression':
      return test.operator.startsWith("==") && sameMention(test.left, target);
    case 'LogicalExpression':
      return mentionsAbsence(test.left, target) || mentionsAbsence(test.right, target);
    default:
      return sameMention(test, target);
  }
}

function sameMention(a: Node, b: Node): boolean {
  const x = unwrap(a);
  const y = unwrap(b);
  if (x.type === 'Identifier' && y.type === 'Identifier') return x.name === y.name;
  if (x.type === 'ThisExpression' && y.type === 'ThisExpression') return true;
  return x.type === 'MemberExpression' && y.type === 'MemberExpression' && propertyName(x) === propertyName(y) && sameMention(x.object, y.object);
}

function judgeDelete(use: DeleteUse, facts: Releasing): Release {
  const { index } = facts;
  const release = (worth: Release['worth'], because?: string): Release => ({ use, how: 'delete', worth, ...(because === undefined ? {} : { because }) });
  if (isFromIteration(use.key, facts)) return { use, how: sizeGuarded(use.node, facts) ? 'eviction' : 'sweep', worth: 'full' };
  if (sizeGuarded(use.node, facts)) return { use, how: 'eviction', worth: 'full' };
  if (facts.kind === 'array' && use.node.type === 'AssignmentExpression') return { use, how: 'sweep', worth: 'full' };
  if (isFromCompanion(use, facts)) return { use, how: 'eviction', worth: 'full' };
  const fn = enclosingFunction(use.node);
  if (fn && !isReached(fn, facts.flow, index)) return release('none', `nothing calls \`${functionName(fn) ?? 'it'}\``);
  if (reinserts(use, facts)) return release('none', 'it only makes room for the same key again');
  const [written] = facts.writes;
  if (!written) return release('full');
  let lack: { readonly lacks: string; readonly site: Node } | undefined;
  for (const write of facts.writes) {
    const sites = sitesFor(write, use, facts).filter(({ key }) => facts.kind === 'array' || sameRole(write.key, key, index));
    for (const site of sites) {
      const lacks = partialAgainst(write, site, facts);
      if (lacks === undefined) return release('full');
      lack ??= { lacks, site: site.node };
    }
  }
  if (lack) return { ...release('partial', lack.lacks), ...(lack.site !== use.node && { site: lack.site }) };
  return release('none', `it deletes \`${index.text(use.key)}\`, and what is written is \`${index.text(written.key)}\``);
}

/** Is the key taken from the container itself: a sweep over its keys, the oldest entry? */
function isFromIteration(key: Node, facts: Releasing): boolean {
  const node = unwrap(key);
  const inside = (at: Node): boolean => facts.table.hasWithin(at, 'iterate') || facts.table.isIterated(at);
  if (node.type !== 'Identifier') return inside(node);
  const definition = facts.index.variableOf(node)?.defs[0];
  if (!definition) return false;
  const at = definition.node as Node;
  if (at.type === 'VariableDeclarator') {
    const loop = at.parent.parent;
    if (loop.type === 'ForOfStatement' && loop.left === at.parent) return facts.table.nodesWithin(loop, 'iterate').some((use) => !contains(loop.body, use));
    return at.init !== null && inside(at.init);
  }
  // `map.forEach((value, key) => map.delete(key))`
  if (isFunction(at)) {
    const call = outermost(at).parent;
    return call !== undefined && facts.table.hasWithin(call, 'iterate');
  }
  return false;
}

/** Is the release under a test of the container's size, or of time? */
function sizeGuarded(node: Node, facts: Releasing): boolean {
  let child = node;
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if ((at.type === 'IfStatement' || at.type === 'WhileStatement' || at.type === 'ConditionalExpression' || at.type === 'ForStatement') && at.test && at.test !== child) {
      const { test } = at;
      if (facts.table.hasWithin(test, 'size')) return true;
    }
    if (at.type === 'LogicalExpression' && at.right === child && facts.table.hasWithin(at.left, 'size')) return true;
    if (isFunction(at)) return false;
    child = at;
  }
  return false;
}

/**
 * Where a delete takes effect for a write: in the function that writes, the calls of the functions between, each of which always
 * runs the next with what it is given; in any other, the delete itself.
 */
function sitesFor(write: WriteUse, use: DeleteUse, facts: Releasing): readonly Site[] {
  const writer = enclosingFunction(write.node);
  const own = { node: use.node, key: use.key };
  if (enclosingFunction(use.node) === writer) return [own];
  const called = calledSites(use, facts).filter(({ node }) => enclosingFunction(node) === writer);
  return called.length > 0 ? called : [own];
}

/** Helpers of helpers are followed as far as this. */
const MOST_HELPERS = 4;

function calledSites(use: DeleteUse, facts: Releasing): readonly Site[] {
  const found: Site[] = [];
  let sites: readonly Site[] = [{ node: use.node, key: use.key }];
  for (let depth = 0; depth < MOST_HELPERS && sites.length > 0; depth++) {
    sites = sites.flatMap((site) => sitesAround(site, facts));
    found.push(...sites);
  }
  return found;
}

/** The calls of the function around a site that always comes there, with what it is given. */
function sitesAround({ node, key }: Site, facts: Releasing): readonly Site[] {
  const fn = enclosingFunction(node);
  const parameter = fn ? parameterOf(key, facts.index) : undefined;
  if (!fn || parameter?.fn !== fn || !alwaysComesTo(node, fn, facts)) return [];
  return callsOf(fn, facts.flow).flatMap((call) => {
    const argument = call.arguments[parameter.position];
    return argument && !call.arguments.some(({ type }) => type === 'SpreadElement') ? [{ node: call, key: argument }] : [];
  });
}

/** A file, and the uses of a container in it. */
type Seen = Pick<Releasing, 'index' | 'table'>;

/** Does every run of a function come to a node in it, but for those that find nothing to do? */
export function alwaysComesTo(node: Node, fn: FunctionNode, facts: Seen): boolean {
  let child = node;
  for (let at: Node | undefined = node.parent; at && at !== fn; at = at.parent) {
    if (isFunction(at) || (isConditional(at, child) && !aboutContainer(at, facts))) return false;
    if (at.type === 'BlockStatement' && at.body.some((statement) => statement.range[1] <= node.range[0] && mayLeave(statement, facts))) return false;
    child = at;
  }
  return true;
}

/** May a statement end the function before what follows it? */
function mayLeave(statement: Node, facts: Seen): boolean {
  const exits: Node[] = [];
  facts.index.walk((at) => {
    if (at.type === 'ReturnStatement' || at.type === 'ThrowStatement') exits.push(at);
  }, statement, isFunction);
  return exits.length > 0 && !(statement.type === 'IfStatement' && aboutContainer(statement, facts));
}

/** Is the key the oldest, or any, of a list that the writing function fills with the keys? */
function isFromCompanion(use: DeleteUse, { writes, index }: Releasing): boolean {
  const list = listTakenFrom(use.key, index);
  if (list === undefined) return false;
  return writes.some(({ key, node }) => {
    const writer = enclosingFunction(node);
    const pushes = ['push', 'unshift'].flatMap((name) => (writer ? index.membersWithin(writer, name) : []));
    return pushes.some((push) => {
      const call = callOf(push);
      return push.type === 'MemberExpression' && index.plainText(push.object) === list && call?.arguments.some((argument) => index.plainText(argument) === index.plainText(key));
    });
  });
}

/** The list that a value is taken from: `order.shift()`, `order[0]`. */
function listTakenFrom(value: Node, index: SourceIndex): string | undefined {
  const node = unwrap(value);
  if (node.type === 'Identifier') {
    const variable = index.variableOf(node);
    const init = variable && index.constantValue(variable);
    return init && unwrap(init).type !== 'Identifier' ? listTakenFrom(init, index) : undefined;
  }
  if (node.type === 'MemberExpression' && node.computed && node.property.type === 'Literal') return index.plainText(node.object);
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined;
  return callee?.type === 'MemberExpression' && /^(?:shift|pop|splice|at)$/.test(propertyName(callee) ?? '') ? index.plainText(callee.object) : undefined;
}

/** Does the same function write the same key again after the delete, in the same branch? */
function reinserts(use: DeleteUse, facts: Releasing): boolean {
  const fn = enclosingFunction(use.node);
  const key = facts.index.plainText(use.key);
  return facts.table.writesOf(fn, key).some(({ node }) => node.range[0] >= use.node.range[1] && inSameRun(use.node, node, facts.index));
}

/** Does `later` run whenever `earlier` has run: no branch of `earlier` leaves or excludes it? */
function inSameRun(earlier: Node, later: Node, index: SourceIndex): boolean {
  let child = earlier;
  for (let at: Node | undefined = earlier.parent; at; at = at.parent) {
    if (contains(at, later)) {
      if (at.type === 'IfStatement' || at.type === 'ConditionalExpression') return at.test === child;
      return at.type !== 'SwitchStatement';
    }
    if (at.type === 'BlockStatement' && (index.remember(lastExit, at) ?? 0) > earlier.range[0]) return false;
    child = at;
  }
  return false;
}

/** Where the last statement of a block begins that always leaves it. */
function lastExit(block: TSESTree.BlockStatement): number | undefined {
  return block.body.findLast(leaves)?.range[0];
}

/** Could two key expressions mean the same key, as far as their form tells? */
function sameRole(written: Node, deleted: Node, index: SourceIndex): boolean {
  const a = unwrap(written);
  const b = unwrap(deleted);
  if (areTwoParameters(a, b, index)) return false;
  if (index.plainText(a) === index.plainText(b)) return true;
  if (a.type === 'MemberExpression' && b.type === 'MemberExpression') return propertyName(a) === propertyName(b) || a.computed || b.computed;
  if (a.type === 'Literal' || b.type === 'Literal') return a.type === b.type && index.text(a) === index.text(b);
  // `set(page)` and `delete(page.id)`: a part of the key is another key.
  if (b.type === 'MemberExpression' && index.plainText(b.object) === index.plainText(a)) return false;
  if (a.type === 'MemberExpression' && index.plainText(a.object) === index.plainText(b)) return isDeclaredPrimitive(b, index);
  if (a.type === 'ThisExpression' && b.type === 'MemberExpression') return b.object.type !== 'ThisExpression';
  return true;
}

/** Are two keys different parameters of one function? */
function areTwoParameters(a: Node, b: Node, index: SourceIndex): boolean {
  const [first, second] = [a, b].map((node) => (node.type === 'Identifier' ? index.variableOf(node) : undefined));
  const [one, other] = [first?.defs[0], second?.defs[0]];
  return first !== second && one?.type === 'Parameter' && other?.type === 'Parameter' && one.node === other.node;
}

/** Is a name declared as a text or number, so that another one of the same name may be a member of an object that is called so? */
function isDeclaredPrimitive(node: Node, index: SourceIndex): boolean {
  const name = node.type === 'Identifier' ? (index.variableOf(node)?.defs[0]?.name as Node | undefined) : undefined;
  const type = name?.type === 'Identifier' ? name.typeAnnotation?.typeAnnotation.type : undefined;
  return type !== undefined && /^TS(?:String|Number|BigInt|Symbol)Keyword$/.test(type);
}

/**
 * Why a delete is only partial for a write.
 *
 * @returns `undefined` where it is a full release of what the write puts in.
 */
function partialAgainst(write: WriteUse, use: Site, facts: Releasing): string | undefined {
  const writer = enclosingFunction(write.node);
  const deleter = enclosingFunction(use.node);
  if (writer === deleter) return partialInSameFunction(write, use, facts);
  if (writer && deleter && contains(writer, deleter)) return partialInCallback(deleter, writer, facts) ?? partialBefore(deleter, writer, facts);
  const conversion = writer && conversionOf(writer);
  return conversion === undefined ? undefined : `but \`${conversion}\` is called by conversions, which know of no end`;
}

/** What the language calls by itself to make a primitive of an object, in whatever text, log or comparison it is. */
const CONVERSION = /^(?:toString|toJSON|valueOf|toLocaleString|\[?Symbol\.toPrimitive\]?)$/;

function conversionOf(fn: FunctionNode): string | undefined {
  const { parent } = fn;
  if (parent.type !== 'MethodDefinition' && parent.type !== 'Property' && !isField(parent)) return undefined;
  const name = functionName(fn);
  return name !== undefined && CONVERSION.test(name) ? name : undefined;
}

/** Why a delete leaves in what the same function wrote: the path that goes without it, in words. */
function partialInSameFunction(write: WriteUse, use: Site, facts: Releasing): string | undefined {
  const fn = enclosingFunction(write.node);
  if (comesAsAnotherKind(write.node, use.node, facts.index)) return undefined;
  if (!fn || use.node.range[0] < write.node.range[0]) return onlyWhere(write.node, use.node, facts);
  const leaving = leavingFor(write, fn, facts);
  if (!leaving) return undefined;
  const only = onlyWhere(write.node, use.node, facts);
  const path = pathOf(leaving, fn, facts.index);
  if (only !== undefined) return path === undefined || leaving.how === 'fails' ? only : `${only}: ${path}`;
  return `but ${path ?? 'not on every path to the end'}`;
}

/**
 * Are a write and its release for messages of two kinds, which one function tells apart: `down` and `up`, `add` and `remove`?
 * That is as good as two functions.
 */
function comesAsAnotherKind(write: Node, release: Node, index: SourceIndex): boolean {
  for (let at: Node | undefined = release.parent; at; at = at.parent) {
    if (!contains(at, write)) continue;
    if (at.type === 'SwitchStatement') return !contains(at.discriminant, write);
    if (at.type !== 'IfStatement') return false;
    const [first, second] = contains(at.consequent, write) ? [write, release] : [release, write];
    const kind = contains(at.consequent, first) ? kindAsked(at.test, index) : undefined;
    for (let branch = at.alternate; branch?.type === 'IfStatement'; branch = branch.alternate) {
      if (contains(branch.consequent, second)) return kind !== undefined && kindAsked(branch.test, index) === kind;
    }
    return false;
  }
  return false;
}

/** What a test compares with a constant or with several, as text: `event.type`. */
function kindAsked(test: Node, index: SourceIndex): string | undefined {
  if (test.type === 'LogicalExpression' && test.operator === '||') {
    const left = kindAsked(test.left, index);
    return left === kindAsked(test.right, index) ? left : undefined;
  }
  if (test.type !== 'BinaryExpression' || !/^===?$/.test(test.operator)) return undefined;
  const isConstant = test.right.type === 'MemberExpression' || (test.right.type === 'Literal' && typeof test.right.value === 'string');
  return isConstant ? index.plainText(test.left) : undefined;
}

/** A function that handles more keys than this is not walked for each of them: what is too much to follow is left in peace. */
const MOST_KEYS = 16;

/** How a function leaves with the entry of a key that it wrote; walked once for each key. */
function leavingFor(write: WriteUse, fn: FunctionNode, facts: Releasing): Leaving | undefined {
  const { index, table, uses } = facts;
  const key = index.plainText(write.key);
  const walks = table.walksOf(fn);
  if (!walks.has(key) && walks.size < MOST_KEYS) {
    const releases = uses.flatMap((use): readonly Pick<Site, 'node'>[] => {
      if (use.kind === 'clear' || use.kind === 'replace') return [use];
      return use.kind === 'delete' ? [use, ...calledSites(use, facts)].filter((site) => facts.kind === 'array' || sameRole(write.key, site.key, index)) : [];
    }).sort((a, b) => a.node.range[0] - b.node.range[0]);
    const writes = facts.kind === 'array' ? [write] : table.writesOf(fn, key);
    walks.set(key, leavingWith({ fn, writes: writes.map(({ node }) => node), releases: releases.map(({ node }) => node), asksForEntry: (branching) => aboutContainer(branching, facts), index }));
  }
  return walks.get(key);
}

/** The path that goes without a release, in words; the end of a function has none of its own. */
function pathOf({ how, node }: Leaving, fn: FunctionNode, index: SourceIndex): string | undefined {
  const name = functionName(fn);
  const who = name === undefined ? 'the function' : `\`${name}\``;
  const line = `line ${String(index.lineOf(node.range[0]))}`;
  switch (how) {
    case 'returns':
      return `${who} returns on ${line} without it`;
    case 'throws':
      return `${who} throws on ${line} without it`;
    case 'fails':
      return `what ${who} awaits on ${line} may fail, and there is no \`finally\``;
    case 'ends':
      return undefined;
  }
}

/** Under which condition a release runs, where it does not always. */
function onlyWhere(write: Node, release: Node, facts: Releasing): string | undefined {
  let child = release;
  for (let at: Node | undefined = release.parent; at; at = at.parent) {
    if (at.type === 'TryStatement' && at.finalizer === child) return undefined;
    if (at.type === 'CatchClause' && !contains(at, write)) return 'only when something throws';
    if (contains(at, write)) return at.type === 'IfStatement' && at.test !== child && !contains(at.test, write) ? 'only in another branch than the write' : undefined;
    if (isConditional(at, child) && !aboutContainer(at, facts)) return conditionOf(at, child, facts.index);
    child = at;
  }
  return undefined;
}

function conditionOf(at: Node, child: Node, index: SourceIndex): string {
  const where = (test: Node, holds: boolean): string => `only where \`${index.text(test).replace(/\s+/g, ' ').slice(0, 40)}\` ${holds ? 'holds' : 'does not hold'}`;
  switch (at.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return where(at.test, at.consequent === child);
    case 'LogicalExpression':
      return where(at.left, at.operator === '&&');
    case 'SwitchCase':
      return at.test ? `only in the case \`${index.text(at.test)}\`` : 'only in the default case';
    case 'TryStatement':
      return 'only when nothing throws';
    default:
      return `only under the condition on line ${String(index.lineOf(at.range[0]))}`;
  }
}

/** Is a condition about the container or the entry itself, so that it skips nothing that is there? */
function aboutContainer(parent: Node, facts: Seen): boolean {
  const test = parent.type === 'IfStatement' || parent.type === 'ConditionalExpression' ? parent.test : parent.type === 'LogicalExpression' ? parent.left : undefined;
  if (!test) return false;
  if (facts.table.hasWithin(test)) return true;
  let found = false;
  facts.index.walk((node) => {
    if (found || node.type !== 'Identifier') return;
    const variable = facts.index.variableOf(node);
    const init = variable && facts.index.constantValue(variable);
    found = init !== undefined && facts.table.hasWithin(init);
  }, test);
  return found;
}

/** A delete in a callback made by the writing function: which callback decides. */
function partialInCallback(callback: FunctionNode, writer: FunctionNode, facts: Releasing): string | undefined {
  if (isInRenderEffect(callback, writer)) return 'only once the component is mounted, which not every render leads to';
  const call = outermost(callback).parent;
  if (call?.type !== 'CallExpression') return undefined;
  const callee = unwrap(call.callee);
  const name = callee.type === 'MemberExpression' ? propertyName(callee) : undefined;
  if (name === 'catch') return 'only when the promise rejects';
  if (name === 'then') {
    const [resolved, rejected] = call.arguments;
    if (rejected) {
      const other = resolved === callback ? rejected : resolved;
      if (other && facts.table.hasWithin(other, 'delete')) return undefined;
      return resolved === callback ? 'only when the promise resolves' : 'only when the promise rejects';
    }
    const chained = outermost(call).parent;
    const next = chained?.type === 'MemberExpression' ? propertyName(chained) : undefined;
    return next === 'catch' || next === 'finally' ? undefined : 'only when the promise resolves';
  }
  return isEndOfLife(name ?? (callee.type === 'Identifier' ? callee.name : ''), call) ? undefined : `only when the callback of \`${facts.index.quoted(callee)}\` runs`;
}

/** What must happen first, where the callback that deletes is made in another one that the writing function makes. */
function partialBefore(deleter: FunctionNode, writer: FunctionNode, facts: Releasing): string | undefined {
  let isOffered = isOfferedToCall(deleter);
  for (let at: Node | undefined = deleter.parent; at; at = at.parent) {
    if (at === writer) return undefined;
    if (!isFunction(at)) continue;
    const call = outermost(at).parent;
    const lack = call?.type === 'CallExpression' && keepsCallback(call) ? partialInCallback(at, writer, facts) : undefined;
    if (lack !== undefined) return lack;
    if (!isOfferedToCall(at)) continue;
    if (isOffered) return `only once \`${functionName(at) ?? 'the function around it'}\` has been called`;
    isOffered = true;
  }
  return undefined;
}

/** Does a function give its callers this one to call: is it returned, or a method of an object that is no option of a call? */
function isOfferedToCall(fn: FunctionNode): boolean {
  let at = outermost(fn);
  while (at.parent?.type === 'Property' && at.parent.value === at) at = outermost(at.parent.parent);
  if (at.parent?.type === 'ReturnStatement' || (isFunction(at.parent) && at.parent.body === at)) return true;
  return at !== outermost(fn) && at.parent?.type === 'VariableDeclarator';
}

/** Effects of a render: one that is thrown away runs none of them (https://react.dev/reference/react/useEffect). */
const RENDER_EFFECT = /^use(?:Layout|Insertion)?Effect$/;
/** Calls whose callback runs when something ends. */
const ENDING_CALL = /^(?:finally|setTimeout|requestAnimationFrame|setImmediate|queue_?micro_?task|next_?tick|defer|adopt|using|once|onCleanup|onUnmounted|onBeforeUnmount|onScopeDispose|onDestroy|push|add|toDisposable|addDisposable|register|Disposable|effect)$|(?:Dispos|Destroy|Clos|Disconnect|Unmount|Cleanup|Teardown|Remov|Delet|End|Exit|Abort|Finish|Complete|Leave)\w*$/i;
/** Events that tell of an end. */
const ENDING_EVENT = /close|destroy|dispose|disconnect|end|exit|abort|unload|remove|delete|finish|complete|detach|unmount|error|expire|timeout|stop|leave|logout|terminate/i;

function isEndOfLife(name: string, call: TSESTree.CallExpression): boolean {
  if (ENDING_CALL.test(name) || isDisposedOf(call) || call.arguments.some(isOnce)) return true;
  return call.arguments.some((argument) => argument.type === 'Literal' && typeof argument.value === 'string' && ENDING_EVENT.test(argument.value));
}

/** Does a render's effect, or its cleanup, release what the render itself has written? */
function isInRenderEffect(callback: FunctionNode, writer: FunctionNode): boolean {
  for (const at of [callback, ...ancestors(callback)]) {
    if (at === writer) return false;
    const call = isFunction(at) ? outermost(at).parent : undefined;
    if (call?.type === 'CallExpression' && RENDER_EFFECT.test(calleeName(call) ?? '')) return true;
  }
  return false;
}

/** `using release = onRelease(() => boxes.delete(box))` */
function isDisposedOf(call: Node): boolean {
  const declaration = outermost(call).parent?.parent;
  return declaration?.type === 'VariableDeclaration' && declaration.kind.endsWith('using');
}

/** `{ once: true }` */
function isOnce(argument: Node): boolean {
  return argument.type === 'ObjectExpression' && argument.properties.some((property) => property.type === 'Property' && propertyName(property) === 'once' && property.value.type === 'Literal' && property.value.value === true);
}
