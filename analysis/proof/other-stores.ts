import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { enclosingFunction, isFunction, type Node, propertyName, unwrap } from '../source/ast.js';
import { type Callee, calleesOf } from '../modules/callees.js';
import { isTest, type Sight } from '../modules/elsewhere.js';
import { callsAround, runsAtLoad } from '../modules/load-elsewhere.js';
import { classOfName } from '../modules/key-class.js';
import type { ClassInSight } from '../modules/owners-elsewhere.js';
import type { OtherFile } from '../source/other-file.js';
import type { WriteUse } from '../flow/use.js';
import { type AbstractObject, flowOf } from '../flow/index.js';
import { isNeverAssigned } from './guards.js';
import { heldAlive } from './live-values.js';
import { within } from '../source/lists.js';
import { resultsOf } from '../source/returns.js';
import { isMentionedIn, type SourceIndex } from '../source/source-index.js';
import { hasOwnMethods, isEmptiedByName, isFixedName, isLastingStore, isOwn, isSetOfItself, isTakenFrom, keepsForGood, mayBeWeakKey, objectsIn, type Own, ownOf, rootOf, staysStrong } from './stores.js';

/** What gives an element that stays where it is. */
const LOOKING_UP = /^(?:get|find|findLast|at)$/;
/** `Object.assign(all, { [name]: page })` */
const PUTS_INTO = /^(?:Object\.(?:assign|definePropert(?:y|ies))|Reflect\.(?:set|defineProperty))$/;
const PUTTING = ['push', 'unshift', 'add', 'set'] as const;
/** So many calls in a row are looked into. */
const MOST_CALLS = 2;

/** Where an object is put into another store, and the file of that place where it is another one. */
export interface Found {
  readonly node: Node;
  readonly file: OtherFile | undefined;
  /** Does it keep this one object, and say nothing of others that are keys? */
  readonly isFixed?: boolean;
}

/**
 * Another store of the program that the same function, all that call it, or the constructor of the key puts the key into and
 * that nothing takes from: a weak container beside it frees nothing.
 */
export function storeOfKey(write: WriteUse, owner: ClassInSight | undefined, sight: Sight): Found | undefined {
  const { index } = sight;
  const key = unwrap(write.key);
  const own = ownOf(write, index);
  const fn = enclosingFunction(write.node);
  const here = key.type === 'Identifier' ? storeOfVariable(key, own, sight) : key.type === 'ThisExpression' && fn ? putsInto(fn, (node) => node.type === 'ThisExpression', own, sight) : undefined;
  return here ?? (owner && storeOfNew(owner, own, sight, 0));
}

/** Where what a variable holds is kept: it comes out of a store, is put into one in the function that declares it, or by all callers that pass it. */
function storeOfVariable(name: TSESTree.Identifier, own: Own, sight: Sight, depth = 0, isSelfLasting = true): Found | undefined {
  const { index } = sight;
  const variable = index.variableOf(name);
  const declared = variable?.defs[0];
  if (!variable || !declared) return undefined;
  const source = lastsAsProgram(variable, sight) ? { node: declared.name, file: sight.file, isFixed: true } : declared.type === 'Variable' ? (storeLoopedOver(declared.node, own, sight) ?? storeOfValues(variable, own, sight, depth)) : undefined;
  if (source) return source;
  const fn = enclosingFunction(declared.name) ?? enclosingFunction(name);
  if (!fn) return undefined;
  const here = putsInto(fn, (node) => node.type === 'Identifier' && index.variableOf(node) === variable, own, sight, 0, isSelfLasting);
  if (here || declared.type !== 'Parameter' || depth > MOST_CALLS) return here;
  const at = fn.params.findIndex((parameter) => parameter === declared.name);
  const calls = at < 0 ? undefined : callsAround(fn, sight)?.filter(({ from }) => !from.file || !isTest(from.file));
  const stores = calls?.map(({ call, from }) => {
    const passed = call.arguments[at];
    const inner = passed && unwrap(passed);
    // What a caller has in its own fields goes with it, unless the container is one of these.
    return inner?.type === 'Identifier' ? storeOfVariable(inner, own, from, depth + 1, own.text.startsWith('this.')) : undefined;
  });
  return stores?.every((store) => store !== undefined) ? stores[0] : undefined;
}

/** Does a variable hold one object for as long as the program runs: a function or value at the top of a module, or what is made while modules load? */
function lastsAsProgram(variable: Scope.Variable, sight: Sight): boolean {
  const [definition] = variable.defs;
  if (!isNeverAssigned(variable)) return false;
  if (definition?.type === 'FunctionName') return enclosingFunction(definition.node) === undefined && sight.index.exportsAnything;
  const made = definition?.type === 'Variable' && definition.node.id === definition.name ? definition.node.init : null;
  return made !== null && /^(?:New|Object|Array|Function|ArrowFunction)Expression$/.test(unwrap(made).type) && runsAtLoad(made, sight);
}

/** Where all values of a variable are kept: each is looked up in a store, given by a function that keeps it, or put there where it was not found. */
function storeOfValues(variable: Scope.Variable, own: Own, sight: Sight, depth: number): Found | undefined {
  const values = sight.index.valuesGivenTo(variable).map(unwrap);
  const found = values.map((value) => storeOfSource(value, own, sight, depth));
  const store = found.find((one) => one !== undefined);
  // `let font = fonts.get(name); if (!font) fonts.set(name, (font = new Font(name)));`
  const isPut = (value: Node): boolean => value.type === 'NewExpression' && sight.index.membersNamed('set').some((member) => member.type === 'MemberExpression' && store !== undefined && isSameStore(member, store.node, sight.index) && isMentionedIn(variable, member.parent));
  return store && values.every((value, at) => found[at] !== undefined || isPut(value)) ? store : undefined;
}

function isSameStore(member: TSESTree.MemberExpression, lookUp: Node, index: SourceIndex): boolean {
  const callee = lookUp.type === 'CallExpression' ? unwrap(lookUp.callee) : lookUp;
  return callee.type === 'MemberExpression' && index.plainText(callee.object) === index.plainText(member.object);
}

/** Where the value of an expression is kept: in the store that it is looked up in, or by the function that gives it. */
function storeOfSource(value: Node, own: Own, sight: Sight, depth: number): Found | undefined {
  const { index, file } = sight;
  const node = unwrap(value);
  const inner = (part: Node): Found | undefined => storeOfSource(part, own, sight, depth);
  // What a field has goes with its object, as the container does that is a field of the same one.
  const isKept = (store: Node): boolean => !isOwn(index.plainText(store), own, index) && (rootOf(store).type !== 'ThisExpression' || own.text.startsWith('this.')) && keepsForGood(store, own, sight);
  switch (node.type) {
    case 'Identifier':
      return depth > MOST_CALLS ? undefined : storeOfVariable(node, own, sight, depth + 1);
    case 'MemberExpression':
      return node.computed && isKept(node.object) ? { node, file } : undefined;
    case 'AssignmentExpression':
      return inner(node.left);
    case 'ConditionalExpression':
      return inner(node.consequent) && inner(node.alternate);
    case 'LogicalExpression':
      return inner(node.left) && inner(node.right);
    case 'CallExpression': {
      const callee = unwrap(node.callee);
      // What becomes weak itself, too, keeps nothing.
      const isByText = (name: string | undefined): boolean => name !== 'get' || (node.arguments[0] !== undefined && !mayBeWeakKey(node.arguments[0], index));
      if (callee.type === 'MemberExpression' && LOOKING_UP.test(propertyName(callee) ?? '') && isByText(propertyName(callee)) && isKept(callee.object)) return { node, file };
      const results = depth > MOST_CALLS ? [] : calleesOf(node, sight).flatMap(({ fn, sight: there }) => (fn.async || fn.generator ? undefined : resultsOf(fn, there.index).map((result) => (result.type === 'Identifier' ? storeOfVariable(result, own, there, depth + 1, callsLasting(node, own, sight)) : storeOfSource(result, own, there, depth + 1)))));
      return results.every((result) => result !== undefined) ? results[0] : undefined;
    }
    default:
      return undefined;
  }
}

/** `for (const page of pages)`: what comes out of a store stays there. */
function storeLoopedOver(declarator: TSESTree.VariableDeclarator, own: Own, sight: Sight): Found | undefined {
  const loop = declarator.parent.parent;
  if (loop.type !== 'ForOfStatement' || loop.left !== declarator.parent) return undefined;
  const list = unwrap(loop.right);
  const isName = list.type === 'Identifier' || list.type === 'MemberExpression';
  return isName && isLastingStore(list, own, sight) && !isTakenFrom(list, sight) ? { node: loop.right, file: sight.file } : undefined;
}

/** The store that the constructor of a class, or of one that it extends, puts each object into. */
function storeOfNew(owner: ClassInSight, own: Own, asking: Sight, depth: number): Found | undefined {
  const sight = owner.index === asking.index ? asking : owner;
  const constructor = owner.owner.body.body.find((member) => member.type === 'MethodDefinition' && member.kind === 'constructor');
  const found = constructor && putsInto(constructor, (node) => node.type === 'ThisExpression', own, sight);
  if (found || depth > MOST_CALLS || !owner.owner.superClass) return found;
  const base = classOfName(unwrap(owner.owner.superClass), sight);
  return base && storeOfNew(base, own, asking, depth + 1);
}

/** The same for a value that holds its key: whoever keeps the value keeps the key. */
export function storeOfValue(write: WriteUse, sight: Sight): Found | undefined {
  const { index } = sight;
  const value = write.value && unwrap(write.value);
  const key = unwrap(write.key);
  const fn = enclosingFunction(write.node);
  if (!fn || value?.type !== 'Identifier' || key.type !== 'Identifier') return undefined;
  const variable = index.variableOf(value);
  const mentioned = index.variableOf(key);
  if (!variable || !mentioned || !index.valuesGivenTo(variable).some((made) => isMentionedIn(mentioned, made))) return undefined;
  return putsInto(fn, (node) => node.type === 'Identifier' && index.variableOf(node) === variable, ownOf(write, index), sight);
}

/** A call or assignment inside `around` that puts what is sought, itself or in a literal, into a lasting store other than `own`, or hands it to what lives by itself. */
function putsInto(around: Node, isSought: (node: Node) => boolean, own: Own, sight: Sight, depth = 0, isSelfLasting = true): Found | undefined {
  const { index, file } = sight;
  const holds = (argument: Node): boolean => holdsIt(argument, isSought, index);
  // What an object has in its own fields goes with it, and what another one at hand has goes with that.
  const isOwnField = (store: Node): boolean => {
    const root = rootOf(store);
    return root !== store && (isSought(root) || (root.type === 'ThisExpression' && !isSelfLasting));
  };
  const alive = heldAlive(around, holds, index);
  if (alive) return { node: alive, file };
  for (const assignment of within(index.nodesOf('AssignmentExpression'), around)) {
    if (holds(assignment.right) && !isOwnField(assignment.left) && keepsAll(assignment, own, sight)) return { node: assignment, file };
  }
  for (const call of within(index.nodesOf('CallExpression'), around)) {
    const [target, ...parts] = call.arguments;
    const isPut = PUTS_INTO.test(index.text(call.callee)) && target !== undefined && parts.some(holds);
    if (isPut && !isOwnField(target) && isLastingStore(target, own, sight) && !isEmptiedByName(target, sight)) return { node: call, file };
  }
  const calls = depth < MOST_CALLS ? [...within(index.nodesOf('CallExpression'), around), ...within(index.nodesOf('NewExpression'), around)] : [];
  for (const call of calls) {
    for (const { fn, sight: there, isIt } of entered(call, isSought, sight)) {
      const inside = putsInto(fn.body, isIt, own, there, depth + 1, isSelfLasting && callsLasting(call, own, sight));
      if (inside) return inside;
    }
  }
  for (const { name, member, call } of putsWithin(around, index)) {
    const store = index.plainText(member.object);
    if (isOwn(store, own, index) || !call.arguments.some(holds) || isOwnField(member.object) || hasOwnMethods(member.object, sight) || !isLastingStore(member.object, own, sight)) continue;
    // What is the value under a text stays, whatever becomes of those that are keys.
    const isValue = name === 'set' && call.arguments.length === 2 && !holds(call.arguments[0] as Node) && !mayBeWeakKey(call.arguments[0] as Node, index) && objectsIn(unwrap(member.object), index).every(({ kind }) => kind !== 'weak');
    if (!isTakenFrom(member.object, sight) && (isValue || (name === 'push' || name === 'unshift' ? !isSetOfItself(member, sight) : staysStrong(member, sight)))) return { node: call, file };
  }
  return undefined;
}

/** A call that puts something into a store, and the method that does it where that is read from the store. */
interface Put {
  readonly name: (typeof PUTTING)[number];
  readonly member: TSESTree.MemberExpression;
  readonly call: TSESTree.CallExpression;
}

/** `pages.push(page)`, and `add(page)` where `add` is `pages.push.bind(pages)`. */
function putsWithin(around: Node, index: SourceIndex): readonly Put[] {
  const direct = PUTTING.flatMap((name) => index.membersWithin(around, name).flatMap((member): readonly Put[] => {
    const call = member.parent;
    return member.type === 'MemberExpression' && call.type === 'CallExpression' && call.callee === member ? [{ name, member, call }] : [];
  }));
  const bindings = index.table(bindingsIn);
  if (bindings.length === 0) return direct;
  const calls = within(index.nodesOf('CallExpression'), around).flatMap((call) => {
    const called = calledAt(unwrap(call.callee), index);
    return bindings.flatMap(({ made, ...put }): readonly Put[] => (made.some((object) => called.includes(object)) ? [{ ...put, call }] : []));
  });
  return [...direct, ...calls];
}

/** What a call calls, also where it is in a member: `api.add(page)`. */
function calledAt(callee: Node, index: SourceIndex): readonly AbstractObject[] {
  if (callee.type !== 'MemberExpression') return objectsIn(callee, index);
  const name = propertyName(callee);
  const flow = index.table(flowOf);
  return name === undefined ? [] : objectsIn(unwrap(callee.object), index).flatMap(({ fields }) => { const field = fields.get(name); return field === undefined ? [] : flow.of(field); });
}

/** A method that is bound to its store, and the functions that this makes. */
type Bound = Omit<Put, 'call'> & { readonly made: readonly AbstractObject[] };

/** The methods that the file binds to their stores. */
function bindingsIn(index: SourceIndex): readonly Bound[] {
  return PUTTING.flatMap((name) => index.membersNamed(name).flatMap((member) => bindingOf(name, member, index)));
}

/** `pages.push.bind(pages)` */
function bindingOf(name: Put['name'], member: Node, index: SourceIndex): readonly Bound[] {
  const call = member.parent?.parent;
  if (member.type !== 'MemberExpression' || call?.type !== 'CallExpression' || call.arguments.length !== 1 || call.callee.type !== 'MemberExpression' || call.callee.object !== member || propertyName(call.callee) !== 'bind') return [];
  return index.plainText(call.arguments[0] as Node) === index.plainText(member.object) ? [{ name, member, made: objectsIn(call, index) }] : [];
}

/** Does a call run a function on an object that lives as long as the container may: `this`, an import, one of the module? */
function callsLasting({ callee, type }: TSESTree.CallExpression | TSESTree.NewExpression, own: Own, sight: Sight): boolean {
  const receiver = callee.type === 'MemberExpression' ? unwrap(callee.object) : undefined;
  return type === 'CallExpression' && (!receiver || receiver.type === 'ThisExpression' || isFixedName(receiver, sight.index) || isLastingStore(receiver, own, sight));
}

/** Is a value what is sought, or a literal, a list or a function that has it? */
function holdsIt(value: Node, isSought: (node: Node) => boolean, index: SourceIndex, depth = 0): boolean {
  const node = unwrap(value);
  const inner = (part: Node): boolean => holdsIt(part, isSought, index, depth);
  if (isSought(node)) return true;
  switch (node.type) {
    case 'ObjectExpression':
      return node.properties.some((property) => property.type === 'Property' && inner(property.value));
    case 'ArrayExpression':
      return node.elements.some((element) => element !== null && element.type !== 'SpreadElement' && inner(element));
    case 'CallExpression': {
      // `rows.concat([[page, 1]])`, `tick.bind(page)`
      const name = propertyName(unwrap(node.callee));
      return (name === 'concat' || name === 'bind') && node.arguments.some(inner);
    }
    case 'Identifier': {
      const variable = index.variableOf(node);
      return variable !== undefined && depth < MOST_CALLS && index.valuesGivenTo(variable).some((given) => /^(?:Object|Array)Expression$|Function/.test(unwrap(given).type) && holdsIt(given, isSought, index, depth + 1));
    }
    default:
      return isFunction(node) && closesOver(node, isSought, index);
  }
}

/** The functions that a call runs, and what in them is the object that is sought, or has it: a parameter, or `this` where the object calls a method of its own. */
function entered(call: TSESTree.CallExpression | TSESTree.NewExpression, isSought: (node: Node) => boolean, sight: Sight): readonly (Callee & { readonly isIt: (node: Node) => boolean })[] {
  const receiver = call.callee.type === 'MemberExpression' ? unwrap(call.callee.object) : undefined;
  const isOfItself = receiver?.type === 'ThisExpression' && isSought(receiver);
  const given = call.arguments.map((argument) => holdsIt(argument, isSought, sight.index));
  return !isOfItself && !given.includes(true) ? [] : calleesOf(call, sight).flatMap((callee) => {
    const { index } = callee.sight;
    const names = new Set(callee.fn.params.flatMap((parameter, at) => namesGiven(parameter, call.arguments, given, at)));
    const variables = new Set(index.declaredBy(callee.fn).filter(({ name }) => names.has(name)));
    const isThis = (node: Node): boolean => node.type === 'ThisExpression';
    const isGiven = (node: Node): boolean => {
      const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
      return variable !== undefined && variables.has(variable);
    };
    return [...(isOfItself ? [{ ...callee, isIt: isThis }] : []), ...(variables.size > 0 ? [{ ...callee, isIt: isGiven }] : [])];
  });
}

/** The names of a parameter that get what is sought: `page`, `...rest`, `{ page }` of a literal. */
function namesGiven(parameter: Node, args: readonly Node[], given: readonly boolean[], at: number): readonly string[] {
  switch (parameter.type) {
    case 'Identifier':
      return given[at] ? [parameter.name] : [];
    case 'AssignmentPattern':
      return namesGiven(parameter.left, args, given, at);
    case 'TSParameterProperty':
      return namesGiven(parameter.parameter, args, given, at);
    case 'RestElement':
      return parameter.argument.type === 'Identifier' && given.slice(at).includes(true) ? [parameter.argument.name] : [];
    case 'ObjectPattern': {
      const literal = args[at] && unwrap(args[at]);
      if (!given[at] || literal?.type !== 'ObjectExpression') return [];
      return parameter.properties.flatMap((property) => (property.type === 'Property' && property.value.type === 'Identifier' ? [property.value.name] : []));
    }
    default:
      return [];
  }
}

/** Is what is sought mentioned in a function that is kept? Whoever keeps that keeps what it closes over. */
function closesOver(fn: Node, isSought: (node: Node) => boolean, index: SourceIndex): boolean {
  return within(index.nodesOf('Identifier'), fn).some(isSought) || within(index.nodesOf('ThisExpression'), fn).some(isSought);
}

/** `byName[page.name] = page`, `pages = [...pages, page]`, `page.next = head; head = page`: does an assignment add to a lasting store, and keep what was there? */
function keepsAll({ left, right, operator }: TSESTree.AssignmentExpression, own: Own, sight: Sight): boolean {
  const { index } = sight;
  const target = unwrap(left);
  if (operator !== '=') return false;
  if (addsTo(index.plainText(target), unwrap(right), index)) return isLastingStore(target, own, sight);
  if (target.type === 'MemberExpression') {
    const store = index.plainText(target.object);
    return target.computed && target.property.type !== 'Literal' && !isOwn(store, own, index) && isLastingStore(target.object, own, sight) && !isTakenFrom(target.object, sight) && !isEmptiedByName(target.object, sight);
  }
  if (target.type !== 'Identifier' || !isLastingStore(target, own, sight)) return false;
  const value = unwrap(right);
  return index.nodesOf('AssignmentExpression').some((link) => link.left.type === 'MemberExpression' && index.plainText(link.left.object) === index.plainText(value) && index.plainText(link.right) === target.name);
}

/** `[...pages, page]`, `pages.concat(page)`, `{ ...byName, [name]: page }`, `{ page, next: head }`: what has all that is in another one. */
function addsTo(list: string, value: Node, index: SourceIndex): boolean {
  const isOld = (node: Node): boolean => index.plainText(node) === list;
  if (value.type === 'ArrayExpression') return value.elements.some((element) => element !== null && (element.type === 'SpreadElement' ? index.plainText(element.argument).includes(list) : isOld(element)));
  if (value.type === 'ObjectExpression') return value.properties.some((property) => isOld(property.type === 'SpreadElement' ? property.argument : property.value));
  return value.type === 'CallExpression' && value.callee.type === 'MemberExpression' && (index.plainText(value.callee.object).includes(list) || (index.text(value.callee) === 'Object.assign' && value.arguments.some(isOld)));
}
