import type { TSESTree } from '@typescript-eslint/utils';
import { callOf, contains, enclosingFunction, type Expression, functionName, type FunctionNode, isFunction, type Node, outermost, parameterTarget, propertyName, unwrap } from '../source/ast.js';
import type { WriteUse } from '../flow/use.js';
import { refuse, type Refusal } from './rewrite.js';
import type { SourceIndex } from '../source/source-index.js';

/** Objects that carry data from elsewhere, one for each time that something happens. */
const CARRIERS = 'event|evt|msg|message|packet|req|request|res|response|data|payload|params|args|opts|options|props|row|record|result|action|command|body|query|input|dto|json|detail|info|ctx|attrs|headers|session|cookies?';
const CARRIER_NAME = new RegExp(`^[_$]*(?:e|ev|${CARRIERS})$`);
const CARRIER_ENDING = /(?:Event|Message|Packet|Request|Response|Payload|Params|Options|Args|Props|Record|Row|Result|Body|Query|Input|Dto|DTO|Data|Info|Json|JSON|Detail|Entity)$/;
/** Calls that give a copy, or an object made anew from what was stored elsewhere. */
const COPYING_CALL = /^(?:structuredClone|clone\w*|\w*[cC]lone|parse\w*|\w*[pP]arse|fetch\w*|query\w*|select\w*|findOne\w*|findBy\w*|findMany|findFirst|findUnique\w*|toJSON|toObject|deserialize\w*|decode\w*|pick|omit)$/;
/** Functions at whose run an object is let go. */
const ENDING = /^(?:close|destroy|dispose|end|finish|stop|unmount|disconnect|teardown|shutdown|cleanup|remove|unregister|detach|on(?:Close|End|Disconnect|Exit|Destroy|Unmount)\w*)$/;

/** One use of a table by the id of an object: the object as it is written there, and what is around it. */
export interface OwnedUse {
  readonly owner: Expression;
  readonly node: Node;
}

/**
 * Refuses to key a table by an object that does not live as long as its entry is wanted: a copy, a carrier of data, an object
 * that each lookup reaches in another way, or that is let go where it is written.
 */
export function transientOwnerRefusal(uses: readonly OwnedUse[], writes: readonly WriteUse[], index: SourceIndex): Refusal | undefined {
  for (const { owner, node } of uses) {
    const source = transientSource(owner, index, 0);
    if (source) return refuse('transient-owner', source, `\`${index.quoted(owner)}\` comes from \`${index.quoted(source)}\`, which gives another object each time`);
    if (!isAlike(owner, uses[0]?.owner, index)) return refuse('transient-owner', owner, `\`${index.quoted(owner)}\` is reached in another way than \`${index.quoted(uses[0]?.owner as Node)}\``);
    const fn = enclosingFunction(node);
    const name = fn && functionName(fn);
    if (name !== undefined && ENDING.test(name) && writes.some((write) => write.node === node)) return refuse('transient-owner', node, `\`${name}\` lets go of the object that it writes an entry for`);
  }
  for (const write of writes) {
    const owner = uses.find(({ node }) => node === write.node)?.owner;
    const copy = owner && copyOf(owner, index);
    if (copy) return refuse('transient-owner', copy, `\`${index.quoted(copy)}\` is kept in place of the object itself`);
  }
  return undefined;
}

/** The type that is written for a variable. */
function typeTextOf(node: Node, index: SourceIndex): string | undefined {
  const name = node.type === 'Identifier' ? (index.variableOf(node)?.defs[0]?.name as Node | undefined) : undefined;
  return name?.type === 'Identifier' && name.typeAnnotation ? index.text(name.typeAnnotation) : undefined;
}

/** What shows that an expression gives no lasting object; `undefined` where nothing does. */
function transientSource(expression: Node, index: SourceIndex, depth: number): Node | undefined {
  const node = unwrap(expression);
  if (depth > 5) return undefined;
  switch (node.type) {
    case 'ObjectExpression':
    case 'ArrayExpression':
    case 'AwaitExpression':
      return node;
    case 'MemberExpression':
      return CARRIER_NAME.test(propertyName(node) ?? '') ? node : transientSource(node.object, index, depth + 1);
    case 'CallExpression': {
      const callee = unwrap(node.callee);
      const name = callee.type === 'Identifier' ? callee.name : propertyName(callee);
      if (name !== undefined && COPYING_CALL.test(name)) return node;
      return callee.type === 'MemberExpression' && index.isGlobal(callee.object, 'Object') ? node : undefined;
    }
    case 'LogicalExpression':
      return transientSource(node.left, index, depth + 1) ?? transientSource(node.right, index, depth + 1);
    case 'ConditionalExpression':
      return transientSource(node.consequent, index, depth + 1) ?? transientSource(node.alternate, index, depth + 1);
    case 'Identifier':
      return transientVariable(node, index, depth);
    default:
      return undefined;
  }
}

function transientVariable(node: TSESTree.Identifier, index: SourceIndex, depth: number): Node | undefined {
  if (CARRIER_NAME.test(node.name) || CARRIER_ENDING.test(node.name)) return node;
  const definition = index.variableOf(node)?.defs[0];
  const name = definition?.name as Node | undefined;
  const type = name?.type === 'Identifier' ? name.typeAnnotation?.typeAnnotation : undefined;
  if (type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && CARRIER_ENDING.test(type.typeName.name)) return type;
  if (definition?.type === 'Variable') {
    const declarator = definition.node;
    if (declarator.init) return transientSource(declarator.init, index, depth + 1);
    const loop = declarator.parent.parent;
    return loop.type === 'ForOfStatement' ? transientSource(loop.right, index, depth + 1) : undefined;
  }
  if (definition?.type !== 'Parameter' || !isFunction(definition.node)) return undefined;
  const passed = passedTransient(definition.node, name as Node, index, depth);
  if (passed) return passed;
  // `rows.forEach((user) => …)`
  const call = definition.node.parent;
  const callee = call.type === 'CallExpression' && call.arguments[0] === definition.node ? unwrap(call.callee) : undefined;
  if (callee?.type === 'MemberExpression') {
    const list = unwrap(callee.object);
    const called = list.type === 'Identifier' ? list.name : propertyName(list);
    return called !== undefined && /^(?:rows|records|results|docs|json|data|events|messages|payloads?)$/i.test(called) ? list : transientSource(list, index, depth + 1);
  }
  // `({ user }) => …` takes apart what it is handed.
  return undefined;
}

/** What a caller in the file passes that is no lasting object. */
function passedTransient(fn: FunctionNode, name: Node, index: SourceIndex, depth: number): Node | undefined {
  const position = fn.params.findIndex((param) => parameterTarget(param) === name);
  const calls = index.bindingOf(fn)?.references.flatMap(({ identifier }) => callOf(identifier) ?? []) ?? [];
  return calls.map(({ arguments: args }) => (args[position] ? transientSource(args[position], index, depth + 1) : undefined)).find((found) => found !== undefined);
}

/** `this.id = id`: an object that takes its id from outside can be made again for the same thing. */
export function givenId(name: string, index: SourceIndex): Node | undefined {
  return index.rememberNamed(findGivenId, name);
}

function findGivenId(name: string, index: SourceIndex): Node | undefined {
  return index.membersNamed(name).find((member) => {
    const assignment = outermost(member).parent;
    if (assignment?.type !== 'AssignmentExpression' || assignment.left !== outermost(member) || assignment.right.type !== 'Identifier') return false;
    return index.variableOf(assignment.right)?.defs[0]?.type === 'Parameter';
  });
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

/** `{ ...user }`, `Object.assign({}, user)`, `structuredClone(user)`: the file copies such objects, ids included. */
function copyOf(owner: Expression, index: SourceIndex): Node | undefined {
  const type = typeTextOf(owner, index);
  const isOwner = (node: Node): boolean => index.plainText(node) === index.plainText(owner) || (type !== undefined && typeTextOf(node, index) === type);
  return (
    index.nodesOf('SpreadElement').find(({ argument, parent }) => parent.type === 'ObjectExpression' && isOwner(argument)) ??
    index.nodesOf('CallExpression').find(({ callee, arguments: args }) => {
      const name = callee.type === 'Identifier' ? callee.name : propertyName(unwrap(callee));
      return name !== undefined && (COPYING_CALL.test(name) || name === 'assign' || name === 'stringify') && args.some(isOwner);
    })
  );
}
