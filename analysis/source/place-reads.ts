import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { type ClassNode, contains, type MemberPlace, memberReadsOf, methodCall, type Node, outermost, propertyName, thisOwner, unwrap } from './ast.js';
import { grouped, sorted } from './lists.js';
import type { SourceIndex } from './source-index.js';
import { extendsClass, GLOBAL_OBJECTS, nearestClassDeclaring, ownerOf, type Place } from './places.js';

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
  return classes.length === 1 && !outside.has(owner) ? found : sorted([...new Set(found)]);
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
