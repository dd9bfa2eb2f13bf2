import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { type ClassNode, classOfMember, contains, type Expression, type FieldNode, isClass, isField, isStatementPosition, isWrapper, type Node, outermost, propertyName, thisOwner, unwrap } from './ast.js';
import type { SourceIndex } from './source-index.js';

/**
 * A storage location that holds a container: everything that is known of where its value can be read again.
 *
 * - `variable`: a binding;
 * - `field`: an instance or static field of a class;
 * - `loose-field`: `this.name` outside classes (constructor functions, object methods);
 * - `expando`: a property that a function hangs on an object that it is handed, where it is not there yet (`node._boxes ??= {}`);
 * - `property`: a property of an object literal, function or class that a variable holds: `caches.byNode`, `Page.cache`;
 * - `entry`: the values of another container, for maps of maps;
 * - `global`: `globalThis.name`, `exports.name`;
 * - `known`: expressions that are known to stand for it, such as reads of what another file exports.
 */
export type Place =
  | { readonly kind: 'variable'; readonly variable: Scope.Variable }
  | { readonly kind: 'field'; readonly owner: ClassNode; readonly name: string; readonly isStatic: boolean; readonly declaration: FieldNode | TSESTree.TSParameterProperty | undefined }
  | { readonly kind: 'loose-field'; readonly name: string; readonly at: Node }
  | { readonly kind: 'expando'; readonly name: string; readonly holder: Scope.Variable; readonly at: Node }
  | { readonly kind: 'property'; readonly variable: Scope.Variable; readonly path: readonly string[] }
  | { readonly kind: 'entry'; readonly outer: Place }
  | { readonly kind: 'global'; readonly name: string; readonly exported: boolean }
  | { readonly kind: 'known'; readonly name: string; readonly reads: readonly Node[] };

/** Where the value of a creation goes: the places that hold it, and whether it also goes out of sight. */
export interface Landing {
  readonly places: readonly Place[];
  /** Where it leaves sight, if it does: returned, passed on. */
  readonly lost: Node | undefined;
}

/** A key that is equal for equal places. */
export function placeKey(place: Place, ids: (object: object) => number): string {
  switch (place.kind) {
    case 'variable':
      return `v${String(ids(place.variable))}`;
    case 'field':
      return `f${String(ids(place.owner))}${place.isStatic ? 's' : 'i'}.${place.name}`;
    case 'loose-field':
      return `t.${place.name}`;
    case 'expando':
      return `x.${place.name}`;
    case 'property':
      return `p${String(ids(place.variable))}.${place.path.join('.')}`;
    case 'entry':
      return `${placeKey(place.outer, ids)}[]`;
    case 'global':
      return `g${place.name}`;
    case 'known':
      return `k${String(ids(place.reads))}`;
  }
}

/** Makes keys that are equal for equal places, among all that one maker gives. */
export function placeKeys(): (place: Place) => string {
  const ids = new WeakMap<object, number>();
  let next = 0;
  const idOf = (object: object): number => {
    const id = ids.get(object) ?? next++;
    ids.set(object, id);
    return id;
  };
  return (place) => placeKey(place, idOf);
}

/** The place as its user would say it. */
export function placeName(place: Place): string {
  switch (place.kind) {
    case 'variable':
      return place.variable.name;
    case 'field':
      return place.isStatic ? `${place.owner.id?.name ?? 'this'}.${place.name}` : `this.${place.name}`;
    case 'loose-field':
      return `this.${place.name}`;
    case 'expando':
      return `${place.holder.name}.${place.name}`;
    case 'property':
      return [place.variable.name, ...place.path].join('.');
    case 'entry':
      return `${placeName(place.outer)}[…]`;
    case 'global':
      return `${place.exported ? 'exports' : 'globalThis'}.${place.name}`;
    case 'known':
      return place.name;
  }
}

/** The name that stands last where a place is read; none for the entries of a container. */
export function lastName(place: Place): readonly string[] {
  switch (place.kind) {
    case 'variable':
      return [place.variable.name];
    case 'property':
      return place.path.slice(-1);
    case 'entry':
      return [];
    default:
      return [place.name];
  }
}

/** Follows a freshly created value to the places where it is kept. */
export function landingOf(creation: Expression, index: SourceIndex): Landing {
  const places: Place[] = [];
  let lost: Node | undefined;
  let at: Node = creation;
  for (;;) {
    const parent: Node | undefined = at.parent;
    if (!parent) break;
    if (isWrapper(parent) || isValueBranch(parent, at)) {
      at = parent;
      continue;
    }
    if (parent.type === 'AssignmentExpression' && parent.right === at && parent.operator !== '+=') {
      const place = placeOfTarget(parent.left, index);
      if (place) places.push(place);
      else lost = parent.left;
      if (isStatementPosition(parent)) break;
      at = parent;
      continue;
    }
    const place = placeOfParent(parent, at, index);
    if (place) places.push(place);
    else if (!isStatementPosition(at) && places.length === 0) lost = at;
    break;
  }
  return { places, lost };
}

/** Is `parent`'s value `child`'s value on some path: `a ?? b`, `c ? a : b`, `(x, a)`? */
export function isValueBranch(parent: Node, child: Node): boolean {
  switch (parent.type) {
    case 'LogicalExpression':
      return true;
    case 'ConditionalExpression':
      return parent.test !== child;
    case 'SequenceExpression':
      return parent.expressions.at(-1) === child;
    default:
      return false;
  }
}

/** The place that a declaration, default value or call around a value keeps it in. */
function placeOfParent(parent: Node, value: Node, index: SourceIndex): Place | undefined {
  switch (parent.type) {
    case 'VariableDeclarator':
      return parent.init === value && parent.id.type === 'Identifier' ? placeOfIdentifier(parent.id, index) : undefined;
    case 'PropertyDefinition':
    case 'AccessorProperty':
      return parent.value === value ? placeOfField(parent) : undefined;
    case 'AssignmentPattern': {
      if (parent.right !== value || parent.left.type !== 'Identifier') return undefined;
      const holder = parent.parent;
      if (holder.type === 'TSParameterProperty') {
        const owner = classOfMember(holder.parent.parent);
        return owner && { kind: 'field', owner, name: parent.left.name, isStatic: false, declaration: holder };
      }
      return placeOfIdentifier(parent.left, index);
    }
    case 'Property':
      return parent.value === value && parent.parent.type === 'ObjectExpression' ? placeInLiteral(parent.parent, propertyName(parent), index) : undefined;
    case 'CallExpression':
      return parent.arguments[1] === value ? placeOfEntry(parent, index) : undefined;
    default:
      return undefined;
  }
}

/** `outer.set(key, value)` keeps the value in the entries of `outer`. */
function placeOfEntry(call: TSESTree.CallExpression, index: SourceIndex): Place | undefined {
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression' || !/^(?:set|getOrInsert)$/.test(propertyName(callee) ?? '')) return undefined;
  const outer = placeOfValue(callee.object, index);
  return outer && { kind: 'entry', outer };
}

/** The place that an expression reads, through constant aliases and `outer.get(key)`. */
export function placeOfValue(node: Node, index: SourceIndex, seen: ReadonlySet<Scope.Variable> = new Set()): Place | undefined {
  const inner = unwrap(node);
  if (inner.type === 'Identifier') {
    return placeOfAlias(inner, index, seen) ?? placeOfIdentifier(inner, index);
  }
  if (inner.type === 'MemberExpression') return placeOfTarget(inner, index);
  if (inner.type === 'CallExpression') {
    const callee = unwrap(inner.callee);
    if (callee.type === 'MemberExpression' && propertyName(callee) === 'get') {
      const outer = placeOfValue(callee.object, index, seen);
      return outer && { kind: 'entry', outer };
    }
  }
  if (inner.type === 'LogicalExpression') return placeOfValue(inner.left, index, seen);
  return undefined;
}

/** The place that a variable got its value from, where some value of it is read from one. */
function placeOfAlias(identifier: TSESTree.Identifier, index: SourceIndex, seen: ReadonlySet<Scope.Variable>): Place | undefined {
  const variable = index.variableOf(identifier);
  // Two variables that are read from each other (`a = b.get(…)`, `b = a.get(…)`) have no other place.
  if (!variable || seen.has(variable)) return undefined;
  // Deeper than this, containers in containers are not followed: the place is then out of sight.
  if (seen.size > 50) return undefined;
  for (const value of index.valuesGivenTo(variable)) {
    if (contains(value, identifier)) continue;
    const read = unwrap(value);
    if (read.type === 'Identifier') continue;
    const place = placeOfValue(read, index, new Set([...seen, variable]));
    if (place) return place;
  }
  return undefined;
}

/** The place that an assignment to `target` writes. */
export function placeOfTarget(target: Node, index: SourceIndex): Place | undefined {
  const node = unwrap(target);
  if (node.type === 'Identifier') return placeOfIdentifier(node, index);
  if (node.type !== 'MemberExpression') return undefined;
  const name = propertyName(node);
  if (name === undefined) return undefined;
  const object = unwrap(node.object);
  if (index.isModuleExports(node)) return { kind: 'global', name, exported: true };
  const owner = ownerOf(object, index);
  if (owner?.kind === 'class') return placeOfMember(owner.node, name, owner.isStatic, index);
  if (owner?.kind === 'function') return { kind: 'loose-field', name, at: node };
  if (object.type === 'Identifier') {
    if (GLOBAL_OBJECTS.some((global) => index.isGlobal(object, global))) return { kind: 'global', name, exported: false };
    const variable = index.variableOf(object);
    if (!variable) return undefined;
    const holder = index.classOf(variable);
    if (holder) return placeOfMember(holder, name, true, index);
    if (holdsOneObject(variable, index)) return { kind: 'property', variable, path: [name] };
    return isHandedIn(variable) && /^[_$]/.test(name) && index.rememberNamed(isHungOn, name) ? { kind: 'expando', name, holder: variable, at: node } : undefined;
  }
  if (object.type === 'MemberExpression') {
    const outer = placeOfTarget(object, index);
    if (outer?.kind === 'property') return { ...outer, path: [...outer.path, name] };
  }
  return undefined;
}

function isHandedIn(variable: Scope.Variable): boolean {
  return variable.defs[0]?.type === 'Parameter' && variable.references.every((reference) => !reference.isWrite() || reference.init === true);
}

/** Is a property hung on objects where it is not there yet? Such names begin with `_` or `$`. */
function isHungOn(name: string, index: SourceIndex): boolean {
  return index.membersNamed(name).some(({ parent }) => parent.type === 'AssignmentExpression' && propertyName(parent.left) === name && isGetOrCreate(parent, index));
}

/** `x.name ??= {}`, `x.name || (x.name = {})`. */
export function isGetOrCreate(assignment: TSESTree.AssignmentExpression, index: SourceIndex): boolean {
  if (assignment.operator === '??=' || assignment.operator === '||=') return true;
  const { parent } = outermost(assignment);
  return parent?.type === 'LogicalExpression' && parent.operator !== '&&' && index.plainText(parent.left) === index.plainText(assignment.left);
}

export const GLOBAL_OBJECTS = ['globalThis', 'window', 'self', 'global'] as const;

/** Whose member `object.name` is: `this`, or a constant alias of `this`. */
export function ownerOf(object: Node, index: SourceIndex): ReturnType<typeof thisOwner> | undefined {
  const inner = unwrap(object);
  if (inner.type === 'ThisExpression') return index.thisOwnerOf(inner);
  if (inner.type === 'Identifier') {
    const variable = index.variableOf(inner);
    const value = variable && index.constantValue(variable);
    const alias = value && unwrap(value);
    if (alias?.type === 'ThisExpression') return index.thisOwnerOf(alias);
  }
  return undefined;
}

function placeOfIdentifier(identifier: TSESTree.Identifier, index: SourceIndex): Place | undefined {
  const variable = index.variableOf(identifier);
  return variable && { kind: 'variable', variable };
}

/** The place that a field declaration makes. */
function placeOfField(field: FieldNode): Place | undefined {
  const owner = classOfMember(field);
  const name = propertyName(field);
  return owner && name !== undefined ? { kind: 'field', owner, name, isStatic: field.static, declaration: field } : undefined;
}

function placeOfMember(owner: ClassNode, name: string, isStatic: boolean, index: SourceIndex): Place {
  return { kind: 'field', owner, name, isStatic, declaration: fieldDeclaration(owner, name, isStatic, index) };
}

/** The field or parameter property that declares a member, if the class body does. */
function fieldDeclaration(owner: ClassNode, name: string, isStatic: boolean, index: SourceIndex): FieldNode | TSESTree.TSParameterProperty | undefined {
  const field = index.membersOfClass(owner, name, isStatic).find(isField);
  const parameter = isStatic ? undefined : index.remember(parameterProperties, owner).get(name);
  // Of two that declare it, the one that comes first in the body.
  return field && parameter ? (parameter.range[0] < field.range[0] ? parameter : field) : (field ?? parameter);
}

function parameterProperties(owner: ClassNode): ReadonlyMap<string, TSESTree.TSParameterProperty> {
  const found = new Map<string, TSESTree.TSParameterProperty>();
  for (const member of owner.body.body) {
    if (member.type !== 'MethodDefinition' || member.kind !== 'constructor') continue;
    for (const param of member.value.params) {
      if (param.type !== 'TSParameterProperty') continue;
      const target = param.parameter.type === 'AssignmentPattern' ? param.parameter.left : param.parameter;
      if (!found.has(target.name)) found.set(target.name, param);
    }
  }
  return found;
}

/** A property of an object literal that a `const` holds, however deep. */
export function placeInLiteral(literal: TSESTree.ObjectExpression, name: string | undefined, index: SourceIndex): Place | undefined {
  if (name === undefined) return undefined;
  const whole = outermost(literal);
  const parent = whole.parent;
  if (parent?.type === 'VariableDeclarator' && parent.init === whole && parent.id.type === 'Identifier') {
    const variable = index.variableOf(parent.id);
    return variable && { kind: 'property', variable, path: [name] };
  }
  if (parent?.type === 'Property' && parent.value === whole && parent.parent.type === 'ObjectExpression') {
    const outer = placeInLiteral(parent.parent, propertyName(parent), index);
    return outer?.kind === 'property' ? { ...outer, path: [...outer.path, name] } : undefined;
  }
  return undefined;
}

/** Does a variable always hold the same object made in this file: an object literal, a function or a class? */
function holdsOneObject(variable: Scope.Variable, index: SourceIndex): boolean {
  if (index.functionOf(variable) || index.classOf(variable)) return true;
  const value = index.constantValue(variable);
  return value !== undefined && unwrap(value).type === 'ObjectExpression';
}

/** Is `node` a class whose `extends` names `base` in this file? */
export function extendsClass(node: ClassNode, base: ClassNode, index: SourceIndex): boolean {
  return index.heirsOf(base).has(node);
}

/** The class whose body declares the private member that is named at a node. */
export function nearestClassDeclaring(node: Node, privateName: string, index: SourceIndex): ClassNode | undefined {
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if (isClass(at) && index.declaresMember(at, privateName)) return at;
  }
  return undefined;
}
