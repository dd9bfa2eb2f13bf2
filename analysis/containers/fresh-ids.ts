import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { contains, enclosingFunction, type FunctionNode, isFunction, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { ownerOf } from '../source/places.js';
import { returnsOf } from '../source/returns.js';
import type { SourceIndex } from '../source/source-index.js';
import { asPattern } from '../source/words.js';

const FRESH_CALLS = /^(?:(?:globalThis\.|window\.|self\.)?crypto\.)?randomUUID$|^(?:nanoid|uuid|uuidv4|uuidv7|v4|v1|cuid|ulid|uniqueId|uniqid|generateUuid|generateUUID|createUuid|createId|_\.uniqueId|uuid\.v4|Math\.random)$/;

/** Is the value made anew each time: a counter that is stepped, a random id, a symbol? */
export function isFresh(node: Node, index: SourceIndex, depth = 0): boolean {
  const value = unwrap(node);
  if (depth > 6) return false;
  switch (value.type) {
    case 'UpdateExpression':
      return !isReset(unwrap(value.argument), index);
    case 'AssignmentExpression':
      return value.operator === '+=' && isNumber(value.right);
    case 'TemplateLiteral':
      return value.expressions.some((part) => isFresh(part, index, depth + 1));
    case 'BinaryExpression':
      if (value.operator === '*') return isWideRandom(value, index);
      return value.operator === '+' && (isFresh(value.left, index, depth + 1) || isFresh(value.right, index, depth + 1));
    case 'CallExpression':
      return isFreshCall(value, index, depth);
    case 'ConditionalExpression':
      return isFresh(value.consequent, index, depth + 1) || isFresh(value.alternate, index, depth + 1);
    case 'Identifier': {
      const variable = index.variableOf(value);
      const init = variable && index.constantValue(variable);
      if (init) return isFresh(init, index, depth + 1);
      return variable !== undefined && (isStepped(variable, value, index) || isGeneratedBeside(variable, index, depth));
    }
    case 'MemberExpression': {
      if (isSteppedMember(value, index)) return true;
      const given = memberGiven(value, index);
      return given !== undefined && isFresh(given, index, depth + 1);
    }
    default:
      return false;
  }
}

function isFreshCall(call: TSESTree.CallExpression, index: SourceIndex, depth: number): boolean {
  const callee = unwrap(call.callee);
  const text = index.text(callee);
  if (FRESH_CALLS.test(text) || (text === 'Symbol' && index.isGlobal(callee, 'Symbol'))) return true;
  // `Math.random().toString(36)`, `String(counter++)`
  if (callee.type === 'MemberExpression' && /^(?:toString|slice|substring|substr|replace|padStart)$/.test(propertyName(callee) ?? '')) return isFresh(callee.object, index, depth + 1);
  // `Math.floor(Math.random() * 1e9)`
  if (/^(?:String|Number|parseInt|Math\.(?:floor|round|trunc|ceil))$/.test(text)) return call.arguments[0] !== undefined && isFresh(call.arguments[0], index, depth + 1);
  const returned = givenBack(call, index);
  return returned !== undefined && isFresh(returned, index, depth + 1);
}

/** What a call of a function of the file gives back, where that has one end. What may be given back for the same arguments again is not known. */
function givenBack(call: TSESTree.CallExpression, index: SourceIndex): Node | undefined {
  const callee = unwrap(call.callee);
  const variable = callee.type === 'Identifier' ? index.variableOf(callee) : undefined;
  const fn = variable && index.functionOf(variable);
  if (!fn || (call.arguments.length > 0 && fn.body.type === 'BlockStatement' && index.remember(returnsOf, fn.body).length > 1)) return undefined;
  return onlyReturn(fn);
}

/** `request.id` of `const request = { id: ++lastId }`, and of what a function makes so. */
function memberGiven({ object, property, computed }: TSESTree.MemberExpression, index: SourceIndex): Node | undefined {
  const holder = unwrap(object);
  const variable = holder.type === 'Identifier' && !computed ? index.variableOf(holder) : undefined;
  const value = variable && index.constantValue(variable);
  const made = value && unwrap(value);
  const literal = made?.type === 'CallExpression' ? givenBack(made, index) : made;
  const record = literal && unwrap(literal);
  if (record?.type !== 'ObjectExpression' || property.type !== 'Identifier') return undefined;
  const given = record.properties.findLast((part) => part.type === 'SpreadElement' || propertyName(part) === property.name);
  return given?.type === 'Property' ? given.value : undefined;
}

/**
 * `new Transport({ sessionIdGenerator: () => randomUUID(), onOpen: (sessionId) => … })`: is a parameter of a callback called like the ids
 * that a function beside it makes?
 */
function isGeneratedBeside(variable: Scope.Variable, index: SourceIndex, depth: number): boolean {
  const definition = variable.defs[0];
  const fn = definition?.type === 'Parameter' ? (definition.node as Node) : undefined;
  const callback = fn && outermost(fn).parent;
  if (callback?.type !== 'Property' || callback.parent.type !== 'ObjectExpression') return false;
  const name = asPattern(variable.name);
  const names = new RegExp(`^(?:${name}(?:Generator|Factory)|(?:generate|create|make|new)_?${name})$`, 'i');
  return callback.parent.properties.some((property) => {
    if (property.type !== 'Property' || !names.test(propertyName(property) ?? '')) return false;
    const maker = unwrap(property.value);
    if (!isFunction(maker)) return FRESH_CALLS.test(index.text(maker));
    const made = onlyReturn(maker);
    return made !== undefined && isFresh(made, index, depth + 1);
  });
}

/** Is a counter set while the program runs, so that its numbers come again? */
function isReset(counter: Node, index: SourceIndex): boolean {
  const variable = counter.type === 'Identifier' ? index.variableOf(counter) : undefined;
  return variable !== undefined && !index.laterWritesOf(variable).every(isStep);
}

function isStep({ identifier: { parent } }: Scope.Reference): boolean {
  return parent.type === 'UpdateExpression' || (parent.type === 'AssignmentExpression' && parent.operator === '+=' && isNumber(parent.right));
}

/** A variable that is only ever stepped, `requests++`, read in a function that it outlives. */
function isStepped(variable: Scope.Variable, read: Node, index: SourceIndex): boolean {
  const writes = index.laterWritesOf(variable);
  const home = variable.defs[0]?.name;
  const fn = enclosingFunction(read);
  if (writes.length === 0 || !home || !fn || contains(fn, home)) return false;
  return writes.every(isStep);
}

/** Fewer numbers than this are soon drawn again. */
const WIDE = 1_000_000;

/** `Math.random() * 1e9`: one of so many numbers that none comes again, not a place in a list. */
function isWideRandom({ left, right }: TSESTree.BinaryExpression, index: SourceIndex): boolean {
  const [factor, random] = isRandom(left, index) ? [right, left] : [left, right];
  return isRandom(random, index) && ((factor.type === 'Literal' && Number(factor.value) >= WIDE) || index.text(factor) === 'Number.MAX_SAFE_INTEGER');
}

function isRandom(node: Node, index: SourceIndex): boolean {
  return node.type === 'CallExpression' && index.text(node.callee) === 'Math.random';
}

/** `this.lastId` where the class steps it: `this.lastId++`. */
function isSteppedMember(member: TSESTree.MemberExpression, index: SourceIndex): boolean {
  const owner = ownerOf(member.object, index);
  const name = propertyName(member);
  if (!owner || owner.kind === 'none' || name === undefined) return false;
  return index.table(namesOfSteppedMembers).has(name);
}

function namesOfSteppedMembers(index: SourceIndex): ReadonlySet<string | undefined> {
  const stepped = index.nodesOf('MemberExpression').filter((member) => {
    const { parent } = member;
    return parent.type === 'UpdateExpression' || (parent.type === 'AssignmentExpression' && parent.left === member && parent.operator === '+=' && isNumber(parent.right));
  });
  return new Set(stepped.map(propertyName));
}

function isNumber(node: Node): boolean {
  return node.type === 'Literal' && typeof node.value === 'number';
}

/** The value of a function that does nothing but return. */
export function onlyReturn(fn: FunctionNode): Node | undefined {
  if (fn.body.type !== 'BlockStatement') return fn.body;
  const last = fn.body.body.at(-1);
  return last?.type === 'ReturnStatement' && last.argument ? last.argument : undefined;
}
