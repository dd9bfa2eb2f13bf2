import type { TSESTree } from '@typescript-eslint/utils';
import { enclosingFunction, type Expression, isFunction, isStatementPosition, type Node, outermost, propertyName, thisOwner, unwrap } from '../source/ast.js';
import type { Edit, Rewrite } from './model.js';
import type { KeyedUse, Use } from '../flow/use.js';
import { placeName, placeOfTarget } from '../source/places.js';
import { typesOfPlace } from '../source/place-types.js';
import { around, isPlain, type OwnedWrite, type RegistryFacts } from './registry-facts.js';
import { objectOf, keyTypeOf, registryNames, type RegistryNames, type RegistrySite, writtenType } from './registry-site.js';
import { instanceHelpers } from './registry-text.js';
import { normalise, refuse, type Refusal } from './rewrite.js';
import type { SourceIndex } from '../source/source-index.js';

/**
 * Plans the rewrite of a map of instances to a map of weak references to them.
 *
 * It changes who owns the instances, so it is offered only where another owner of each is seen, and applied only on
 * request.
 */
export function planOwnership(facts: RegistryFacts, writes: readonly OwnedWrite[], site: RegistrySite): Rewrite {
  const { index, uses, creations } = facts;
  const owners = new Set<string>();
  for (const { write, owner } of writes) {
    if (!isPlain(write.key)) return refuse('unknown-use', write.key, 'its key cannot be written twice');
    const seen = otherOwners(owner, facts);
    if (seen.length === 0) return refuse('only-owner', write.node, `nothing else is seen to keep \`${index.text(owner)}\` alive`);
    for (const one of seen) owners.add(one);
  }
  const id = keyTypeOf(facts);
  if (id === undefined) return refuse('typed-elsewhere', creations[0] as Node);
  const names = registryNames(site.container, index);
  const edits: Edit[] = [];
  for (const use of uses) {
    const result = editsOfUse(use, facts, names, site);
    if (!Array.isArray(result)) return result;
    edits.push(...result);
  }
  const types = typeEdits(facts);
  if (!Array.isArray(types)) return types;
  const needs = {
    clear: uses.some((use) => use.kind === 'clear'),
    prune: uses.some((use) => use.kind === 'size' || listing(use) === 'keys'),
    list: uses.some((use) => listing(use) === 'values'),
    disown: uses.some((use) => use.kind === 'delete'),
  };
  const owner = writtenType(facts.ownerType, site, index);
  const text = instanceHelpers({ kind: 'map', names, site, needs, types: index.isTyped ? { id, owner } : undefined });
  return {
    outcome: 'edits',
    codemod: 'id-map-to-finalization-registry',
    grade: 'ownership',
    assumption: `each ${facts.ownerType ? `\`${facts.ownerType}\`` : 'object'} is kept alive by someone else for as long as it is needed: ${[...owners].join(', ')}`,
    title: 'Hold the instances by `WeakRef`s',
    edits: normalise([{ range: [site.offset, site.offset], text }, ...edits, ...types]),
  };
}

/** Who else is seen to hold the object that a write stores, in words. */
function otherOwners(owner: Expression, { places, index }: RegistryFacts): string[] {
  const value = unwrap(owner);
  if (value.type === 'ThisExpression') {
    const self = thisOwner(value);
    const name = self.kind === 'class' ? self.node.id?.name : undefined;
    return name !== undefined && !isDropped(name, index) ? [`whoever makes a \`${name}\``] : [];
  }
  if (value.type !== 'Identifier') return [`\`${index.text(value)}\``];
  const variable = index.variableOf(value);
  const definition = variable?.defs[0];
  if (!variable || !definition) return [];
  if (definition.type === 'Parameter') return [callerOf(definition.node)];
  const found: string[] = [];
  for (const reference of variable.references) {
    const at = outermost(reference.identifier);
    const parent = at.parent;
    if (parent?.type === 'ReturnStatement') found.push(callerOf(enclosingFunction(parent)));
    if (parent?.type === 'AssignmentExpression' && parent.right === at && parent.left.type === 'MemberExpression') found.push(`\`${index.text(parent.left)}\``);
    if (parent?.type === 'CallExpression' && parent.callee !== at) {
      const callee = unwrap(parent.callee);
      if (callee.type !== 'MemberExpression' || !/^(?:set|add|push|unshift|append|appendChild)$/.test(propertyName(callee) ?? '')) continue;
      const place = placeOfTarget(callee.object, index);
      if (!place || !places.some((own) => placeName(own) === placeName(place))) found.push(`\`${index.text(callee.object)}\``);
    }
  }
  return found;
}

function callerOf(fn: Node | undefined): string {
  const parent = isFunction(fn) ? fn.parent : undefined;
  const name = isFunction(fn) && fn.id ? fn.id.name : parent?.type === 'MethodDefinition' ? propertyName(parent) : parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' ? parent.id.name : undefined;
  if (name === 'constructor') return 'whoever calls the constructor';
  return name === undefined ? 'its callers' : `the callers of \`${name}\``;
}

/** Is some instance made and dropped on the spot, so that only the container can hold it? */
function isDropped(name: string, index: SourceIndex): boolean {
  return index.table(namesOfDropped).has(name);
}

function namesOfDropped(index: SourceIndex): ReadonlySet<string> {
  return new Set(index.nodesOf('NewExpression').flatMap((made) => (made.callee.type === 'Identifier' && isStatementPosition(outermost(made)) ? [made.callee.name] : [])));
}

/** What an iteration lists, where the helpers can do the same. */
function listing(use: Use): 'keys' | 'values' | undefined {
  if (use.kind !== 'iterate' || use.node.type !== 'CallExpression') return undefined;
  const name = use.node.callee.type === 'MemberExpression' ? propertyName(use.node.callee) : undefined;
  return name === 'keys' || name === 'values' ? name : undefined;
}

function editsOfUse(use: Use, { index }: RegistryFacts, names: RegistryNames, site: RegistrySite): Edit[] | Refusal {
  const object = objectOf(use, site, index) ?? '';
  const call = (name: string): string => object + site.member(name);
  switch (use.kind) {
    case 'set':
      if (use.how !== 'set' || !use.value) return refuse('unknown-use', use.node);
      return around(use.value, `${call(names.own)}(${index.text(use.key)}, `, ')');
    case 'get':
      return takesForGranted(use, index) ? refuse('unknown-use', use.node, 'what it reads is taken to be there') : [insertBehind(use.node, '?.deref()')];
    case 'has': {
      const { node } = use;
      const callee = node.type === 'CallExpression' ? unwrap(node.callee) : node;
      if (callee.type !== 'MemberExpression') return refuse('unknown-use', node);
      const negated = node.parent?.type === 'UnaryExpression' && node.parent.operator === '!' ? node.parent : undefined;
      const test = `?.deref() ${negated ? '===' : '!=='} undefined`;
      const whole: Node = negated ?? node;
      const open: Edit[] = negated ? [{ range: [negated.range[0], node.range[0]], text: '' }] : [];
      const needsBrackets = whole.parent?.type === 'BinaryExpression' || whole.parent?.type === 'UnaryExpression';
      if (needsBrackets) return refuse('unknown-use', node);
      return [...open, { range: callee.property.range, text: 'get' }, insertBehind(node, test)];
    }
    case 'delete':
      return isStatementPosition(use.node) && use.node.type !== 'AssignmentExpression' ? around(use.key, `${call(names.disown)}(`, ')') : refuse('unknown-use', use.node, 'the result of `delete` is used');
    case 'clear':
      return [{ range: use.node.range, text: `${call(names.clear)}()` }];
    case 'size':
      return [{ range: use.receiver.range, text: `${call(names.prune)}()` }];
    case 'iterate':
      switch (listing(use)) {
        case 'keys':
          return [{ range: use.receiver.range, text: `${call(names.prune)}()` }];
        case 'values':
          return [{ range: use.node.range, text: `${call(names.live)}()` }];
        default:
          return refuse('iterated', use.node, 'its entries are listed as pairs');
      }
    case 'replace':
    case 'test':
      return [];
    default:
      return refuse('unknown-use', use.node);
  }
}

function insertBehind(node: Node, text: string): Edit {
  return { range: [node.range[1], node.range[1]], text };
}

/** Is the instance used without a look whether it is there? */
function takesForGranted({ node }: KeyedUse, index: SourceIndex): boolean {
  const whole = outermost(node);
  for (let at: Node | undefined = node.parent; at && at !== whole.parent; at = at.parent) if (at.type === 'TSNonNullExpression' || at.type === 'TSAsExpression') return true;
  const { parent } = whole;
  if (parent?.type === 'MemberExpression' && parent.object === whole) return !parent.optional;
  if (parent?.type === 'CallExpression' && parent.callee === whole) return true;
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') return parent?.type === 'VariableDeclarator';
  return index.declaredBy(parent).some((variable) => {
    const reads = variable.references.filter((reference) => reference.isRead()).map((reference) => outermost(reference.identifier as Node));
    const isUnchecked = reads.some((read) => read.parent?.type === 'MemberExpression' && read.parent.object === read && !read.parent.optional);
    return isUnchecked && !reads.some(isTested);
  });
}

function isTested(read: Node): boolean {
  const { parent } = read;
  switch (parent?.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
    case 'WhileStatement':
      return parent.test === read;
    case 'UnaryExpression':
      return parent.operator === '!';
    case 'LogicalExpression':
      return parent.left === read;
    case 'BinaryExpression':
      return /^[!=]==?$/.test(parent.operator);
    default:
      return false;
  }
}

/** `V` becomes `WeakRef<V>` wherever the map's type is written. */
function typeEdits({ creations, places, index }: RegistryFacts): Edit[] | Refusal {
  const edits: Edit[] = [];
  for (const creation of creations) {
    const value = creation.type === 'NewExpression' ? creation.typeArguments?.params[1] : undefined;
    if (value) edits.push(...around(value, 'WeakRef<', '>'));
  }
  for (const type of places.flatMap((place) => typesOfPlace(place, index))) {
    const value = valueOf(type);
    if (!value) return refuse('typed-elsewhere', type);
    edits.push(...around(value, 'WeakRef<', '>'));
  }
  return edits;
}

function valueOf(type: TSESTree.TypeNode): TSESTree.TypeNode | undefined {
  if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier' || type.typeName.name !== 'Map') return undefined;
  return type.typeArguments?.params[1];
}
