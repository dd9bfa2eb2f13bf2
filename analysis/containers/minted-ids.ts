import type { TSESTree } from '@typescript-eslint/utils';
import { type ClassNode, enclosingFunction, type FunctionNode, isField, isFunction, isNothing, type Node, parameterTarget, propertyName, unwrap } from '../source/ast.js';
import { isFresh, onlyReturn } from './fresh-ids.js';
import type { IdOrigin } from './ids.js';
import { classNamed } from '../source/definitions.js';
import { importOf } from '../source/imports.js';
import { grouped } from '../source/lists.js';
import { nearestClassDeclaring, ownerOf } from '../source/places.js';
import type { TypeScope, WrittenType } from '../source/member-types.js';
import type { SourceIndex } from '../source/source-index.js';

interface ClassInFile extends TypeScope {
  readonly owner: ClassNode;
}

/** Bases of bases are followed as far as this. */
const MOST_BASES = 8;

/**
 * The class that a value is an instance of: by `this`, `new`, a type, or a `#private` member.
 *
 * @param type the type of the value, where it is known already
 */
export function classOfInstance(node: Node, member: string, sight: TypeScope, type?: WrittenType): ClassInFile | undefined {
  const { index } = sight;
  const value = unwrap(node);
  const owner = ownerOf(value, index);
  if (owner?.kind === 'class') return owner.isStatic ? undefined : { ...sight, owner: owner.node };
  const declaring = member.startsWith('#') ? nearestClassDeclaring(node, member, index) : undefined;
  if (declaring) return { ...sight, owner: declaring };
  const variable = value.type === 'Identifier' ? index.variableOf(value) : undefined;
  const name = variable?.defs[0]?.name as TSESTree.Identifier | undefined;
  const written = type?.type ?? (name?.type === 'Identifier' ? name.typeAnnotation?.typeAnnotation : undefined);
  if (written?.type === 'TSTypeReference') return classInFile(written.typeName, type ?? sight);
  const init = variable && index.constantValue(variable);
  const made = init && unwrap(init);
  return made?.type === 'NewExpression' ? classInFile(unwrap(made.callee), sight) : undefined;
}

function classInFile(name: Node, sight: TypeScope): ClassInFile | undefined {
  const named = classNamed(name, sight);
  return named && { index: named.scope.index, imported: named.scope.imported, owner: named.node };
}

/** Does a type name what the file has from another one? */
export function isImported(written: WrittenType | undefined): boolean {
  let name: Node | undefined = written?.type.type === 'TSTypeReference' ? written.type.typeName : undefined;
  while (name?.type === 'TSQualifiedName') name = name.left;
  const variable = name?.type === 'Identifier' ? written?.index.variableNamed(name.name, name) : undefined;
  return variable !== undefined && written !== undefined && importOf(variable, written.index) !== undefined;
}

/**
 * Where the id of a class's instances comes from: every write of the member decides.
 *
 * @param asking the file that reads the id, which may set it, too
 */
export function originIn(known: ClassInFile, member: string, asking: TypeScope, depth = 0): IdOrigin {
  const { owner, index } = known;
  const values: Node[] = [];
  for (const part of owner.body.body) {
    if (isField(part) && !part.static && propertyName(part) === member && part.value) values.push(part.value);
    if (part.type !== 'MethodDefinition') continue;
    if (part.kind === 'constructor' && part.value.params.some((param) => param.type === 'TSParameterProperty' && nameOfParameter(param) === member)) return 'domain';
    if (part.kind === 'get' && !part.static && propertyName(part) === member) return originOfGetter(part, known, asking, depth);
  }
  const assigned = index.table(assignedMembers).get(member);
  // Somebody else gives the object its id.
  if (assigned?.has('elsewhere') || (asking.index !== index && asking.index.table(assignedMembers).get(member)?.has('elsewhere'))) return 'unseen';
  for (const assignment of assigned?.get(owner) ?? []) {
    if (!isInConstructor(assignment.target, owner) && !isStamp(assignment, index)) return 'unseen';
    values.push(assignment.value);
  }
  const given = values.filter((value) => !isNothing(unwrap(value)));
  if (given.length > 0) return given.every((value) => isFresh(value, index)) ? 'identity' : given.some((value) => comesFromOutside(value, index)) ? 'domain' : 'unseen';
  const base = values.length === 0 && owner.superClass && depth < MOST_BASES ? classInFile(unwrap(owner.superClass), known) : undefined;
  return base ? originIn(base, member, asking, depth + 1) : 'unseen';
}

/** `get id() { return this.#id; }` */
function originOfGetter({ value }: TSESTree.MethodDefinition, known: ClassInFile, asking: TypeScope, depth: number): IdOrigin {
  const member = isFunction(value) ? memberGivenBack(value, known.index) : undefined;
  const name = member?.object.type === 'ThisExpression' ? propertyName(member) : undefined;
  return name !== undefined && depth < MOST_BASES ? originIn(known, name, asking, depth + 1) : 'unseen';
}

interface AssignedMember {
  readonly target: TSESTree.MemberExpression;
  readonly value: Node;
  readonly operator: string;
}

/** The members that are assigned, by their names, then by the class whose `this` has them. */
function assignedMembers(index: SourceIndex): ReadonlyMap<string, ReadonlyMap<ClassNode | 'elsewhere', AssignedMember[]>> {
  const all = index.nodesOf('AssignmentExpression').flatMap(({ left, right, operator }): AssignedMember[] => (left.type === 'MemberExpression' ? [{ target: left, value: right, operator }] : []));
  const ownerClass = ({ target }: AssignedMember): ClassNode | 'elsewhere' => {
    const owner = ownerOf(target.object, index);
    return owner?.kind === 'class' ? owner.node : 'elsewhere';
  };
  return new Map([...grouped(all, ({ target }) => nameOfMember(target, index))].map(([name, members]) => [name, grouped(members, ownerClass)]));
}

/** The name of a member; one that a variable names has the variable's in brackets. */
function nameOfMember(member: TSESTree.MemberExpression, index: SourceIndex): string {
  return propertyName(member) ?? `[${index.plainText(member.property)}]`;
}

/** Does a file give objects a member only where they have none, and each time a value that is new? */
export function isStamped(member: TSESTree.MemberExpression, index: SourceIndex): boolean {
  return index.rememberNamed(isStampedName, nameOfMember(member, index));
}

function isStampedName(name: string, index: SourceIndex): boolean {
  const assigned = [...(index.table(assignedMembers).get(name)?.values() ?? [])].flat().filter(({ value }) => !isNothing(unwrap(value)));
  return assigned.length > 0 && assigned.every((assignment) => isStamp(assignment, index));
}

/** `x.uid ??= ++last`, `if (!x.uid) x.uid = ++last` */
function isStamp({ target, value, operator }: AssignedMember, index: SourceIndex): boolean {
  // What is under a name that varies is an entry of a table.
  if (propertyName(target) === undefined && !isNamedBySymbol(target, index)) return false;
  if (!isFresh(value, index) && !isFilledFresh(unwrap(value), index)) return false;
  return /^(?:\?\?|\|\|)=$/.test(operator) || (operator === '=' && isAskedBefore(target, index));
}

/** `x[idSymbol]` with `const idSymbol = Symbol()`. */
export function isNamedBySymbol({ computed, property }: TSESTree.MemberExpression, index: SourceIndex): boolean {
  const variable = computed && property.type === 'Identifier' ? index.variableOf(property) : undefined;
  const value = variable && index.constantValue(variable);
  const made = value && unwrap(value);
  return made?.type === 'CallExpression' && index.isGlobal(made.callee, 'Symbol');
}

/** Is it asked whether an object has the member: in a test around an assignment, or in one before it that leaves? */
function isAskedBefore(target: TSESTree.MemberExpression, index: SourceIndex): boolean {
  const fn = enclosingFunction(target);
  for (let at: Node = target; at.parent && at !== fn; at = at.parent) {
    const parent: Node = at.parent;
    if ((parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') && parent.test !== at && asksFor(parent.test, target, index)) return true;
    if (parent.type === 'LogicalExpression' && parent.right === at && asksFor(parent.left, target, index)) return true;
    if (parent.type === 'BlockStatement' && parent.body.slice(0, parent.body.indexOf(at as TSESTree.Statement)).some((step) => step.type === 'IfStatement' && leaves(step.consequent) && asksFor(step.test, target, index))) return true;
  }
  return false;
}

function leaves(step: Node): boolean {
  const last = step.type === 'BlockStatement' ? step.body.at(-1) : step;
  return last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement' || last?.type === 'ContinueStatement';
}

/** `!x.uid`, `'uid' in x`, `id === undefined` after `let id = x.uid` */
function asksFor(test: Node, target: TSESTree.MemberExpression, index: SourceIndex): boolean {
  const text = index.plainText(target);
  const name = propertyName(target);
  let found = false;
  index.walk((node) => {
    if (node.type === 'MemberExpression') found ||= index.plainText(node) === text;
    if (node.type === 'Literal') found ||= node.value === name;
    if (node.type === 'Identifier') found ||= writesOf(node, index).some((value) => index.plainText(value) === text);
  }, test);
  return found;
}

function writesOf(name: TSESTree.Identifier, index: SourceIndex): readonly Node[] {
  return index.variableOf(name)?.references.flatMap((reference) => (reference.isWrite() && reference.writeExpr ? [unwrap(reference.writeExpr)] : [])) ?? [];
}

/** The member that a function gives back at its end: `return x.uid`, `return (x.uid ??= ++last)`, `return id` after `let id = x.uid`. */
export function memberGivenBack(fn: FunctionNode, index: SourceIndex): TSESTree.MemberExpression | undefined {
  const value = onlyReturn(fn);
  return value && memberIn(value, index);
}

function memberIn(node: Node, index: SourceIndex): TSESTree.MemberExpression | undefined {
  const value = unwrap(node);
  if (value.type === 'MemberExpression') return value;
  if (value.type !== 'Identifier') return stampedIn(value, index);
  return writesOf(value, index).flatMap((written) => (written.type === 'MemberExpression' ? written : (stampedIn(written, index) ?? [])))[0];
}

/** The member that an expression gives an object where it has none, and gives back: `x.uid ??= ++last`, `x.uid || (x.uid = ++last)`. */
export function stampedIn(node: Node, index: SourceIndex): TSESTree.MemberExpression | undefined {
  const value = unwrap(node);
  switch (value.type) {
    case 'AssignmentExpression':
      return value.left.type === 'MemberExpression' && isStamp({ target: value.left, value: value.right, operator: value.operator }, index) ? value.left : undefined;
    case 'LogicalExpression':
      return value.operator === '&&' ? undefined : stampedIn(value.right, index);
    case 'ConditionalExpression':
      return stampedIn(value.consequent, index) ?? stampedIn(value.alternate, index);
    default:
      return undefined;
  }
}

/** A get-or-create of a fresh id in a `WeakMap` keyed by the parameter. */
export function mintsPerObject(fn: FunctionNode, parameter: TSESTree.Identifier, index: SourceIndex): boolean {
  const returns: Node[] = [];
  const mints: Node[] = [];
  index.walk((node) => {
    if (node.type === 'ReturnStatement' && node.argument) returns.push(unwrap(node.argument));
    if (node.type !== 'CallExpression') return;
    const callee = unwrap(node.callee);
    const [key, value] = node.arguments;
    if (callee.type !== 'MemberExpression' || propertyName(callee) !== 'set' || key?.type !== 'Identifier' || key.name !== parameter.name || !value) return;
    if (isWeak(callee.object, index) && (isFresh(value, index) || isFilledFresh(value, index))) mints.push(node);
  }, fn);
  // A function that answers some questions by value describes its argument; it does not name it.
  return mints.length > 0 && !returns.some((node) => /^(?:Literal|TemplateLiteral|BinaryExpression)$/.test(node.type));
}

/** `let id = ids.get(x); … id = ++lastId;` */
function isFilledFresh(value: Node, index: SourceIndex): boolean {
  return value.type === 'Identifier' && writesOf(value, index).some((written) => isFresh(written, index));
}

function isWeak(node: Node, index: SourceIndex): boolean {
  const object = unwrap(node);
  const variable = object.type === 'Identifier' ? index.variableOf(object) : undefined;
  const value = variable && index.constantValue(variable);
  const made = value && unwrap(value);
  return made?.type === 'NewExpression' && index.isGlobal(made.callee, 'WeakMap');
}

function nameOfParameter(param: TSESTree.TSParameterProperty): string | undefined {
  const target = parameterTarget(param);
  return target.type === 'Identifier' ? target.name : undefined;
}

function isInConstructor(node: Node, owner: ClassNode): boolean {
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if (at.type === 'MethodDefinition') return at.kind === 'constructor' && at.parent.parent === owner;
  }
  return false;
}

function comesFromOutside(node: Node, index: SourceIndex): boolean {
  const value = unwrap(node);
  if (value.type === 'Identifier') return index.variableOf(value)?.defs[0]?.type === 'Parameter';
  return value.type === 'MemberExpression' && comesFromOutside(value.object, index);
}
