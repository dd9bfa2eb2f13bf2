import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { type ClassNode, contains, declaresThis, enclosingFunction, type Expression, type FunctionNode, isClass, isFunction, isWholeValue, isWrapper, nameBorne, type Node, outermost, propertyName, thisOwner, type ThisOwner, unwrap } from './ast.js';
import { type Component, componentIn, type Script, scriptsOf, topStatements } from './components.js';
import { addTo, countBelow, grouped } from './lists.js';
import type { OtherFile } from './other-file.js';
import type { ParsedSource } from './source.js';
import { remembered } from './tree-memory.js';
import { offsetsOf } from './words.js';
import { exportedVariables, exportsAnything, exportSpecifiers, namesExported } from './exports.js';

/** A place that names a member: `x.name`, or `{ name } = x`. */
export type MemberPlace = TSESTree.MemberExpression | TSESTree.Property;

/** The members that an expression's value is asked for by name where it stands. */
export function memberReadsOf(object: Node): readonly MemberPlace[] {
  const whole = outermost(object);
  const { parent } = whole;
  if (parent?.type === 'MemberExpression' && parent.object === whole) return propertyName(parent) === undefined ? [] : [parent];
  if (parent?.type !== 'VariableDeclarator' || parent.init !== whole || parent.id.type !== 'ObjectPattern') return [];
  return parent.id.properties.filter((property) => property.type === 'Property' && propertyName(property) !== undefined) as TSESTree.Property[];
}

/** The mentions of a variable in expressions; its re-exports are followed by who looks the imports up. */
export function mentionsOf(variable: Scope.Variable): readonly Node[] {
  return variable.references
    .filter((reference) => !reference.init)
    .map((reference) => reference.identifier as Node)
    .filter(({ parent }) => parent?.type !== 'ExportSpecifier' && parent?.type !== 'ExportDefaultDeclaration' && parent?.type !== 'TSTypeQuery');
}

/** Does a part of a program name a variable? */
export function isMentionedIn({ references }: Scope.Variable, node: Node): boolean {
  return references.some(({ identifier }) => contains(node, identifier));
}

type TypeDeclaration = TSESTree.TSInterfaceDeclaration | TSESTree.TSTypeAliasDeclaration | TSESTree.TSEnumDeclaration | ClassNode;

type NodeOf<Type> = Extract<Node, { type: Type }>;

type ClassMember = ClassNode['body']['body'][number];

/** How much of a node's text messages quote, in characters. */
const LONGEST_QUOTE = 60;

/**
 * Look-ups over one parsed file that several questions share. Each table is made when it is first asked for, so a file
 * without candidates pays for none of them.
 */
export class SourceIndex {
  readonly #tables = new WeakMap<object, unknown>();
  readonly #answers = new WeakMap<object, WeakMap<object, unknown>>();
  readonly #answersByName = new WeakMap<object, Map<string, unknown>>();

  private constructor(
    readonly source: ParsedSource,
    private readonly component: Component | undefined,
  ) {}

  /** The one index of a parsed file, which all analyses of it share. */
  static of(source: ParsedSource): SourceIndex {
    return remembered(source, SourceIndex, () => {
      const component = componentIn(source);
      return new SourceIndex(component ? scriptsOf(source, component) : source, component);
    });
  }

  /**
   * A table over the file that one question needs again and again: made at the first call, found at the next.
   *
   * @param make what makes it, and the name it is kept under: a function of a module, not one made for the call.
   */
  table<Table>(make: (index: SourceIndex) => Table): Table {
    if (!this.#tables.has(make)) this.#tables.set(make, make(this));
    return this.#tables.get(make) as Table;
  }

  /**
   * What a question comes to for a node or another object of the file: asked at the first call, remembered for the next.
   *
   * @param ask the question: a function of a module, not one made for the call.
   */
  remember<Thing extends object, Answer>(ask: (thing: Thing, index: SourceIndex) => Answer, thing: Thing): Answer {
    let answers = this.#answers.get(ask);
    if (!answers) this.#answers.set(ask, (answers = new WeakMap()));
    if (!answers.has(thing)) answers.set(thing, ask(thing, this));
    return answers.get(thing) as Answer;
  }

  /** The same for a question about a name. */
  rememberNamed<Answer>(ask: (name: string, index: SourceIndex) => Answer, name: string): Answer {
    let answers = this.#answersByName.get(ask);
    if (!answers) this.#answersByName.set(ask, (answers = new Map<string, unknown>()));
    if (!answers.has(name)) answers.set(name, ask(name, this));
    return answers.get(name) as Answer;
  }

  /** The strings and templates without holes that are a text, as they stand in the file between quotes. */
  stringsOf(text: string): readonly (TSESTree.StringLiteral | TSESTree.TemplateLiteral)[] {
    return this.table(stringsByText).get(text) ?? [];
  }

  /** The nodes that bear a name, in source order: identifiers, private ones as `#name`, texts and numbers. */
  named(name: string): readonly Node[] {
    return this.table(nodesByName).get(name) ?? [];
  }

  /** The nodes of a type in source order, parents first. One walk of the file finds those of all types. */
  nodesOf<Type extends `${Node['type']}`>(type: Type): readonly NodeOf<Type>[] {
    const nodes: readonly Node[] = this.table(nodesByType).get(type) ?? [];
    return nodes as readonly NodeOf<Type>[];
  }

  /** Does the file use TypeScript's (or Flow's) type syntax anywhere? Only there can a rewrite break compilation. */
  get isTyped(): boolean {
    return this.table(hasTypes);
  }

  /** Does the text speak of weak references anywhere? */
  get mentionsWeakRef(): boolean {
    return this.table(mentionsWeakRef);
  }

  /** The statements at the top level, those of all scripts of a component. */
  get statements(): readonly TSESTree.ProgramStatement[] {
    return topStatements(this.source.ast);
  }

  /** The script of a component that a node is in; `undefined` in other files. */
  scriptOf(node: Node): Script | undefined {
    return this.component?.scripts.find(({ range }) => range[0] <= node.range[0] && node.range[1] <= range[1]);
  }

  /** The variable that an identifier reads or writes; `undefined` for globals that the file does not declare. */
  variableOf(identifier: TSESTree.Identifier | TSESTree.JSXIdentifier): Scope.Variable | undefined {
    for (let scope = this.#scopeAt(identifier); scope; scope = scope.upper) {
      const variable = scope.set.get(identifier.name);
      if (variable && variable.defs.length > 0 && this.remember(mentions, variable).has(identifier)) return variable;
    }
    return undefined;
  }

  /** The variable that a name stands for at a node. */
  variableNamed(name: string, at: Node): Scope.Variable | undefined {
    for (let scope = this.#scopeAt(at); scope; scope = scope.upper) {
      const variable = scope.set.get(name);
      if (variable) return variable.defs.length > 0 ? variable : undefined;
    }
    return undefined;
  }

  /** The innermost scope around a node. */
  #scopeAt(at: Node): Scope.Scope | null {
    for (let node: Node | undefined = at; node; node = node.parent) {
      const scope = this.source.scopeManager?.acquire(node, true);
      if (scope) return scope;
    }
    return null;
  }

  /** The variables that a declaration, function or pattern's owner introduces. */
  declaredBy(node: Node): readonly Scope.Variable[] {
    return this.source.scopeManager?.getDeclaredVariables(node) ?? [];
  }

  /** References to a global of the language or the host that the file does not declare itself. */
  globalReferences(name: string): readonly TSESTree.Identifier[] {
    const scope = this.source.scopeManager?.globalScope;
    if (!scope) return [];
    const declared = scope.set.get(name);
    if (declared && declared.defs.length > 0) return [];
    const found = new Set<Scope.Reference>(declared?.references ?? []);
    for (const reference of scope.through) if (reference.identifier.name === name) found.add(reference);
    return [...found].map((reference) => reference.identifier as TSESTree.Identifier).sort((a, b) => a.range[0] - b.range[0]);
  }

  /** Is an expression the global of that name, not something that the file declares or imports under it? */
  isGlobal(node: Node, name: string): boolean {
    return node.type === 'Identifier' && node.name === name && this.variableOf(node) === undefined;
  }

  /** Every place in the file that names a member so, in source order; `#name` for private ones. */
  membersNamed(name: string): readonly MemberPlace[] {
    return this.rememberNamed(membersNamed, name);
  }

  /** The places inside a node that name a member so. */
  membersWithin(node: Node, name: string): readonly MemberPlace[] {
    return within(this.membersNamed(name), node);
  }

  /** The members inside a node whose name the text does not fix: `this[name]`. */
  computedMembersWithin(node: Node): readonly TSESTree.MemberExpression[] {
    return within(this.table(computedMembers), node);
  }

  /** The parameters of that name, of all functions of the file. */
  parametersNamed(name: string): readonly Scope.Variable[] {
    return this.table(parametersByName).get(name) ?? [];
  }

  /** The methods of that name, in all classes of the file. */
  methodsNamed(name: string): readonly TSESTree.MethodDefinition[] {
    return this.rememberNamed(methodsNamed, name);
  }

  /** The members of a class body that have a name, in source order; `static` ones under `static name`. */
  membersOfClass(owner: ClassNode, name: string, isStatic: boolean): readonly ClassMember[] {
    return this.remember(membersByKey, owner).get(isStatic ? `static ${name}` : name) ?? [];
  }

  /** Does a class body declare a member of that name, static or not? */
  declaresMember(owner: ClassNode, name: string): boolean {
    return this.membersOfClass(owner, name, false).length > 0 || this.membersOfClass(owner, name, true).length > 0;
  }

  /** The classes of this file that extend a class of this file, and those that extend them. */
  heirsOf(base: ClassNode): ReadonlySet<ClassNode> {
    return this.remember(heirs, base);
  }

  /** Whose `this` a `this` is. */
  thisOwnerOf(node: TSESTree.ThisExpression): ThisOwner {
    return this.remember(thisOwner, node);
  }

  /** The mentions of a type name of this file in annotations. */
  typeReferencesTo(name: string): readonly TSESTree.TSTypeReference[] {
    return this.rememberNamed(typeReferencesTo, name);
  }

  /** The names under which statements `export { … }` give things away. */
  get exportSpecifiers(): readonly TSESTree.ExportSpecifier[] {
    return this.table(exportSpecifiers);
  }

  /** Reads of the members of a variable by their names: `caches.a`, `const { a } = caches`. */
  memberReads(variable: Scope.Variable): ReadonlyMap<string, readonly MemberPlace[]> {
    return this.remember(memberReadsByName, variable);
  }

  /** Every `this` that is an object literal: in its methods and accessors, and in arrow functions inside them. */
  thisOfMethods(literal: TSESTree.ObjectExpression): readonly Node[] {
    return this.table(thisByLiteral).get(literal) ?? [];
  }

  /** The values that a variable is given as a whole, its initial one and its default included. */
  valuesGivenTo(variable: Scope.Variable): readonly Expression[] {
    return this.remember(valuesGiven, variable);
  }

  /** The writes of a variable after its initial value. */
  laterWritesOf(variable: Scope.Variable): readonly Scope.Reference[] {
    return this.remember(laterWrites, variable);
  }

  /** Where a function waits: its `await`s, without those of functions in it. */
  suspensionsIn(fn: FunctionNode): readonly Node[] {
    return this.table(suspensionsByFunction).get(fn) ?? [];
  }

  /** The types that take the type of a member by its name: `Owner['name']`, `typeof this.name`. */
  typeMentions(name: string): readonly Node[] {
    return this.table(typeMentionsByName).get(name) ?? [];
  }

  /** The declarations of a type name in this file. */
  typesNamed(name: string): readonly TypeDeclaration[] {
    return this.rememberNamed(typesNamed, name);
  }

  /** Does the file give other files anything to import? */
  get exportsAnything(): boolean {
    return this.table(exportsAnything);
  }

  /** Can other files import the variable: an `export`, or a part of `module.exports`? */
  isExported(variable: Scope.Variable): boolean {
    return this.table(exportedVariables).has(variable);
  }

  /**
   * The names under which other files import a variable: `default`, and `=` for all that the module exports at once.
   *
   * None for what is exported from within a namespace.
   */
  exportNames(variable: Scope.Variable): readonly string[] {
    return this.table(namesExported).get(variable) ?? [];
  }

  /** The variables that other files can import, with the names of their exports. */
  get exportedVariables(): ReadonlyMap<Scope.Variable, readonly string[]> {
    return this.table(namesExported);
  }

  /** Does the file name a member other than by reading it: in a type that lists it, or in a text that may become a key? */
  listsMember(name: string): boolean {
    return this.table(namesListed).has(name);
  }

  /** The one initialiser of a variable that is never assigned again. */
  constantValue(variable: Scope.Variable): Expression | undefined {
    return this.remember(constantValue, variable);
  }

  /** The function that a variable always is: a declaration, or a `const` with a function. */
  functionOf(variable: Scope.Variable): FunctionNode | undefined {
    const [definition] = variable.defs;
    if (variable.defs.length !== 1 || !definition) return undefined;
    // The definition of a parameter has its function for a node, too.
    if (definition.type === 'FunctionName') {
      const fn = definition.node as Node;
      return isFunction(fn) && !variable.references.some((reference) => reference.isWrite()) ? fn : undefined;
    }
    const value = this.constantValue(variable);
    const inner = value && unwrap(value);
    return isFunction(inner) ? inner : undefined;
  }

  /** The class that a variable always is. */
  classOf(variable: Scope.Variable): ClassNode | undefined {
    const definition = variable.defs.find((def) => def.type === 'ClassName')?.node;
    if (definition) return definition;
    const value = this.constantValue(variable);
    const inner = value && unwrap(value);
    return isClass(inner) ? inner : undefined;
  }

  /** The variable that names a function or class in the scope around it. */
  bindingOf(node: FunctionNode | ClassNode): Scope.Variable | undefined {
    if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') {
      return this.declaredBy(node).find((variable) => variable.name === node.id?.name && variable.defs.some((def) => def.node === node));
    }
    const whole = outermost(node);
    if (whole.parent?.type === 'VariableDeclarator' && whole.parent.id.type === 'Identifier') return this.declaredBy(whole.parent)[0];
    return undefined;
  }

  /**
   * Every call of a function, where all of them are in sight.
   *
   * @returns `undefined` where the function is exported, passed on or otherwise called from out of sight.
   */
  callsOf(fn: FunctionNode): readonly TSESTree.CallExpression[] | undefined {
    return this.remember(callsInSight, fn);
  }

  /** Is an assignment's target `module.exports`, `exports.x` or `module.exports.x`? */
  isModuleExports(target: Node): boolean {
    if (target.type !== 'MemberExpression') return false;
    if (this.isGlobal(target.object, 'exports')) return true;
    if (this.isGlobal(target.object, 'module')) return propertyName(target) === 'exports';
    return target.object.type === 'MemberExpression' && this.isGlobal(target.object.object, 'module');
  }

  /**
   * Visits every node from `root` on, parents first. For all nodes of a type in the file, ask `nodesOf`.
   *
   * @param isLeftOut the nodes that are not visited, with all that is in them
   */
  walk(visit: (node: Node) => void, root: Node, isLeftOut?: (node: Node) => boolean): void {
    const keys = this.source.visitorKeys;
    const stack: Node[] = [root];
    for (let node = stack.pop(); node; node = stack.pop()) {
      if (isLeftOut?.(node)) continue;
      visit(node);
      const children = keys[node.type];
      if (!children) continue;
      for (let i = children.length - 1; i >= 0; i--) {
        const child = (node as unknown as Record<string, unknown>)[children[i] as string] as Node | readonly (Node | null)[] | null | undefined;
        if (!child) continue;
        if (Array.isArray(child)) {
          for (let j = child.length - 1; j >= 0; j--) if (child[j]) stack.push(child[j] as Node);
        } else {
          stack.push(child as Node);
        }
      }
    }
  }

  /** The line of an offset, counted from 1. */
  lineOf(offset: number): number {
    return countBelow(this.table(lineEnds), offset, (end) => end) + 1;
  }

  /** The source text of a node. */
  text(node: Node): string {
    return this.source.text.slice(node.range[0], node.range[1]);
  }

  /** The text of a node as messages quote it: in one line, with the middle cut out where it is long. */
  quoted(node: Node): string {
    const line = this.text(node).replace(/\s+(?=\??\.)/g, '').replace(/\s+/g, ' ');
    return line.length > LONGEST_QUOTE ? `${line.slice(0, 30)}…${line.slice(31 - LONGEST_QUOTE)}` : line;
  }

  /** The text of an expression without casts and `!`, for comparing two mentions of one value. */
  plainText(node: Node): string {
    return this.remember(plainText, node);
  }
}

function nodesByType(index: SourceIndex): ReadonlyMap<string, Node[]> {
  const table = new Map<string, Node[]>();
  index.walk((node) => {
    addTo(table, node.type, node);
  }, index.source.ast);
  return table;
}

function hasTypes(index: SourceIndex): boolean {
  return Array.from(index.table(nodesByType).keys()).some((type) => type.startsWith('TS'));
}

function lineEnds({ source }: SourceIndex): readonly number[] {
  return offsetsOf('\n', source.text);
}

/** Where a variable is declared, read and written. */
function mentions({ identifiers, references }: Scope.Variable): ReadonlySet<Node> {
  return new Set<Node>([...identifiers, ...references.map(({ identifier }) => identifier)]);
}

function stringsByText(index: SourceIndex): ReadonlyMap<string, (TSESTree.StringLiteral | TSESTree.TemplateLiteral)[]> {
  const nodes = inSourceOrder<TSESTree.Literal | TSESTree.TemplateLiteral>(index.nodesOf('Literal'), index.nodesOf('TemplateLiteral'));
  return grouped(nodes, textOfString) as ReadonlyMap<string, (TSESTree.StringLiteral | TSESTree.TemplateLiteral)[]>;
}

function textOfString(node: TSESTree.Literal | TSESTree.TemplateLiteral): string | undefined {
  if (node.type === 'TemplateLiteral') return node.expressions.length === 0 ? (node.quasis[0]?.value.cooked ?? undefined) : undefined;
  return typeof node.value === 'string' ? node.value : undefined;
}

function nodesByName(index: SourceIndex): ReadonlyMap<string, Node[]> {
  const nodes = (['Identifier', 'PrivateIdentifier', 'Literal'] as const).flatMap((type): readonly Node[] => index.nodesOf(type));
  return grouped(sorted([...new Set(nodes)]), nameBorne);
}

function membersNamed(name: string, index: SourceIndex): readonly MemberPlace[] {
  const found = index.named(name).flatMap((node): MemberPlace[] => {
    const { parent } = node;
    if (parent?.type === 'MemberExpression') return parent.property === node && propertyName(parent) === name ? [parent] : [];
    return parent?.type === 'Property' && parent.parent.type === 'ObjectPattern' && parent.key === node && propertyName(parent) === name ? [parent] : [];
  });
  // A name comes at the end of what it names.
  return sorted(found);
}

function computedMembers(index: SourceIndex): readonly TSESTree.MemberExpression[] {
  return index.nodesOf('MemberExpression').filter((member) => propertyName(member) === undefined);
}

function parametersByName({ source }: SourceIndex): ReadonlyMap<string, Scope.Variable[]> {
  const variables = (source.scopeManager?.scopes ?? []).flatMap((scope) => [...scope.set.values()]);
  return grouped(variables.filter(({ defs }) => defs[0]?.type === 'Parameter'), ({ name }) => name);
}

function methodsNamed(name: string, index: SourceIndex): readonly TSESTree.MethodDefinition[] {
  return index.named(name).flatMap(({ parent }) => (parent?.type === 'MethodDefinition' && propertyName(parent) === name ? [parent] : []));
}

function membersByKey(owner: ClassNode): ReadonlyMap<string, ClassMember[]> {
  return grouped(owner.body.body, (member) => {
    const name = propertyName(member);
    return name !== undefined && 'static' in member && member.static ? `static ${name}` : name;
  });
}

function childrenByClass(index: SourceIndex): ReadonlyMap<ClassNode, ClassNode[]> {
  const heirs = [...index.nodesOf('ClassDeclaration'), ...index.nodesOf('ClassExpression')];
  return grouped(heirs, ({ superClass }) => {
    const base = superClass && unwrap(superClass);
    const variable = base?.type === 'Identifier' ? index.variableOf(base) : undefined;
    return variable && index.classOf(variable);
  });
}

function heirs(base: ClassNode, index: SourceIndex): ReadonlySet<ClassNode> {
  const children = index.table(childrenByClass);
  const found = new Set(children.get(base));
  // The set grows while it is read, until no heir has children of its own left.
  for (const heir of found) for (const child of children.get(heir) ?? []) found.add(child);
  return found;
}

function typeReferencesTo(name: string, index: SourceIndex): readonly TSESTree.TSTypeReference[] {
  return index.named(name).flatMap(({ parent }) => (parent?.type === 'TSTypeReference' ? [parent] : []));
}

function memberReadsByName(variable: Scope.Variable): ReadonlyMap<string, readonly MemberPlace[]> {
  const reads = variable.references.filter(({ init }) => !init).flatMap(({ identifier }) => memberReadsOf(identifier));
  return grouped(reads, propertyName);
}

function thisByLiteral(index: SourceIndex): ReadonlyMap<Node, TSESTree.ThisExpression[]> {
  return grouped(index.nodesOf('ThisExpression'), (node) => literalOfThis(node, index));
}

function literalOfThis(node: TSESTree.ThisExpression, index: SourceIndex): TSESTree.ObjectExpression | undefined {
  const owner = index.thisOwnerOf(node);
  const property = owner.kind === 'function' ? owner.node.parent : undefined;
  return property?.type === 'Property' && property.parent.type === 'ObjectExpression' ? property.parent : undefined;
}

function typeMentionsByName(index: SourceIndex): ReadonlyMap<string, Node[]> {
  const mentions = inSourceOrder<TSESTree.TSTypeQuery | TSESTree.TSIndexedAccessType>(index.nodesOf('TSTypeQuery'), index.nodesOf('TSIndexedAccessType'));
  const table = new Map<string, Node[]>();
  for (const node of mentions) {
    for (const name of namesTaken(node)) addTo(table, name, node);
  }
  return table;
}

function namesTaken(node: TSESTree.TSTypeQuery | TSESTree.TSIndexedAccessType): readonly string[] {
  if (node.type === 'TSTypeQuery') return node.exprName.type === 'TSQualifiedName' ? [node.exprName.right.name] : [];
  const names = node.indexType.type === 'TSUnionType' ? node.indexType.types : [node.indexType];
  return names.flatMap((name) => (name.type === 'TSLiteralType' && name.literal.type === 'Literal' ? [String(name.literal.value)] : []));
}

function typesNamed(name: string, index: SourceIndex): readonly TypeDeclaration[] {
  return index.named(name).flatMap((node): TypeDeclaration[] => {
    const { parent } = node;
    switch (parent?.type) {
      case 'TSInterfaceDeclaration':
      case 'TSTypeAliasDeclaration':
      case 'TSEnumDeclaration':
      case 'ClassDeclaration':
      case 'ClassExpression':
        return parent.id === node ? [parent] : [];
      default:
        return [];
    }
  });
}

function constantValue(variable: Scope.Variable): Expression | undefined {
  const [definition, ...others] = variable.defs;
  if (!definition || others.length > 0) return undefined;
  const node = definition.node as Node;
  if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier' || !node.init) return undefined;
  if (laterWrites(variable).length > 0) return undefined;
  return node.init;
}

function valuesGiven(variable: Scope.Variable): readonly Expression[] {
  return variable.references.flatMap(({ identifier, writeExpr }) => (writeExpr && (isWholeValue(identifier, writeExpr) || isDefaultOf(identifier, writeExpr)) ? [writeExpr as Expression] : []));
}

function isDefaultOf(identifier: Node, value: Node): boolean {
  const { parent } = identifier;
  return parent?.type === 'AssignmentPattern' && parent.left === identifier && parent.right === value;
}

function laterWrites(variable: Scope.Variable): readonly Scope.Reference[] {
  return variable.references.filter((reference) => reference.isWrite() && !reference.init);
}

function suspensionsByFunction(index: SourceIndex): ReadonlyMap<FunctionNode, Node[]> {
  return grouped<Node, FunctionNode>([...index.nodesOf('AwaitExpression'), ...index.nodesOf('ForOfStatement').filter((loop) => loop.await)], enclosingFunction);
}

function plainText(node: Node, index: SourceIndex): string {
  const inner = unwrap(node);
  if (inner.type === 'MemberExpression' && !inner.computed) return `${index.plainText(inner.object)}.${propertyName(inner) ?? ''}`;
  return inner === node || !isWrapper(node) ? index.text(inner) : index.plainText(inner);
}

function callsInSight(fn: FunctionNode, index: SourceIndex): readonly TSESTree.CallExpression[] | undefined {
  const variable = index.bindingOf(fn);
  if (!variable || index.isExported(variable) || declaresThis(fn)) return undefined;
  // A function expression is called by the name that it has inside of itself, too.
  if (fn.type === 'FunctionExpression' && index.declaredBy(fn).some(({ name, references }) => name === fn.id?.name && references.length > 0)) return undefined;
  const calls: TSESTree.CallExpression[] = [];
  for (const reference of variable.references) {
    if (reference.init) continue;
    const at = outermost(reference.identifier);
    if (at.parent?.type !== 'CallExpression' || at.parent.callee !== at) return undefined;
    calls.push(at.parent);
  }
  return calls;
}

/** Nodes of several lists as a walk of the tree would meet them: by where they begin, the outer one before the inner. */
export function inSourceOrder<N extends Node>(...lists: readonly (readonly N[])[]): readonly N[] {
  const [only, ...others] = lists.filter(({ length }) => length > 0);
  if (!only || others.length === 0) return only ?? [];
  return sorted([only, ...others].flat());
}

function sorted<N extends Node>(nodes: N[]): readonly N[] {
  return nodes.sort((a, b) => a.range[0] - b.range[0] || b.range[1] - a.range[1]);
}

/** The nodes inside another one, out of a list in source order. */
export function within<N extends Node>(nodes: readonly N[], outer: Node): readonly N[] {
  const from = countBelow(nodes, outer.range[0], ({ range }) => range[0]);
  const to = countBelow(nodes, outer.range[1], ({ range }) => range[0]);
  return nodes.slice(from, to).filter((node) => contains(outer, node));
}

/** The names that types list, and all texts but those that name modules. */
function namesListed(index: SourceIndex): ReadonlySet<string> {
  const members = [...index.nodesOf('TSPropertySignature'), ...index.nodesOf('TSMethodSignature'), ...index.nodesOf('TSAbstractPropertyDefinition'), ...index.nodesOf('TSAbstractMethodDefinition')];
  const texts = index.nodesOf('Literal').filter(({ parent }) => parent.type !== 'MemberExpression' && !/^(?:Import|Export)/.test(parent.type));
  return new Set([...members.map(propertyName), ...texts.map(({ value }) => (typeof value === 'string' ? value : undefined))].filter((name) => name !== undefined));
}

/** The index of the file that a use is in. */
export function indexOfUse(use: { readonly file?: OtherFile | undefined }, own: SourceIndex): SourceIndex {
  return use.file ? SourceIndex.of(use.file.source) : own;
}

function mentionsWeakRef({ source }: SourceIndex): boolean {
  return source.text.includes('WeakRef');
}

/** The `return`s of a function's own body. */
export function returnsOf(body: TSESTree.BlockStatement, index: SourceIndex): readonly TSESTree.ReturnStatement[] {
  const returns: TSESTree.ReturnStatement[] = [];
  index.walk((at) => {
    if (at.type === 'ReturnStatement') returns.push(at);
  }, body, (at) => isFunction(at) || isClass(at));
  return returns;
}
