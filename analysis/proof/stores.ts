import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { contains, enclosingFunction, isNothing, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { KeyReader } from '../containers/keys.js';
import { type AbstractObject, flowOf } from '../flow/index.js';
import type { WriteUse } from '../flow/use.js';
import { type Sight, sightFrom } from '../modules/elsewhere.js';
import { classOfName } from '../modules/key-class.js';
import { importOf } from '../source/imports.js';
import { GLOBAL_OBJECTS } from '../source/places.js';
import { SourceIndex } from '../source/source-index.js';

/** What a container may be asked that becomes weak, too. */
const WEAK_METHODS = new Set(['get', 'set', 'has', 'add']);
/** What a list may be asked that becomes a weak set. */
const SEARCHING = ['includes', 'indexOf'] as const;
const LIST_METHODS: ReadonlySet<string> = new Set(['push', ...SEARCHING]);
/** What takes from a container or list. */
const TAKING = ['delete', 'clear', 'splice', 'pop', 'shift', 'filter', 'fill'] as const;

/** The store that is to become weak, as its file calls it. */
export interface Own {
  readonly text: string;
  readonly index: SourceIndex;
  /** Where it is declared, if a function has it. */
  readonly declared: Node | undefined;
}

export function ownOf({ receiver }: WriteUse, index: SourceIndex): Own {
  const root = rootOf(receiver);
  const [definition] = root.type === 'Identifier' ? (index.variableOf(root)?.defs ?? []) : [];
  return { text: index.plainText(receiver), index, declared: definition?.type === 'Variable' && enclosingFunction(definition.node) ? definition.node : undefined };
}

export function isOwn(store: string, own: Own, index: SourceIndex): boolean {
  return store === own.text && index === own.index;
}

/** May a key be one of a container that becomes weak, too? */
export function mayBeWeakKey(key: Node, index: SourceIndex): boolean {
  return KeyReader.of(index).read(key, key).sort === 'object';
}

/** What may be in a variable or field, by the flow through its file. */
export function objectsIn(store: Node, index: SourceIndex): readonly AbstractObject[] {
  const flow = index.table(flowOf);
  const register = flow.lowered.values.get(store);
  return register === undefined ? [] : flow.of(register);
}

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
function namesOf(node: Node, sight: Sight): readonly StoreName[] {
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
  const declared = imported && elsewhere?.definitionOf(imported);
  if (!declared?.variable || !elsewhere) return undefined;
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
export function isLastingStore(node: Node, own: Own, sight: Sight): boolean {
  const { index } = sight;
  const store = unwrap(node);
  // `(globalThis.pages ??= [])`
  if (store.type === 'AssignmentExpression') return isLastingStore(store.left, own, sight);
  if (declaredStore(rootOf(store), sight)) return true;
  if (store.type === 'MemberExpression') return unwrap(store.object).type === 'ThisExpression' || isFixedName(unwrap(store.object), index);
  const variable = store.type === 'Identifier' ? index.variableOf(store) : undefined;
  const definition = variable?.defs[0];
  if (definition?.type === 'Variable' && enclosingFunction(definition.node) === undefined) return true;
  // Of the function around, or of one around that, and in a closure as well: it lives as long.
  if (definition?.type === 'Variable' && index === own.index && own.declared && variable && contains(variable.scope.block, own.declared) && enclosingFunction(store) !== enclosingFunction(definition.node)) return true;
  return definition !== undefined && madeOnce(store, index).length > 0;
}

/** The containers and lists made at the top of the file that a parameter or local variable may hold, and no others. */
function madeOnce(store: Node, index: SourceIndex): readonly AbstractObject[] {
  const held = objectsIn(store, index);
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

/** Is a list only pushed to and searched, so that it will become a weak set itself? */
export function isSetOfItself(member: TSESTree.MemberExpression, sight: Sight): boolean {
  const isSearched = namesOf(unwrap(member.object), sight).some(({ text, index }) => SEARCHING.flatMap((name) => index.membersNamed(name)).some((search) => search.type === 'MemberExpression' && index.plainText(search.object) === text));
  return isSearched && !staysStrong(member, sight, LIST_METHODS);
}

/** Is a container listed, counted or handed on, so that it will not become weak itself? */
export function staysStrong({ object }: TSESTree.MemberExpression, sight: Sight, methods: ReadonlySet<string> = WEAK_METHODS): boolean {
  const store = unwrap(object);
  const isWeak = (node: Node, { text, index }: StoreName): boolean => {
    const at = outermost(node);
    const { parent } = at;
    if (parent?.type === 'MemberExpression' && parent.object === at) return methods.has(propertyName(parent) ?? '');
    // `pages.add.bind(pages)`
    if (parent?.type === 'CallExpression') return parent.arguments[0] === at && parent.callee.type === 'MemberExpression' && propertyName(parent.callee) === 'bind' && parent.callee.object.type === 'MemberExpression' && index.plainText(parent.callee.object.object) === text;
    return parent?.type === 'VariableDeclarator' || parent?.type === 'AssignmentExpression' || parent?.type === 'ExportSpecifier' || parent?.type === 'ImportSpecifier';
  };
  return namesOf(store, sight).some((named) => {
    const { text, index } = named;
    if (/^[\w$]+$/.test(text)) return index.named(text).some((node) => node.type === 'Identifier' && node.parent.type !== 'Property' && !(node.parent.type === 'MemberExpression' && node.parent.property === node) && !isWeak(node, named)) || (store.type === 'Identifier' && index.variableOf(store) === undefined && index === sight.index);
    const name = propertyName(store);
    return name === undefined || index.membersNamed(name).some((member) => member.type === 'MemberExpression' && index.plainText(member) === text && !isWeak(member, named));
  });
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
export function keepsForGood(node: Node, own: Own, sight: Sight): boolean {
  const held = objectsIn(unwrap(node), sight.index);
  return held.length > 0 && held.every(({ kind }) => /^(?:map|array|object)$/.test(kind)) && isLastingStore(node, own, sight) && !isTakenFrom(node, sight) && !isEmptiedByName(node, sight);
}
