import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import {
  type ClassNode, classOfMember, contains, type Expression, type FieldNode, isClass, isField, isStatementPosition, isWrapper, methodCall,
  type Node, outermost, propertyName, thisOwner, unwrap,
} from './ast.js';
import { grouped } from './lists.js';
import { inSourceOrder, type MemberPlace, memberReadsOf, type SourceIndex } from './source-index.js';

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

/** The annotations that declare what a place holds; for entries, the value argument of the outer container's type. */
export function typesOfPlace(place: Place, index: SourceIndex): readonly TSESTree.TypeNode[] {
  switch (place.kind) {
    case 'variable': {
      const name = place.variable.defs[0]?.name as Node | undefined;
      return name ? [...annotationIn(name), ...annotationInPattern(name)] : [];
    }
    case 'field': {
      const { declaration } = place;
      if (declaration?.type !== 'TSParameterProperty') return annotationIn(declaration);
      return annotationIn(declaration.parameter.type === 'AssignmentPattern' ? declaration.parameter.left : declaration.parameter);
    }
    case 'entry': {
      const made = initialValue(place.outer, index);
      const argued = made?.type === 'NewExpression' ? made.typeArguments?.params[1] : undefined;
      return [...(argued ? [argued] : []), ...typesOfPlace(place.outer, index).flatMap(valueArgument)];
    }
    case 'loose-field':
    case 'expando':
    case 'property':
    case 'global':
    case 'known':
      return [];
  }
}

function annotationIn(node: Node | null | undefined): readonly TSESTree.TypeNode[] {
  const annotation = node && (node.type === 'Identifier' || isField(node)) ? node.typeAnnotation : undefined;
  return annotation ? [annotation.typeAnnotation] : [];
}

/** The type of a member, where a pattern is annotated member by member: `{ boxes }: { boxes: Map<K, V> }`. */
function annotationInPattern(name: Node): readonly TSESTree.TypeNode[] {
  const value = name.parent?.type === 'AssignmentPattern' ? name.parent : name;
  const property = value.parent;
  if (property?.type !== 'Property' || property.value !== value || property.parent.type !== 'ObjectPattern') return [];
  const type = property.parent.typeAnnotation?.typeAnnotation;
  if (type?.type !== 'TSTypeLiteral') return [];
  return type.members.flatMap((member) => (member.type === 'TSPropertySignature' && propertyName(member) === propertyName(property) && member.typeAnnotation ? [member.typeAnnotation.typeAnnotation] : []));
}

/** `V` of `Map<K, V>` and its relatives, also in a union with `undefined`. */
function valueArgument(type: TSESTree.TypeNode): readonly TSESTree.TypeNode[] {
  if (type.type === 'TSUnionType') return type.types.flatMap(valueArgument);
  const value = type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && /^(?:Readonly|Weak)?Map$/.test(type.typeName.name) ? type.typeArguments?.params[1] : undefined;
  return value ? [value] : [];
}

/** What a place is declared with: `const x = value`, `field = value`. */
export function initialValue(place: Place, index: SourceIndex): Node | undefined {
  if (place.kind === 'field') return place.declaration && isField(place.declaration) && place.declaration.value ? unwrap(place.declaration.value) : undefined;
  if (place.kind !== 'variable') return undefined;
  const declaration = place.variable.defs[0]?.node as Node | undefined;
  if (declaration?.type !== 'VariableDeclarator' || !declaration.init) return undefined;
  const init = unwrap(declaration.init);
  return init.type === 'Identifier' || init.type === 'MemberExpression' ? initialOfAlias(init, index) : init;
}

function initialOfAlias(node: Node, index: SourceIndex): Node | undefined {
  const place = placeOfTarget(node, index);
  return place?.kind === 'field' ? initialValue(place, index) : undefined;
}

/** Is a place typed, or first filled, as a weak container of the language? */
export function isWeakPlace(place: Place, index: SourceIndex): boolean {
  if (typesOfPlace(place, index).some((type) => namesWeak(type, index))) return true;
  const made = initialValue(place, index);
  return made?.type === 'NewExpression' && (index.isGlobal(made.callee, 'WeakMap') || index.isGlobal(made.callee, 'WeakSet'));
}

function namesWeak(type: TSESTree.TypeNode, index: SourceIndex): boolean {
  if (type.type === 'TSUnionType') return type.types.some((member) => namesWeak(member, index));
  return type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && /^Weak(?:Map|Set)$/.test(type.typeName.name) && index.typesNamed(type.typeName.name).length === 0;
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

/**
 * All expressions in the file that read a place, except through aliases.
 *
 * Members of `this` in other classes are left out; a public field read through another expression (`other.field`) is
 * taken for the place only where nothing else can be meant.
 */
export function readsOf(place: Place, index: SourceIndex): readonly Node[] {
  switch (place.kind) {
    case 'variable':
      return referencesOf(place.variable);
    case 'field':
      return membersOfField(place, index).filter((member) => isFieldRead(member, place, index));
    case 'loose-field':
      return index.membersNamed(place.name).filter((member) => {
        if (member.type === 'Property') return isPatternOfThis(member, index, (owner) => owner.kind === 'function');
        return ownerOf(member.object, index)?.kind === 'function';
      });
    case 'expando':
      return index.membersNamed(place.name).filter((member) => member.type === 'Property' || !ownerOf(member.object, index));
    case 'property':
      return [
        ...deeperReads(index.memberReads(place.variable).get(place.path[0] ?? '') ?? [], place.path),
        ...literalsOf(place, index).flatMap(({ literal, path }) => deeperReads(index.remember(readsByThis, literal).get(path[0] ?? '') ?? [], path)),
      ];
    case 'global':
      return index.membersNamed(place.name).filter((member) => {
        if (member.type !== 'MemberExpression') return false;
        return place.exported ? index.isModuleExports(member) : GLOBAL_OBJECTS.some((global) => index.isGlobal(unwrap(member.object), global));
      });
    case 'entry':
      return readsOf(place.outer, index).flatMap((outer) => {
        const called = methodCall(outermost(outer));
        return called && /^(?:get|getOrInsert|getOrInsertComputed)$/.test(called.name) ? [called.call] : [];
      });
    case 'known':
      return place.reads;
  }
}

/** The object literals that lead to a property, with what is left of the path from each. */
function literalsOf({ variable, path }: Extract<Place, { kind: 'property' }>, index: SourceIndex): readonly { readonly literal: TSESTree.ObjectExpression; readonly path: readonly string[] }[] {
  const literals: { literal: TSESTree.ObjectExpression; path: readonly string[] }[] = [];
  let value: Node | undefined = index.constantValue(variable);
  for (let rest = path; value && rest.length > 0; rest = rest.slice(1)) {
    const literal: Node = unwrap(value);
    if (literal.type !== 'ObjectExpression') break;
    literals.push({ literal, path: rest });
    value = index.remember(valuesByName, literal).get(rest[0] as string);
  }
  return literals;
}

function valuesByName(literal: TSESTree.ObjectExpression): ReadonlyMap<string, Node> {
  const values = literal.properties.flatMap((member): [string, Node][] => {
    const name = member.type === 'Property' ? propertyName(member) : undefined;
    return member.type === 'Property' && name !== undefined ? [[name, member.value]] : [];
  });
  // Of two with one name, the first.
  return new Map(values.reverse());
}

function readsByThis(literal: TSESTree.ObjectExpression, index: SourceIndex): ReadonlyMap<string, MemberPlace[]> {
  return grouped(index.thisOfMethods(literal).flatMap(memberReadsOf), propertyName);
}

function referencesOf(variable: Scope.Variable): readonly Node[] {
  return variable.references.filter((reference) => !reference.init).map((reference) => reference.identifier as Node).filter((node) => !isTypePosition(node));
}

function isTypePosition(node: Node): boolean {
  return node.parent?.type === 'TSTypeReference' || node.parent?.type === 'TSTypeQuery' || node.parent?.type === 'TSQualifiedName';
}

function propertyReads(objects: readonly Node[], path: readonly string[]): readonly Node[] {
  return deeperReads(objects.flatMap(memberReadsOf).filter((read) => propertyName(read) === path[0]), path);
}

/** What is left of a path after its first step. */
function deeperReads(reads: readonly Node[], [, ...rest]: readonly string[]): readonly Node[] {
  return rest.length > 0 ? propertyReads(reads, rest) : reads;
}

function isPatternOfThis(property: TSESTree.Property, index: SourceIndex, test: (owner: ReturnType<typeof thisOwner>) => boolean): boolean {
  const declarator = property.parent.parent as Node | undefined;
  if (declarator?.type !== 'VariableDeclarator' || !declarator.init) return false;
  const owner = ownerOf(declarator.init, index);
  return owner !== undefined && test(owner);
}

/**
 * The members of a field's name that can be the field: those in the bodies of its class and of the classes that extend it,
 * and those of a variable that is one of these classes or an instance of one. Other classes may have the same name a
 * thousand times over.
 */
function membersOfField({ owner, name }: Extract<Place, { kind: 'field' }>, index: SourceIndex): readonly MemberPlace[] {
  const classes = [owner, ...index.heirsOf(owner)];
  const outside = membersOfVariables(name, index);
  const found = classes.flatMap((each) => [...index.membersWithin(each, name), ...(outside.get(each) ?? [])]);
  return classes.length === 1 && !outside.has(owner) ? found : inSourceOrder([...new Set(found)]);
}

/** The members of a name that a variable of a class or of an instance has, by the class. Each name is looked up once. */
function membersOfVariables(name: string, index: SourceIndex): ReadonlyMap<ClassNode, MemberPlace[]> {
  const known = index.table(tablesOfVariables);
  let table = known.get(name);
  if (!table) {
    table = grouped(index.membersNamed(name), (member) => {
      const object = member.type === 'MemberExpression' ? unwrap(member.object) : undefined;
      return object?.type === 'Identifier' ? classOfVariable(object, index) : undefined;
    });
    known.set(name, table);
  }
  return table;
}

function tablesOfVariables(): Map<string, ReadonlyMap<ClassNode, MemberPlace[]>> {
  return new Map();
}

/** The class of this file that an identifier names, or always holds an instance of. */
function classOfVariable(identifier: TSESTree.Identifier, index: SourceIndex): ClassNode | undefined {
  const variable = index.variableOf(identifier);
  if (!variable) return undefined;
  const named = index.classOf(variable);
  if (named) return named;
  const value = index.constantValue(variable);
  const made = value && unwrap(value);
  const maker = made?.type === 'NewExpression' && made.callee.type === 'Identifier' ? index.variableOf(made.callee) : undefined;
  return maker && index.classOf(maker);
}

function isFieldRead(member: TSESTree.MemberExpression | TSESTree.Property, place: Extract<Place, { kind: 'field' }>, index: SourceIndex): boolean {
  const isOwner = (owner: ReturnType<typeof thisOwner>): boolean =>
    owner.kind === 'class' && owner.isStatic === place.isStatic && (owner.node === place.owner || extendsClass(owner.node, place.owner, index));
  if (member.type === 'Property') {
    if (isPatternOfThis(member, index, isOwner)) return true;
    return false;
  }
  const object = unwrap(member.object);
  if (place.name.startsWith('#')) return nearestClassDeclaring(member, place.name, index) === place.owner;
  const owner = ownerOf(object, index);
  if (owner) return isOwner(owner);
  if (object.type === 'Identifier') {
    const variable = index.variableOf(object);
    const named = variable && index.classOf(variable);
    if (named) return place.isStatic && (named === place.owner || extendsClass(named, place.owner, index));
    const value = variable && index.constantValue(variable);
    const made = value && unwrap(value);
    if (made?.type === 'NewExpression' && made.callee.type === 'Identifier') {
      const madeOf = index.variableOf(made.callee);
      const cls = madeOf && index.classOf(madeOf);
      return !place.isStatic && cls !== undefined && (cls === place.owner || extendsClass(cls, place.owner, index));
    }
    if (!place.isStatic && contains(place.owner, member) && variable?.defs.some((def) => def.type !== 'ImportBinding')) return true;
  }
  if (place.isStatic && object.type === 'MemberExpression' && propertyName(object) === 'constructor') {
    const instance = ownerOf(object.object, index);
    return instance?.kind === 'class' && instance.node === place.owner;
  }
  return false;
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
