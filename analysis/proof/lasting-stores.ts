// The stores of a program that live as long as a container may: their names in all files, and what takes from them.
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { enclosingFunction, isNothing, type Node, propertyName, unwrap } from '../source/ast.js';
import { type Sight, sightFrom } from '../modules/elsewhere.js';
import { classOfName } from '../modules/key-class.js';
import { type AbstractObject, flowOf } from '../flow/index.js';
import { importOf } from '../source/imports.js';
import { GLOBAL_OBJECTS } from '../source/places.js';
import { SourceIndex } from '../source/source-index.js';

/** What takes from a container or list. */
const TAKING = ['delete', 'clear', 'splice', 'pop', 'shift', 'filter', 'fill'] as const;

export function rootOf(node: Node): Node {
  let root = unwrap(node);
  while (root.type === 'MemberExpression') root = unwrap(root.object);
  return root;
}

/** `delete byName[name]`, `byName[name] = null` */
export function isEmptiedByName(store: Node, sight: Sight): boolean {
  return namesOf(store, sight).some(({ text, index }) => {
    const isOfStore = (node: Node): boolean => node.type === 'MemberExpression' && node.computed && index.plainText(node.object) === text;
    return index.nodesOf('UnaryExpression').some(({ operator, argument }) => operator === 'delete' && isOfStore(argument)) || index.nodesOf('AssignmentExpression').some(({ left, right }) => isOfStore(left) && isNothing(unwrap(right)));
  });
}

/** A name under which a file has a store. */
interface StoreName {
  readonly text: string;
  readonly index: SourceIndex;
}

/** How the files of the project call a store: the one at hand, the one that declares it, and those that import it. */
export function namesOf(node: Node, sight: Sight): readonly StoreName[] {
  const store = unwrap(node);
  const root = rootOf(store);
  const text = sight.index.plainText(store);
  const path = text.slice(sight.index.plainText(root).length);
  const declared = declaredStore(root, sight);
  const own = root.type === 'Identifier' ? sight.index.variableOf(root) : undefined;
  const home = declared ?? (own && { variable: own, sight });
  const exported = home ? home.sight.index.exportNames(home.variable) : [];
  const imported = exported.length > 0 ? (home?.sight.elsewhere?.importsOf(exported).bindings ?? []) : [];
  return [
    { text, index: sight.index },
    ...(declared ? [{ text: declared.variable.name + path, index: declared.sight.index }] : []),
    ...imported.flatMap(({ file, variables, nodes }) => {
      const index = SourceIndex.of(file.source);
      return [...variables.map(({ name }) => name), ...nodes.map((mention) => index.plainText(mention))].map((name) => ({ text: name + path, index }));
    }),
  ];
}

/** A variable of another file of the project that a name of this one stands for, where it holds a list, a container or an object that is made once. */
interface DeclaredStore {
  readonly variable: Scope.Variable;
  readonly sight: Sight;
}

function declaredStore(root: Node, { index, elsewhere }: Sight): DeclaredStore | undefined {
  const variable = root.type === 'Identifier' ? index.variableOf(root) : undefined;
  const imported = variable && importOf(variable, index);
  const declared = imported && elsewhere?.declarationOf(imported);
  if (!declared || !elsewhere) return undefined;
  const sight = sightFrom(declared.file, elsewhere);
  const made = sight.index.constantValue(declared.variable);
  return made && /^(?:Array|Object|New)Expression$/.test(unwrap(made).type) ? { variable: declared.variable, sight } : undefined;
}

/** Is a store an object of the project, whose methods are its own and are entered? */
export function hasOwnMethods(node: Node, sight: Sight): boolean {
  const store = unwrap(node);
  const variable = store.type === 'Identifier' ? sight.index.variableOf(store) : undefined;
  const declared = declaredStore(store, sight) ?? (variable && { variable, sight });
  const value = declared?.sight.index.constantValue(declared.variable);
  const made = value && unwrap(value);
  return made?.type === 'ObjectExpression' || (made?.type === 'NewExpression' && declared !== undefined && classOfName(unwrap(made.callee), declared.sight)?.owner.superClass === null);
}

/** Does a store live as long as the container may: a variable outside of the function, a field, or what hangs on a global? */
export function isLastingStore(node: Node, sight: Sight): boolean {
  const { index } = sight;
  const store = unwrap(node);
  // `(globalThis.pages ??= [])`
  if (store.type === 'AssignmentExpression') return isLastingStore(store.left, sight);
  if (declaredStore(rootOf(store), sight)) return true;
  if (store.type === 'MemberExpression') return unwrap(store.object).type === 'ThisExpression' || isFixedName(unwrap(store.object), index);
  const definition = store.type === 'Identifier' ? index.variableOf(store)?.defs[0] : undefined;
  if (definition?.type === 'Variable' && enclosingFunction(definition.node) === undefined) return true;
  return definition !== undefined && madeOnce(store, index).length > 0;
}

/** The containers and lists made at the top of the file that a parameter or local variable may hold, and no others. */
function madeOnce(store: Node, index: SourceIndex): readonly AbstractObject[] {
  const flow = index.table(flowOf);
  const register = flow.lowered.values.get(store);
  const held = register === undefined ? [] : flow.of(register);
  return held.every(({ kind, node }) => /^(?:map|set|array|object)$/.test(kind) && node !== undefined && enclosingFunction(node) === undefined) ? held : [];
}

/** `Shape` of `Shape.all`, `root` of `root.children`: a class, or an object of the module, also as the default of a parameter. */
export function isFixedName(node: Node, index: SourceIndex): boolean {
  if (node.type === 'MemberExpression') return isFixedName(unwrap(node.object), index);
  if (node.type !== 'Identifier') return false;
  const variable = index.variableOf(node);
  if (!variable) return GLOBAL_OBJECTS.some((name) => name === node.name);
  const [definition] = variable.defs;
  if (definition?.type === 'Parameter') {
    const { parent } = definition.name as Node;
    return parent?.type === 'AssignmentPattern' && isFixedName(parent.right, index);
  }
  return definition?.type === 'ClassName' || (definition?.type === 'Variable' && enclosingFunction(definition.node) === undefined);
}

/** Does anything in the files that name a store take from it, or put another one in its place? */
export function isTakenFrom(node: Node, sight: Sight): boolean {
  const store = unwrap(node);
  const objects = madeOnce(store, sight.index);
  const flow = sight.index.table(flowOf);
  const isStore = (member: Node): boolean => objects.length > 0 && flow.of(flow.lowered.values.get(unwrap(member)) ?? -1).some((object) => objects.includes(object));
  return namesOf(store, sight).some(({ text, index }) => {
    const takes = TAKING.flatMap((name) => index.membersNamed(name)).some((member) => member.type === 'MemberExpression' && (index.plainText(member.object) === text || (index === sight.index && isStore(member.object))));
    return takes || index.nodesOf('AssignmentExpression').some(({ left }) => index.plainText(left) === text || (left.type === 'MemberExpression' && propertyName(left) === 'length' && index.plainText(left.object) === text));
  });
}

/** Is a store a list, map or literal of the file that lives as long as the container may, and that nothing takes from? */
export function keepsForGood(node: Node, sight: Sight): boolean {
  const flow = sight.index.table(flowOf);
  const register = flow.lowered.values.get(unwrap(node));
  const held = register === undefined ? [] : flow.of(register);
  return held.length > 0 && held.every(({ kind }) => /^(?:map|array|object)$/.test(kind)) && isLastingStore(node, sight) && !isTakenFrom(node, sight) && !isEmptiedByName(node, sight);
}
