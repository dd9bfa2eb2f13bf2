import type { TSESTree } from '@typescript-eslint/utils';
import { callOf, contains, enclosingFunction, type Expression, functionName, type FunctionNode, isFunction, isWritten, methodOf, type Node, outermost, parameterTarget, propertyName, unwrap } from '../source/ast.js';
import type { WriteUse } from '../flow/use.js';
import { calleeName } from '../ir/callbacks.js';
import { calleesOf } from '../modules/callees.js';
import { resultsOf } from '../source/returns.js';
import { isTest, type Sight } from '../modules/elsewhere.js';
import { callsAround } from '../modules/load-elsewhere.js';
import type { OtherFile } from '../source/other-file.js';
import { refuse, type Refusal } from './rewrite.js';
import { within } from '../source/lists.js';
import { SourceIndex } from '../source/source-index.js';

/** Objects that carry data from elsewhere, one for each time that something happens. */
const CARRIERS = 'event|evt|msg|message|packet|req|request|res|response|data|payload|params|args|opts|options|props|row|record|result|action|command|body|query|input|dto|json|detail|info|ctx|attrs|headers|session|cookies?';
const CARRIER_NAME = new RegExp(`^[_$]*(?:e|ev|${CARRIERS})$`);
const CARRIER_ENDING = /(?:Event|Message|Packet|Request|Response|Payload|Params|Options|Args|Props|Record|Row|Result|Body|Query|Input|Dto|DTO|Data|Info|Json|JSON|Detail|Entity)$/;
/** Calls that give a copy, or an object made anew from what was stored elsewhere. */
const COPYING_CALL = /^(?:structuredClone|clone\w*|\w*[cC]lone|parse\w*|\w*[pP]arse|fetch\w*|query\w*|select\w*|findOne\w*|findBy\w*|findMany|findFirst|findUnique\w*|toJSON|toObject|produce|plainTo\w+|fromJSON|hydrate\w*|revive\w*|deserialize\w*|decode\w*|pick|omit)$/;
/** Functions at whose run an object is let go. */
const ENDING = /^(?:close|complete|leave|drop|discard|retire|release|archive|destroy|dispose|end|finish|stop|unmount|disconnect|teardown|shutdown|cleanup|remove|unregister|detach|on(?:Close|End|Disconnect|Exit|Destroy|Unmount)\w*)$/;

/** One use of a table by the id of an object: the object as it is written there, and what is around it. */
export interface OwnedUse {
  readonly owner: Expression;
  readonly node: Node;
}

/**
 * Refuses to key a table by an object that does not live as long as its entry is wanted: a copy, a carrier of data, an object
 * that each lookup reaches in another way, or that is let go where it is written.
 */
export function transientOwnerRefusal(uses: readonly OwnedUse[], writes: readonly WriteUse[], sight: Sight): Refusal | undefined {
  const { index } = sight;
  for (const { owner, node } of uses) {
    const source = transientSource(owner, sight, 0);
    if (source) return refuse('transient-owner', source.node, `\`${index.quoted(owner)}\` comes from \`${source.text}\`, which gives another object each time`, source.file);
    if (!isAlike(owner, uses[0]?.owner, index)) return refuse('transient-owner', owner, `\`${index.quoted(owner)}\` is reached in another way than \`${index.quoted(uses[0]?.owner as Node)}\``);
    const fn = enclosingFunction(node);
    const name = fn && functionName(fn);
    if (name !== undefined && ENDING.test(name) && writes.some((write) => write.node === node)) return refuse('transient-owner', node, `\`${name}\` lets go of the object that it writes an entry for`);
  }
  for (const write of writes) {
    const owner = uses.find(({ node }) => node === write.node)?.owner;
    const copy = owner && copyOf(owner, index);
    if (copy) return refuse('transient-owner', copy, `\`${index.quoted(copy)}\` is kept in place of the object itself`);
    const there = owner && copyElsewhere(owner, sight);
    if (there) return refuse('transient-owner', there.node, `\`${there.text}\` makes another object with the same id`, there.file);
  }
  return undefined;
}

/** The type that is written for a variable. */
function typeTextOf(node: Node, index: SourceIndex): string | undefined {
  const name = node.type === 'Identifier' ? (index.variableOf(node)?.defs[0]?.name as Node | undefined) : undefined;
  return name?.type === 'Identifier' && name.typeAnnotation ? index.text(name.typeAnnotation) : undefined;
}

/** A place that gives another object each time, its text, and its file where that is another one. */
interface Source {
  readonly node: Node;
  readonly text: string;
  readonly file: OtherFile | undefined;
}

function sourceAt(node: Node, { index, file }: Sight): Source {
  return { node, text: index.quoted(node), file };
}

/** What shows that an expression gives no lasting object; `undefined` where nothing does. */
function transientSource(expression: Node, sight: Sight, depth: number): Source | undefined {
  const { index } = sight;
  const node = unwrap(expression);
  if (depth > 5) return undefined;
  const inner = (part: Node): Source | undefined => transientSource(part, sight, depth + 1);
  switch (node.type) {
    case 'ObjectExpression':
    case 'ArrayExpression':
    case 'AwaitExpression':
      return sourceAt(node, sight);
    case 'MemberExpression':
      return CARRIER_NAME.test(propertyName(node) ?? '') ? sourceAt(node, sight) : inner(node.object);
    case 'CallExpression': {
      const callee = unwrap(node.callee);
      const name = callee.type === 'Identifier' ? callee.name : propertyName(callee);
      if (name !== undefined && COPYING_CALL.test(name)) return sourceAt(node, sight);
      if (callee.type === 'MemberExpression' && index.isGlobal(callee.object, 'Object')) return sourceAt(node, sight);
      return calleesOf(node, sight).flatMap(({ fn, sight: there }) => resultsOf(fn, there.index).flatMap((result) => transientSource(result, there, depth + 1) ?? []))[0];
    }
    case 'NewExpression':
      return calleesOf(node, sight).some(({ fn, sight: there }) => within(there.index.nodesOf('CallExpression'), fn).some((call) => there.index.text(call.callee) === 'Object.assign' && call.arguments[0]?.type === 'ThisExpression')) ? sourceAt(node, sight) : undefined;
    case 'LogicalExpression':
      return inner(node.left) ?? inner(node.right);
    case 'ConditionalExpression':
      return inner(node.consequent) ?? inner(node.alternate);
    case 'Identifier':
      return transientVariable(node, sight, depth);
    default:
      return undefined;
  }
}

function transientVariable(node: TSESTree.Identifier, sight: Sight, depth: number): Source | undefined {
  const { index } = sight;
  if (CARRIER_NAME.test(node.name) || CARRIER_ENDING.test(node.name)) return sourceAt(node, sight);
  const definition = index.variableOf(node)?.defs[0];
  const name = definition?.name as Node | undefined;
  const type = name?.type === 'Identifier' ? name.typeAnnotation?.typeAnnotation : undefined;
  if (type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && CARRIER_ENDING.test(type.typeName.name)) return sourceAt(type, sight);
  if (definition?.type === 'Variable') {
    const declarator = definition.node;
    const variable = index.variableOf(node);
    const given = declarator.id === name && variable ? index.valuesGivenTo(variable) : declarator.init ? [declarator.init] : [];
    const found = given.flatMap((value) => transientSource(value, sight, depth + 1) ?? [])[0];
    if (found || declarator.init) return found;
    const loop = declarator.parent.parent;
    return loop.type === 'ForOfStatement' ? transientSource(loop.right, sight, depth + 1) : undefined;
  }
  if (definition?.type !== 'Parameter' || !isFunction(definition.node)) return undefined;
  const fn = definition.node;
  const at = fn.params.findIndex((param) => contains(param, name as Node));
  const param = fn.params[at];
  // `({ user }) => …` takes apart what it is handed.
  if (param && parameterTarget(param).type === 'ObjectPattern') return sourceAt(param, sight);
  return passedTransient(fn, at, sight, depth) ?? givenToCallback(fn, sight, depth);
}

/** `rows.forEach((user) => …)`, `socket.on('join', (room) => …)`, `load().then((users) => …)` */
function givenToCallback(fn: FunctionNode, sight: Sight, depth: number): Source | undefined {
  const call = outermost(fn).parent;
  const callee = call?.type === 'CallExpression' && call.callee !== fn ? unwrap(call.callee) : undefined;
  if (call?.type !== 'CallExpression' || !callee) return undefined;
  if (GIVES_DATA.test(calleeName(call) ?? '')) return sourceAt(callee, sight);
  if (callee.type !== 'MemberExpression' || call.arguments[0] !== fn) return undefined;
  const list = unwrap(callee.object);
  const called = list.type === 'Identifier' ? list.name : propertyName(list);
  return called !== undefined && /^(?:rows|records|results|docs|json|data|events|messages|payloads?)$/i.test(called) ? sourceAt(list, sight) : transientSource(list, sight, depth + 1);
}

/** What a caller passes that is no lasting object, in this file or in another one. */
function passedTransient(fn: FunctionNode, at: number, sight: Sight, depth: number): Source | undefined {
  const here = sight.index.bindingOf(fn)?.references.flatMap(({ identifier }) => callOf(identifier) ?? []) ?? [];
  // Where something else is done with the function, its own file still shows some calls.
  const calls = (depth < MOST_CALLERS ? callsAround(fn, sight) : undefined) ?? here.map((call) => ({ call, from: sight }));
  for (const { call, from } of calls) {
    const argument = call.arguments[at];
    const found = argument && argument.type !== 'SpreadElement' ? transientSource(argument, from, depth + 1) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** So many callers in a row are asked in other files. */
const MOST_CALLERS = 3;
/** Functions that hand what comes in to their callback. */
const GIVES_DATA = /^(?:on|once|then|addListener|addEventListener|subscribe|onMessage|onmessage|use|get|post|put|patch|handle|process)$/;

/**
 * Is it probable that whoever uses a table by ids always has the very same object in hand: does the file show that the object makes
 * its id, or calls it as something that lives? A record of the same id can be read again and again.
 */
export function isLiving(owner: Expression, source: string, index: SourceIndex): boolean {
  const node = unwrap(owner);
  const name = node.type === 'Identifier' ? node.name : node.type === 'MemberExpression' ? propertyName(node) : undefined;
  if (node.type === 'ThisExpression' || LIVE_NAME.test(name ?? '') || LIVE_NAME.test(typeTextOf(node, index) ?? '') || IDENTITY_NAME.test(source)) return true;
  const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
  const isAsked = variable?.references.some(({ identifier }) => {
    const member = identifier.parent as Node | undefined;
    return member?.type === 'MemberExpression' && member.object === identifier && callOf(member) !== undefined && !OF_ANY.test(propertyName(member) ?? '');
  });
  return isAsked === true || index.membersNamed(source).some((member) => isMintedAt(member, index));
}

/** Names of things that live, and are no records. */
const LIVE_NAME = /(?:emitter|widget|element|node|view|window|socket|connection|client|component|instance|editor|document|canvas|scene|controller|stream|worker|panel|dialog|page|shape|layer|renderer|process|fiber|atom|recording|span)s?$/i;
const IDENTITY_NAME = /^_*(?:uid|cid|guid|instanceId|objectId|uniqueId)$/i;
/** What records are asked, too. */
const OF_ANY = /^(?:toString|toJSON|toLocaleString|valueOf|hasOwnProperty|map|filter|find|forEach|some|every|includes|slice|join|trim|split|push)$/;

/** `this.uid = nextUid++`, `[id] = Symbol()` */
function isMintedAt(member: Node, index: SourceIndex): boolean {
  const { parent } = outermost(member);
  const value = parent?.type === 'AssignmentExpression' && parent.left === outermost(member) ? unwrap(parent.right) : undefined;
  return value?.type === 'UpdateExpression' || (value?.type === 'CallExpression' && (index.isGlobal(value.callee, 'Symbol') || /^(?:randomUUID|nanoid|uniqueId)$/.test(calleeName(value) ?? '')));
}

/** `this.id = id`: an object that takes its id from outside can be made again for the same thing. */
export function givenId(name: string, index: SourceIndex): Node | undefined {
  return index.rememberNamed(findGivenId, name);
}

function findGivenId(name: string, index: SourceIndex): Node | undefined {
  return index.membersNamed(name).find((member) => {
    const assignment = outermost(member).parent;
    if (assignment?.type !== 'AssignmentExpression' || assignment.left !== outermost(member)) return false;
    return takenFrom(assignment.right, name, index);
  });
}

/** `copy.#id = …` outside of a constructor: an object that gets another id goes on as another one, or as the next of a pool. */
export function givenAgain(name: string, index: SourceIndex): Node | undefined {
  return index.rememberNamed(findGivenAgain, name);
}

function findGivenAgain(name: string, index: SourceIndex): Node | undefined {
  return index.membersNamed(name).find((member) => {
    const fn = isWritten(member) ? enclosingFunction(member) : undefined;
    return fn !== undefined && methodOf(fn)?.kind !== 'constructor';
  });
}

/** `id`, `from.id`, `from ? from.id : ++last`: is a value a parameter, or the same member of another object? */
function takenFrom(value: Node, name: string, index: SourceIndex): boolean {
  const node = unwrap(value);
  switch (node.type) {
    case 'Identifier':
      return index.variableOf(node)?.defs[0]?.type === 'Parameter';
    case 'MemberExpression':
      return propertyName(node)?.replace('#', '') === name.replace('#', '');
    case 'ConditionalExpression':
      return takenFrom(node.consequent, name, index) || takenFrom(node.alternate, name, index);
    case 'LogicalExpression':
      return takenFrom(node.left, name, index) || takenFrom(node.right, name, index);
    default:
      return false;
  }
}

/** `return job.id`: an id that is given away without its object outlives it. */
export function idGivenAway(name: string, uses: readonly Node[], index: SourceIndex): Node | undefined {
  return index.rememberNamed(idsGivenOn, name).find((member) => !uses.some((use) => contains(use, member)));
}

function idsGivenOn(name: string, index: SourceIndex): readonly Node[] {
  return index.membersNamed(name).filter((member) => {
    if (member.type !== 'MemberExpression') return false;
    const at = outermost(member);
    const { parent } = at;
    return parent?.type === 'ReturnStatement' || (parent?.type === 'ArrowFunctionExpression' && parent.body === at) || (parent?.type === 'CallExpression' && parent.callee !== at);
  });
}

/** Do two owners lead from some object to the one whose id it is by the same steps? */
function isAlike(owner: Expression, other: Expression | undefined, index: SourceIndex): boolean {
  const steps = (node: Node): string => index.plainText(node).replace(/^[^.?[]+/, '');
  return other === undefined || steps(owner) === steps(other);
}

/** What another file copies that has the name of an owner: `{ ...state.client, name }`. */
function copyElsewhere(owner: Expression, { elsewhere }: Sight): Source | undefined {
  const name = lastName(owner);
  for (const { read } of name === undefined ? [] : (elsewhere?.filesNaming(name).files ?? [])) {
    const file = read();
    if (!file || isTest(file)) continue;
    const there = SourceIndex.of(file.source);
    const copy = name === undefined ? undefined : there.table(copiesByName).get(name);
    if (copy) return sourceAt(copy, { index: there, elsewhere: undefined, file });
  }
  return undefined;
}

function lastName(node: Node): string | undefined {
  const inner = unwrap(node);
  return inner.type === 'Identifier' ? inner.name : inner.type === 'MemberExpression' ? propertyName(inner) : undefined;
}

/** `{ ...user }`, `Object.assign({}, user)`, `structuredClone(user)`: the file copies such objects, ids included. */
function copyOf(owner: Expression, index: SourceIndex): Node | undefined {
  const type = typeTextOf(owner, index);
  const isOwner = (node: Node): boolean => index.plainText(node) === index.plainText(owner) || (type !== undefined && typeTextOf(node, index) === type);
  return copyIn(index, isOwner);
}

/** A place where a file copies what is sought, ids included. */
function copyIn(index: SourceIndex, isOwner: (node: Node) => boolean): Node | undefined {
  return index.table(copiesIn).find(({ copied }) => copied.some(isOwner))?.node;
}

/** The places where a file copies objects, by the last names of these; the first for each name. */
function copiesByName(index: SourceIndex): ReadonlyMap<string, Node> {
  return new Map(index.table(copiesIn).flatMap(({ node, copied }) => copied.map((each) => [lastName(each) ?? '', node] as const)).reverse());
}

/** The places where a file copies objects, and what may be copied there. */
function copiesIn(index: SourceIndex): readonly { readonly node: Node; readonly copied: readonly Node[] }[] {
  const spreads = index.nodesOf('SpreadElement').filter(({ parent }) => parent.type === 'ObjectExpression');
  const calls = index.nodesOf('CallExpression').filter(({ callee }) => {
    const name = callee.type === 'Identifier' ? callee.name : propertyName(unwrap(callee));
    return name !== undefined && (COPYING_CALL.test(name) || name === 'assign' || name === 'stringify');
  });
  return [...spreads.map((node) => ({ node, copied: [node.argument] })), ...calls.map((node) => ({ node, copied: node.arguments }))];
}
