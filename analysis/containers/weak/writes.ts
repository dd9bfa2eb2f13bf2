import { inSourceOrder } from '../../source/lists.js';
import type { TSESTree } from '@typescript-eslint/utils';
import { type Expression, isField, type Node, propertyName, thisOwner, unwrap } from '../../source/ast.js';
import type { Certainty } from '../facts.js';
import { calledFunction, parameterIndex, runOf } from './calls.js';
import { conditionsAt, presenceIn } from './conditions.js';
import type { WeakContext } from './context.js';
import { resultsOf } from '../../source/returns.js';

/** An entry put into a container under a key. */
export interface KeyedWrite {
  readonly node: TSESTree.CallExpression | TSESTree.AssignmentExpression;
  readonly container: Node;
  readonly key: Node;
  readonly value: Node;
  /** How to get from an entry to the `WeakRef` in it: `[]` where the entry is one; `undefined` where there is none. */
  readonly refPath: readonly string[] | undefined;
}

const ID_NAME = /^(?:id|uid|uuid|guid)$|(?:Id|ID|Uid|UUID|Uuid)$/;
const MAKES_IDS = /^(?:Symbol|randomUUID|uuid(?:v4)?|v4|nanoid|uniqueId|createId|generateId|makeId|nextId|newId|cuid|ulid)$/;

/** Finds every keyed write of a file: `m.set(k, v)`, `m[k] = v`, `Tables.set(m, k, v)`. */
export function collectWrites(context: WeakContext): readonly KeyedWrite[] {
  const found: KeyedWrite[] = [];
  const add = (write: Omit<KeyedWrite, 'refPath'>): void => void found.push({ ...write, refPath: refPathOf(write.value, context) });
  const { index } = context;
  for (const node of inSourceOrder<KeyedWrite['node']>(index.nodesOf('AssignmentExpression'), index.nodesOf('CallExpression'))) {
    if (node.type === 'AssignmentExpression') {
      const target = unwrap(node.left);
      if (target.type === 'MemberExpression' && target.computed) add({ node, container: target.object, key: target.property, value: node.right });
      continue;
    }
    const callee = unwrap(node.callee);
    if (callee.type !== 'MemberExpression' || propertyName(callee) !== 'set') continue;
    const [first, second, third] = node.arguments;
    if (!first || !second) continue;
    if (third) add({ node, container: first, key: second, value: third });
    else add({ node, container: callee.object, key: first, value: second });
  }
  return found;
}

function refPathOf(value: Node, context: WeakContext, depth = 0): readonly string[] | undefined {
  const node = unwrap(value);
  if (context.refs.isRef(node)) return [];
  if (node.type === 'Identifier' && depth < 2) {
    const variable = context.index.variableOf(node);
    const constant = variable && context.index.constantValue(variable);
    return constant && refPathOf(constant, context, depth + 1);
  }
  if (node.type !== 'ObjectExpression') return undefined;
  for (const property of node.properties) {
    const name = property.type === 'Property' ? propertyName(property) : undefined;
    if (property.type === 'Property' && name !== undefined && /^[\w$]+$/.test(name) && context.refs.isRef(property.value)) return [name];
  }
  return undefined;
}

/**
 * How sure it is that a write can bring a key back whose earlier entry still awaits its cleanup.
 *
 * @returns `undefined` where keys are never used twice, or nothing shows that they are.
 */
export function reuseOf(write: KeyedWrite, context: WeakContext): Certainty | undefined {
  if (isFresh(write.key, context)) return undefined;
  const looksUp = looksUpFirst(write, context);
  // Data kept under an id that an object brings along goes with that one object.
  if (write.refPath === undefined) return looksUp && !isIdMember(write.key) ? 'possible' : undefined;
  if (isOnlyForAbsent(write, context)) return 'possible';
  // Another object has to bring the same id along.
  if (looksUp) return isIdMember(write.key) ? 'possible' : 'proven';
  const key = unwrap(write.key);
  if (key.type === 'Identifier') {
    const variable = context.index.variableOf(key);
    const parameter = variable && parameterIndex(variable);
    if (parameter && parameter.fn.params[parameter.position]?.type !== 'ObjectPattern') return 'likely';
    return ID_NAME.test(key.name) ? undefined : 'possible';
  }
  return isIdMember(key) ? undefined : 'possible';
}

function isIdMember(key: Node): boolean {
  const node = unwrap(key);
  return node.type === 'MemberExpression' && ID_NAME.test(propertyName(node) ?? '');
}

/** Is a key made anew for every entry: a counter, a symbol, an issued id, an object, the reference itself? */
function isFresh(key: Node, context: WeakContext, depth = 0): boolean {
  const node = unwrap(key);
  if (depth > 5) return false;
  switch (node.type) {
    case 'UpdateExpression':
    case 'NewExpression':
    case 'ObjectExpression':
    case 'ArrayExpression':
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return true;
    case 'TemplateLiteral':
      return node.expressions.some((part) => isFresh(part, context, depth + 1));
    case 'BinaryExpression':
      return node.operator === '+' && [node.left as Node, node.right].some((part) => isFresh(part, context, depth + 1));
    case 'AssignmentExpression':
      return node.operator === '+=' || isFresh(node.right, context, depth + 1);
    case 'CallExpression':
      return isFreshCall(node, context, depth);
    case 'Identifier':
      return context.refs.isRef(node) || isFreshVariable(node, context, depth);
    case 'MemberExpression':
      return isFreshMember(node, context, depth);
    default:
      return false;
  }
}

function isFreshCall(node: TSESTree.CallExpression, context: WeakContext, depth: number): boolean {
  const callee = unwrap(node.callee);
  const name = callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? (propertyName(callee) ?? '') : '';
  if (MAKES_IDS.test(name)) return true;
  if (name === 'toString' && callee.type === 'MemberExpression') return isFresh(callee.object, context, depth + 1);
  if (name === 'String' && node.arguments[0]) return isFresh(node.arguments[0], context, depth + 1);
  const fn = calledFunction(node, context.index);
  const returned = fn ? resultsOf(fn, context.index) : [];
  return returned.length > 0 && returned.every((value) => isFresh(value, context, depth + 1));
}

function isFreshVariable(node: TSESTree.Identifier, context: WeakContext, depth: number): boolean {
  const variable = context.index.variableOf(node);
  if (!variable || depth > 4) return false;
  const values = variable.references.filter((reference) => reference.isWrite()).map((reference) => reference.writeExpr);
  if (values.length === 0) {
    const parameter = parameterIndex(variable);
    const calls = parameter && context.index.callsOf(parameter.fn);
    return calls !== undefined && calls.length > 0 && calls.every((call) => {
      const argument = parameter && call.arguments[parameter.position];
      return argument !== undefined && isFresh(argument, context, depth + 2);
    });
  }
  // `id = next; next++`: what only ever counts up is a counter.
  if (variable.references.some((reference) => (reference.identifier as Node).parent?.type === 'UpdateExpression')) return true;
  return values.every((value) => value && isFresh(value, context, depth + 1));
}

function isFreshMember(node: TSESTree.MemberExpression, context: WeakContext, depth: number): boolean {
  const name = propertyName(node);
  if (name === undefined) return false;
  let counted = false;
  const values: Node[] = [];
  for (const member of context.index.membersNamed(name)) {
    const parent = member.parent;
    if (parent.type === 'UpdateExpression') counted = true;
    if (parent.type === 'AssignmentExpression' && parent.left === member) values.push(parent.right);
  }
  if (counted) return true;
  const owner = thisOwner(node);
  if (owner.kind === 'class') {
    for (const member of owner.node.body.body) if (isField(member) && propertyName(member) === name && member.value) values.push(member.value);
  }
  return values.length > 0 && values.every((value) => isFresh(value, context, depth + 1));
}

/** Is the same key looked up before it is written? Then it is one that comes again. */
function looksUpFirst(write: KeyedWrite, context: WeakContext): boolean {
  const fn = runOf(write.node);
  const container = context.containerKey(write.container);
  if (!fn || container === undefined) return false;
  let found = false;
  const isRead = (node: Node): boolean => {
    const read = readOf(node);
    return read !== undefined && context.isSame(read.key, write.key) && (context.containerKey(read.container) === container || context.isSame(read.container, write.container));
  };
  context.index.walk((node) => (found ||= isRead(node)), fn, (node) => found || node.range[0] >= write.node.range[0]);
  return found;
}

function readOf(node: Node): { container: Node; key: Node } | undefined {
  if (node.type === 'MemberExpression' && node.computed && !(node.parent.type === 'AssignmentExpression' && node.parent.left === node)) return { container: node.object, key: node.property };
  if (node.type !== 'CallExpression') return undefined;
  const callee = unwrap(node.callee);
  if (callee.type !== 'MemberExpression' || !/^(?:get|has)$/.test(propertyName(callee) ?? '')) return undefined;
  const [first, second] = node.arguments as Expression[];
  if (!first) return undefined;
  return second ? { container: first, key: second } : { container: callee.object, key: first };
}

/** `if (!map.has(key)) map.set(key, …)`: while a dead entry is there, the key is not written. */
function isOnlyForAbsent(write: KeyedWrite, context: WeakContext): boolean {
  return conditionsAt(write.node, context.index).some((condition) => {
    const presence = presenceIn(condition);
    if (!presence || presence.present || presence.subject.type !== 'CallExpression') return false;
    const read = readOf(presence.subject);
    return read !== undefined && context.isSame(read.container, write.container) && context.isSame(read.key, write.key) && /\.has\b/.test(context.index.text(presence.subject.callee));
  });
}
