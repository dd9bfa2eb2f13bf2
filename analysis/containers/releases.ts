import type { TSESTree } from '@typescript-eslint/utils';
import { ancestors, callOf, contains, enclosingFunction, functionName, type FunctionNode, isFunction, isNothing, isWritten, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { recurs } from './homes.js';
import { neverReachedBy } from './dead-code.js';
import { isFromCompanion } from './companions.js';
import { inSameRun } from './early-exits.js';
import { argumentFor, parameterOf } from './parameters.js';
import type { Release } from './facts.js';
import { grouped } from '../source/lists.js';
import type { ReleaseUse, Use, WriteUse } from '../flow/use.js';
import { remarksBefore } from '../source/doc-comments.js';
import { callsOf, isReached } from '../flow/index.js';
import { indexOfUse, type SourceIndex } from '../source/source-index.js';
import { runsAtTheEnd } from '../flow/running.js';
import { calleeName } from '../ir/callbacks.js';
import { isOnce, partialAgainst } from './partial-releases.js';
import { withGaps } from './release-gaps.js';
import { calledSites, type DeleteUse, type Releasing, sameRole, sitesFor } from './release-sites.js';
import type { Site } from './use-table.js';

/**
 * Names of functions that exist for tests only: they say so (`resetForTests`, `testOnlyClear`, `clearTestState`). A word alone
 * does not: `testPoint` and `hitTest` ask whether a point is inside.
 */
const TEST_ONLY = /(?:[Ff]or|[Ii]n|[Oo]nly)_?(?:[Tt]est|[Ss]pec|[Mm]ock)|[Tt]est(?:s|ing)?_?[Oo]nly|(?:^|_)(?:[Tt]est|[Mm]ock)(?:s|ing)?_?(?:[Rr]eset|[Cc]lear|[Ff]lush)|(?:[Rr]eset|[Cc]lear|[Ff]lush)\w*(?:Test|Spec|Mock|_test|_mock)(?:s|ing|er)?(?![a-z])|[Tt]esting|^__|[iI]nternal_?[rR]eset/;

/** What a comment says of a function that exists for tests only: "used to clear state between unit tests". */
const SAYS_TESTS = /\b(?:for|in|by|between|during)\s+(?:(?:use|the|unit|our)\s+){0,3}(?:unit[- ])?test(?:s|ing)\b|\btests?[- ]only\b|@visibleForTesting/i;

/** Everything that takes entries out of a container, each judged for what it is worth. */
export function releasesOf(facts: Releasing): readonly Release[] {
  const writers = new Set(facts.writes.map(({ node }) => enclosingFunction(node)));
  const alike = [...grouped(facts.writes, ({ key }) => facts.index.plainText(key)).values()];
  return withGaps(facts.uses.flatMap((use) => releasesBy(use, { ...facts, writers, alike })), facts);
}

/** The same facts, with the functions that write, and the writes by the text of their keys. */
interface Judging extends Releasing {
  readonly writers: ReadonlySet<FunctionNode | undefined>;
  readonly alike: readonly (readonly WriteUse[])[];
}

function releasesBy(use: Use, facts: Judging): Release[] {
  const dead = isRelease(use) && !use.file ? neverReachedBy(use.node, facts.index) : undefined;
  if (isRelease(use) && dead) return [{ use, how: howOf(use), worth: 'none', because: whyNever(dead, facts.index) }];
  if (isRelease(use) && runsAtTheEnd(use.node, indexOfUse(use, facts.index))) return [{ use, how: howOf(use), worth: 'none', because: 'it runs only when the program ends' }];
  switch (use.kind) {
    case 'delete':
      return [judgeDelete(use, facts)];
    case 'clear':
    case 'replace':
      return judgeBulk(use, facts);
    case 'release':
      return [judgeUntold(use, facts)];
    case 'set':
      return isPassedNothing(use, facts) ? [{ use, how: 'delete', worth: 'full' }] : [];
    case 'get':
    case 'has':
    case 'size':
    case 'iterate':
    case 'test':
    case 'escape':
    case 'unknown':
      return [];
  }
}

/** `mark(panel.id, undefined)`: does some call give nothing for the parameter that a dictionary gets as a value? That ends the entry. */
function isPassedNothing({ value }: WriteUse, { kind, flow, index }: Judging): boolean {
  const parameter = kind === 'dictionary' && value ? parameterOf(value, index) : undefined;
  return parameter !== undefined && callsOf(parameter.fn, flow).some((call) => {
    const argument = argumentFor(parameter, call, index);
    return argument !== undefined && isNothing(unwrap(argument));
  });
}

function whyNever(by: Node, index: SourceIndex): string {
  return by.type.endsWith('Statement') ? `line ${String(index.lineOf(by.range[0]))} always leaves before it` : `\`${index.quoted(by)}\` decides that nothing comes there`;
}

function isRelease(use: Use): use is Extract<Use, { kind: Release['how'] | 'release' }> {
  return use.kind === 'delete' || use.kind === 'clear' || use.kind === 'replace' || use.kind === 'release';
}

function howOf(use: Extract<Use, { kind: Release['how'] | 'release' }>): Release['how'] {
  return use.kind === 'release' ? use.how : use.kind;
}

/** A function of another file takes entries out by itself, or one of which the call does not tell the key: any that was written. */
function judgeUntold(use: ReleaseUse, facts: Judging): Release {
  const { how } = use;
  const idle = whyIdle(use, facts);
  if (idle !== undefined) return { use, how, worth: 'none', because: idle };
  if (how !== 'delete' || facts.writes.length === 0) return { use, how, worth: 'full' };
  const once = whyOnce(use, facts);
  const lacks = once === undefined ? facts.writes.map((write) => partialAgainst(write, use, facts)) : [once];
  const because = lacks.includes(undefined) ? undefined : lacks[0];
  return { use, how, ...(because === undefined ? { worth: 'full' } : { worth: 'partial', because }) };
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
function judgeBulk(use: Extract<Use, { kind: 'clear' | 'replace' }>, facts: Judging): Release[] {
  const how = use.kind === 'clear' ? 'clear' : 'replace';
  const { index } = facts;
  if (use.kind === 'replace' && isLazyCreation(use.node)) return [];
  if (sizeGuarded(use.node, facts)) return [{ use, how: 'eviction', worth: 'full' }];
  const none = (because: string): Release[] => [{ use, how, worth: 'none', because }];
  if (!recurs(use.node, facts.place, facts.home, index)) return use.kind === 'clear' ? none('it runs once') : [];
  const fn = enclosingFunction(use.node);
  const name = fn && functionName(fn);
  if (fn && !runsAtAll(fn, facts)) return none(`nothing calls \`${name ?? 'it'}\``);
  if (name !== undefined && TEST_ONLY.test(name)) return none(`\`${name}\` exists for tests only`);
  if (fn && SAYS_TESTS.test(index.remember(remarksBefore, fn))) return none(`\`${name ?? 'it'}\` exists for tests only, as its comment says`);
  return [{ use, how, worth: 'full' }];
}

/** Can a function run that releases? Where entries come in, what the writers call runs, too. */
function runsAtAll(fn: FunctionNode, { flow, writers, index }: Judging): boolean {
  return isReached(fn, flow, index, writers);
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

function judgeDelete(use: DeleteUse, facts: Judging): Release {
  const { index } = facts;
  const release = (worth: Release['worth'], because?: string): Release => ({ use, how: 'delete', worth, ...(because === undefined ? {} : { because }) });
  const idle = whyIdle(use, facts);
  if (idle !== undefined) return release('none', idle);
  if (isFromIteration(use.key, facts)) return { use, how: sizeGuarded(use.node, facts) ? 'eviction' : 'sweep', worth: 'full' };
  if (sizeGuarded(use.node, facts)) return { use, how: 'eviction', worth: 'full' };
  if (facts.kind === 'array' && use.node.type === 'AssignmentExpression') return { use, how: 'sweep', worth: 'full' };
  if (isFromCompanion(use, facts)) return { use, how: 'eviction', worth: 'full' };
  const answered = answeredBeside(use, facts);
  if (answered) return release('none', `it deletes \`${index.text(use.key)}\`, and what is answered is \`${index.text(answered)}\``);
  if (isOfNoEntry(use, facts)) return release('none', `it deletes \`${index.text(use.key)}\`, which no entry has`);
  if (reinserts(use, facts)) return release('none', 'it only makes room for the same key again');
  const [written] = facts.writes;
  if (!written) return release('full');
  const once = whyOnce(use, facts);
  if (once !== undefined) return release('partial', once);
  let lack: { readonly lacks: string; readonly at: Node } | undefined;
  for (const { write, site } of matchesOf(use, facts)) {
    const lacks = partialAgainst(write, site, facts);
    if (lacks === undefined) return release('full');
    lack ??= { lacks, at: site.node };
  }
  if (lack) return { ...release('partial', lack.lacks), ...(lack.at !== use.node && { site: lack.at }) };
  return release('none', `it deletes \`${index.text(use.key)}\`, and what is written is \`${index.text(written.key)}\``);
}

/** The writes whose entries a delete takes out by what names their keys, each with the place that does: the delete, or a call of its function. */
function* matchesOf(use: DeleteUse, facts: Judging): Generator<{ readonly write: WriteUse; readonly site: Site }> {
  const { kind, index } = facts;
  for (const alike of facts.alike) {
    // Of writes that read alike, one tells; a bare name may be anything.
    const told = alike[0]?.key.type === 'Identifier' ? undefined : alike[0]?.key;
    const isSame = told && sameRole(told, use.key, index);
    if (isSame === false && kind !== 'array' && calledSites(use, facts).length === 0) continue;
    const names = (write: WriteUse, key: Node): boolean => kind === 'array' || ((key === use.key ? isSame : undefined) ?? sameRole(write.key, key, index));
    for (const write of alike) for (const site of sitesFor(write, use, facts)) if (names(write, site.key)) yield { write, site };
  }
}

/**
 * `const answer = waiting.get(message.replyTo); answer(message.data); waiting.delete(message.id)`: the key of the entry that the function
 * has called before it deletes, where that is by another member of the same object.
 */
function answeredBeside({ node, key }: DeleteUse, { uses, index }: Releasing): Node | undefined {
  const deleted = unwrap(key);
  const fn = enclosingFunction(node);
  if (deleted.type !== 'MemberExpression' || deleted.computed || !fn) return undefined;
  const asked = uses.flatMap((use) => {
    const by = use.kind === 'get' && enclosingFunction(use.node) === fn ? unwrap(use.key) : undefined;
    return by?.type === 'MemberExpression' && !by.computed && index.plainText(by.object) === index.plainText(deleted.object) ? [{ by, at: use.node }] : [];
  });
  if (asked.some(({ by }) => propertyName(by) === propertyName(deleted))) return undefined;
  return asked.find(({ at }) => isCalled(at, index))?.by;
}

/** `const call = open.get(message.id); open.delete(call.id)`: is the key a member of an entry, which no entry is made with and nothing gives one? */
function isOfNoEntry({ key }: DeleteUse, { uses, writes, index }: Releasing): boolean {
  const member = unwrap(key);
  if (member.type !== 'MemberExpression' || member.object.type !== 'Identifier') return false;
  const name = propertyName(member);
  const variable = index.variableOf(member.object);
  const entry = variable && index.constantValue(variable);
  if (name === undefined || !entry || !uses.some((use) => use.kind === 'get' && use.node === unwrap(entry))) return false;
  const lacks = (value: Node | undefined): boolean => value?.type === 'ObjectExpression' && value.properties.every((property) => property.type === 'Property' && propertyName(property) !== undefined && propertyName(property) !== name);
  return writes.every(({ value, file }) => !file && lacks(value && unwrap(value))) && !index.membersNamed(name).some(isWritten);
}

/** Is what is read called, by itself or by the name that it is given? */
function isCalled(read: Node, index: SourceIndex): boolean {
  const { parent } = outermost(read);
  if (parent?.type === 'CallExpression') return unwrap(parent.callee) === unwrap(read);
  if (parent?.type !== 'VariableDeclarator') return false;
  return index.declaredBy(parent).some(({ references }) => references.some(({ identifier }) => callOf(identifier) !== undefined));
}

/** Why a release never runs: nothing calls the function that it is in. */
function whyIdle({ node }: Use, facts: Judging): string | undefined {
  const fn = enclosingFunction(node);
  return fn && !runsAtAll(fn, facts) ? `nothing calls \`${functionName(fn) ?? 'it'}\`` : undefined;
}

/** Why a release runs no more after the first time. */
function whyOnce(use: Use, facts: Judging): string | undefined {
  const once = onceOnly(use, facts);
  return once === undefined ? undefined : `but \`${once}\` runs it only the first time`;
}

/**
 * The call that registers what deletes for one event alone, `server.once('close', …)`, where it is made once and the writes go on.
 *
 * @returns its callee, as text
 */
function onceOnly({ node }: Use, { place, home, writes, index }: Releasing): string | undefined {
  for (const fn of ancestors(node).filter(isFunction)) {
    const calls = index.remember(registrationsOnce, fn);
    const [call] = calls;
    if (call && !writes.some((write) => contains(fn, write.node) || contains(call, write.node)) && calls.every((one) => !recurs(one, place, home, index))) return index.quoted(call.callee);
  }
  return undefined;
}

/** The calls that are handed a function for the first of some events, where nothing else is done with it. */
function registrationsOnce(fn: FunctionNode, index: SourceIndex): readonly TSESTree.CallExpression[] {
  const mentions = index.bindingOf(fn)?.references.filter(({ init }) => !init) ?? [];
  const calls = mentions.map(({ identifier }) => registrationOnce(outermost(identifier)));
  const inline = registrationOnce(outermost(fn));
  const found = calls.filter((call) => call !== undefined);
  return found.length < calls.length ? [] : [...(inline ? [inline] : []), ...found];
}

/** The call that is handed a function for the first of some events. */
function registrationOnce(fn: Node): TSESTree.CallExpression | undefined {
  const call = fn.parent;
  if (call?.type !== 'CallExpression' || call.callee === fn) return undefined;
  return calleeName(call) === 'once' || call.arguments.some(isOnce) ? call : undefined;
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

/** Does the same function write the same key again after the delete, in the same branch? */
function reinserts(use: DeleteUse, facts: Releasing): boolean {
  const fn = enclosingFunction(use.node);
  const key = facts.index.plainText(use.key);
  return facts.table.writesOf(fn, key).some(({ node }) => node.range[0] >= use.node.range[1] && inSameRun(use.node, node, facts.index));
}
