import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { type ClassNode, contains, type Expression, type FunctionNode, isClass, isFunction, type MemberPlace, type Node, outermost, propertyName, thisOwner, type ThisOwner, unwrap } from './ast.js';
import { type Component, componentIn, type Script, scriptsOf, topStatements } from './components.js';
import { countBelow, within } from './lists.js';
import type { OtherFile } from './other-file.js';
import type { ParsedSource } from './source.js';
import { callsInSight, type ClassMember, computedMembers, constantValue, hasTypes, heirs, laterWrites, lineEnds, memberReadsByName, membersByKey, membersNamed, mentionsWeakRef, methodsNamed, namesListed, nodesByName, nodesByType, parametersByName, plainText, stringsByText, suspensionsByFunction, thisByLiteral, typeMentionsByName, typeReferencesTo, typesNamed, valuesGiven, variablesByMention, type TypeDeclaration } from './tables.js';
import { remembered } from './tree-memory.js';
import { exportedVariables, exportsAnything, exportSpecifiers, namesExported } from './exports.js';

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

type NodeOf<Type> = Extract<Node, { type: Type }>;

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
    return this.table(variablesByMention).get(identifier);
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

  /** The variables that a declaration makes in the scope around it: the parameters of a function are its own. */
  namedBy(declaration: Node): readonly Scope.Variable[] {
    return this.declaredBy(declaration).filter(({ defs }) => defs.some(({ type }) => type !== 'Parameter'));
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

/** The index of the file that a use is in. */
export function indexOfUse(use: { readonly file?: OtherFile | undefined }, own: SourceIndex): SourceIndex {
  return use.file ? SourceIndex.of(use.file.source) : own;
}
