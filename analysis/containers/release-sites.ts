import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { contains, enclosingFunction, type FunctionNode, isFunction, type Node, propertyName, unwrap } from '../source/ast.js';
import { isConditional } from './key-uses.js';
import type { Home } from './facts.js';
import type { ContainerKind, Use, WriteUse } from '../flow/use.js';
import { allCallsOf, callsOf, type PointsTo } from '../flow/index.js';
import { argumentFor, partOfParameter } from './parameters.js';
import type { ImportedNames } from '../source/member-types.js';
import type { Place } from '../source/places.js';
import { typeOfExpression } from '../source/expression-types.js';
import { readType } from '../source/type-syntax.js';
import { indexOfUse, type SourceIndex } from '../source/source-index.js';
import { runOnTheSpot } from '../flow/running.js';
import type { Site, SitesOfDelete, UseTable } from './use-table.js';

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
  /** What the project shows of the names that the file imports, where it is asked. */
  readonly imported?: ImportedNames | undefined;
}

export type DeleteUse = Extract<Use, { kind: 'delete' }>;

/** More callers than this are not asked, beside the function that writes. */
const MOST_CALLERS = 16;

/**
 * Where a delete takes effect for a write: where the function that writes calls helpers, each of which always runs the next with what
 * it is given, at these calls and wherever else they are called; in any other, the delete itself.
 */
export function sitesFor(write: WriteUse, use: DeleteUse, facts: Releasing): readonly Site[] {
  const own = { node: use.node, key: use.key };
  if (enclosingFunction(use.node) === writerFor(write, use.node, facts)) return [own];
  const { calls, outer } = sitesOf(use, facts);
  const called = calls.filter(({ node }) => enclosingFunction(node) === writerFor(write, node, facts));
  return called.length > 0 ? [...called, ...outer.slice(0, MOST_CALLERS).filter((site) => !called.includes(site))] : [own];
}

/** The function that writes, as a release sees it: where it is not in what makes a promise, the function that makes this. */
export function writerFor(write: WriteUse, release: Node, { index }: Seen): FunctionNode | undefined {
  const writer = enclosingFunction(write.node);
  return writer && contains(writer, release) ? writer : enclosingFunction(runOnTheSpot(write.node, indexOfUse(write, index)));
}

/** Helpers of helpers are followed as far as this. */
const MOST_HELPERS = 4;

/** The calls that always come to a delete with what they are given, through helpers of helpers. */
export function calledSites(use: DeleteUse, facts: Releasing): readonly Site[] {
  return sitesOf(use, facts).calls;
}

function sitesOf(use: DeleteUse, facts: Releasing): SitesOfDelete {
  return facts.table.sitesOf(use.node, () => {
    const calls: Site[] = [];
    const outer: Site[] = [];
    let sites: readonly Site[] = [{ node: use.node, key: use.key }];
    for (let depth = 0; depth < MOST_HELPERS && sites.length > 0; depth++) {
      const around = sites.map((site) => ({ site, ...sitesAround(site, facts) }));
      outer.push(...around.flatMap(({ site, isWhole }) => (isWhole ? [] : [site])));
      sites = around.flatMap(({ told }) => told);
      calls.push(...sites);
    }
    return { calls, outer: [...outer, ...sites] };
  });
}

/** The calls of the function around a site that always comes there, with what it is given, and whether they are all that run it. */
function sitesAround({ node, key }: Site, facts: Releasing): { readonly told: readonly Site[]; readonly isWhole: boolean } {
  const fn = enclosingFunction(node);
  const parameter = fn ? partOfParameter(key, facts.index) : undefined;
  if (!fn || parameter?.fn !== fn || !alwaysComesTo(node, fn, facts)) return { told: [], isWhole: false };
  const calls = callsOf(fn, facts.flow);
  const told = calls.flatMap((call) => {
    const given = argumentFor(parameter, call, facts.index);
    return given ? [{ node: call, key: given }] : [];
  });
  return { told, isWhole: told.length === allCallsOf(fn, facts.flow, facts.index)?.length };
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

/** Could two key expressions mean the same key, as far as their form tells? */
export function sameRole(written: Node, deleted: Node, index: SourceIndex): boolean {
  const a = unwrap(written);
  const b = unwrap(deleted);
  if (areTwoParameters(a, b, index)) return false;
  if (index.plainText(a) === index.plainText(b)) return true;
  if (isTextMadeOf(b, a, index) || isTextMadeOf(a, b, index)) return false;
  if (isPartOfText(b, a, index) || isPartOfText(a, b, index)) return false;
  const [first, second] = [idIn(a, index), idIn(b, index)];
  if (first !== a || second !== b) return sameRole(first, second, index);
  if (isPosition(b, index) && (isDeclaredObject(a, index) || (a.type === 'MemberExpression' && !a.computed && !NAMES_POSITION.test(propertyName(a) ?? '')))) return false;
  if (a.type === 'MemberExpression' && b.type === 'MemberExpression') return propertyName(a) === propertyName(b) || a.computed || b.computed || isIdOf(b, a, index) || isIdOf(a, b, index);
  if (a.type === 'Literal' || b.type === 'Literal') return a.type === b.type && index.text(a) === index.text(b);
  // What is made where it is deleted was never put in.
  if (/^(?:New|Object|Array|Class|Function|ArrowFunction)Expression$/.test(b.type)) return false;
  if (isPartOfOther(a, b, index)) return false;
  if (a.type === 'ThisExpression' && b.type === 'MemberExpression') return b.object.type !== 'ThisExpression';
  return true;
}

/** `task.userId` and `user.id`, `tool.frame_id` and `this.frame._id`: does one object refer to another by the id that this has? */
function isIdOf(id: TSESTree.MemberExpression, reference: TSESTree.MemberExpression, index: SourceIndex): boolean {
  const object = unwrap(id.object);
  const thisOwner = object.type === 'ThisExpression' ? index.thisOwnerOf(object) : undefined;
  const owner = object.type === 'Identifier' ? object.name : thisOwner?.kind === 'class' ? thisOwner.node.id?.name : propertyName(object);
  return owner !== undefined && wordsOf(propertyName(reference)) === wordsOf(`${owner}${propertyName(id) ?? ''}`);
}

/** A name without what only parts its words. */
function wordsOf(name: string | undefined): string | undefined {
  return name?.replaceAll(/[#$_]/g, '').toLowerCase();
}

/** Names of members that tell where something stands in a list. */
const NAMES_POSITION = /index|idx|pos(?:ition)?$|slot|offset|order|row|column/i;

/** `list.indexOf(track)`: where something stands in a list, which is no id of it and no object. */
function isPosition(node: Node, index: SourceIndex): boolean {
  const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
  const value = variable && index.constantValue(variable);
  const call = value ? unwrap(value) : node;
  const callee = call.type === 'CallExpression' ? unwrap(call.callee) : undefined;
  return callee?.type === 'MemberExpression' && /^(?:find(?:Last)?Index|(?:lastI|i)ndexOf)$/.test(propertyName(callee) ?? '');
}

/** What a text or number alone is made of, `track.id` of `String(track.id)`, and the member that a local is read from once. */
function idIn(node: Node, index: SourceIndex): Node {
  const inner = convertedIn(node, index);
  if (inner) return unwrap(inner);
  const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
  const value = variable && index.constantValue(variable);
  const read = value && unwrap(value);
  return read?.type === 'MemberExpression' || (read && convertedIn(read, index)) ? read : node;
}

/** The value that a text or number is made of, and of nothing else: `String(id)`, `${id}`, `id + ''`, `id.toString()`. */
function convertedIn(node: Node, index: SourceIndex): Node | undefined {
  switch (node.type) {
    case 'TemplateLiteral':
      return node.expressions.length === 1 && node.quasis.every(({ value: { raw } }) => raw === '') ? node.expressions[0] : undefined;
    case 'BinaryExpression':
      return node.operator !== '+' ? undefined : isEmptyText(node.right) ? node.left : isEmptyText(node.left) ? node.right : undefined;
    case 'CallExpression': {
      const callee = unwrap(node.callee);
      if (callee.type === 'MemberExpression') return propertyName(callee) === 'toString' && node.arguments.length === 0 ? callee.object : undefined;
      return (index.isGlobal(callee, 'String') || index.isGlobal(callee, 'Number')) && node.arguments.length === 1 ? node.arguments[0] : undefined;
    }
    default:
      return undefined;
  }
}

function isEmptyText(node: Node): boolean {
  return node.type === 'Literal' && node.value === '';
}

/**
 * Is a text put together of several parts, `${a.id}:${b.id}`, and a key an id of the sort of one of them alone? One that is made a text
 * first, or whose object has the type of a part's.
 */
export function isPartOfText(key: Node, text: Node, index: SourceIndex): boolean {
  const parts = partsOf(valueOfName(text, index));
  const id = parts.length > 1 ? idIn(valueOfName(key, index), index) : undefined;
  if (id?.type !== 'MemberExpression' || partsOf(valueOfName(key, index)).length > 1) return false;
  const isText = convertedIn(valueOfName(key, index), index) !== undefined;
  return parts.some((part) => {
    const own = idIn(unwrap(part), index);
    if (own.type !== 'MemberExpression' || propertyName(own) !== propertyName(id)) return false;
    const type = typeName(id.object, index);
    return isText || (type !== undefined && type === typeName(own.object, index));
  });
}

function valueOfName(node: Node, index: SourceIndex): Node {
  const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
  const value = variable && index.constantValue(variable);
  return value ? unwrap(value) : node;
}

/** What a text is put together of, the texts between included: those of a template, and of `+`. */
function partsOf(text: Node): readonly Node[] {
  if (text.type === 'TemplateLiteral') return [...text.expressions, ...text.quasis.filter(({ value: { raw } }) => raw !== '')];
  if (text.type === 'BinaryExpression' && text.operator === '+') return [...partsOf(unwrap(text.left)), ...partsOf(unwrap(text.right))];
  return isEmptyText(text) ? [] : [text];
}

/** The type that is written for an object, as text. */
function typeName(object: Node, index: SourceIndex): string | undefined {
  const type = typeOfExpression(object, { index, imported: undefined });
  return type && index.plainText(type.type);
}

/** `set(page)` and `delete(page.id)`, or the other way round: is one key a part of the other, which is another key? */
export function isPartOfOther(written: Node, deleted: Node, index: SourceIndex): boolean {
  const a = unwrap(written);
  const b = unwrap(deleted);
  if (b.type === 'MemberExpression' && index.plainText(b.object) === index.plainText(a)) return true;
  return a.type === 'MemberExpression' && index.plainText(a.object) === index.plainText(b) && !isDeclaredPrimitive(b, index);
}

/**
 * Is a key a text with another key in it, `page-${id}`, so that it is never that key? One that is the other as a text alone is,
 * where the other is no object.
 */
function isTextMadeOf(text: Node, key: Node, index: SourceIndex): boolean {
  const variable = text.type === 'Identifier' ? index.variableOf(text) : undefined;
  const value = variable && index.constantValue(variable);
  const made = value ? unwrap(value) : text;
  const is = (part: Node): boolean => index.plainText(unwrap(part)) === index.plainText(key);
  if (made.type === 'TemplateLiteral') return made.expressions.some(is) && (made.quasis.some(({ value: { raw } }) => raw !== '') || isDeclaredObject(key, index));
  if (made.type !== 'CallExpression' || !made.arguments[0] || !is(made.arguments[0])) return false;
  const callee = index.plainText(made.callee);
  return callee === 'JSON.stringify' || (callee === 'String' && isDeclaredObject(key, index));
}

/** Is a name declared as an object, which no text is? */
function isDeclaredObject(node: Node, index: SourceIndex): boolean {
  if (node.type === 'ThisExpression') return true;
  const name = node.type === 'Identifier' ? (index.variableOf(node)?.defs[0]?.name as Node | undefined) : undefined;
  const type = name?.type === 'Identifier' ? name.typeAnnotation?.typeAnnotation : undefined;
  return type !== undefined && /^(?:object|class)$/.test(readType(type, index).sort);
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

/** Is a condition about the container or the entry itself, so that it skips nothing that is there? */
export function aboutContainer(parent: Node, facts: Seen): boolean {
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

/** The variable at the root of a name: `user` of `user.id`. */
export function rootVariable(key: Node, index: SourceIndex): Scope.Variable | undefined {
  let root = unwrap(key);
  while (root.type === 'MemberExpression') root = unwrap(root.object);
  return root.type === 'Identifier' ? index.variableOf(root) : undefined;
}
