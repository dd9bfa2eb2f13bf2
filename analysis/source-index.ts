import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { type ClassNode, type Expression, type FunctionNode, isClass, isFunction, isWrapper, type Node, outermost, propertyName, thisOwner, type ThisOwner, unwrap } from './ast.js';
import { type Component, componentIn, type Script, scriptsOf, topStatements } from './components.js';
import type { ParsedSource } from './source.js';

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

type TypeDeclaration = TSESTree.TSInterfaceDeclaration | TSESTree.TSTypeAliasDeclaration | TSESTree.TSEnumDeclaration | ClassNode;

/**
 * Look-ups over one parsed file that several questions share. Each table is made when it is first asked for, so a file
 * without candidates pays for none of them.
 */
export class SourceIndex {
  #variables: Map<Node, Scope.Variable | undefined> | undefined;
  #members: Map<string, MemberPlace[]> | undefined;
  #types: Map<string, TypeDeclaration[]> | undefined;
  #computed: TSESTree.MemberExpression[] | undefined;
  #typeMentions: Map<string, Node[]> | undefined;
  #typeReferences: Map<string, TSESTree.TSTypeReference[]> | undefined;
  readonly #thisOwners = new WeakMap<Node, ThisOwner>();
  readonly #constants = new WeakMap<Scope.Variable, Expression | undefined>();
  readonly #strayMentions = new WeakMap<Scope.Variable, readonly Node[]>();
  readonly #memberReads = new WeakMap<Scope.Variable, ReadonlyMap<string, readonly MemberPlace[]>>();
  #literalThis: Map<Node, Node[]> | undefined;
  #methods: Map<string, TSESTree.MethodDefinition[]> | undefined;
  #exported: Set<Scope.Variable> | undefined;
  #isTyped: boolean | undefined;

  static readonly #indexes = new WeakMap<TSESTree.Program, SourceIndex>();

  private constructor(
    readonly source: ParsedSource,
    private readonly component: Component | undefined,
  ) {}

  /** The one index of a parsed file, which all analyses of it share. */
  static of(source: ParsedSource): SourceIndex {
    const known = SourceIndex.#indexes.get(source.ast);
    if (known) return known;
    const component = componentIn(source);
    const index = new SourceIndex(component ? scriptsOf(source, component) : source, component);
    SourceIndex.#indexes.set(source.ast, index);
    return index;
  }

  /** Does the file use TypeScript's (or Flow's) type syntax anywhere? Only there can a rewrite break compilation. */
  get isTyped(): boolean {
    if (this.#isTyped === undefined) {
      let typed = false;
      this.walk((node) => (typed ||= node.type.startsWith('TS')));
      this.#isTyped = typed;
    }
    return this.#isTyped;
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
    return this.#variableTable().get(identifier);
  }

  /** The variable that a name stands for at a node. */
  variableNamed(name: string, at: Node): Scope.Variable | undefined {
    for (let node: Node | undefined = at; node; node = node.parent) {
      for (let scope = this.source.scopeManager?.acquire(node, true) ?? null; scope; scope = scope.upper) {
        const variable = scope.set.get(name);
        if (variable) return variable.defs.length > 0 ? variable : undefined;
      }
    }
    return undefined;
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

  /** Every place in the file that names a member so; `#name` for private ones. */
  membersNamed(name: string): readonly MemberPlace[] {
    this.#members ??= this.#collectMembers();
    return this.#members.get(name) ?? [];
  }

  /** Members whose name the text does not fix: `this[name]`. */
  get computedMembers(): readonly TSESTree.MemberExpression[] {
    this.#computed ??= this.#collectComputed();
    return this.#computed;
  }

  /** The parameters of that name, of all functions of the file. */
  parametersNamed(name: string): readonly Scope.Variable[] {
    return (this.source.scopeManager?.scopes ?? []).flatMap((scope) => {
      const variable = scope.set.get(name);
      return variable?.defs[0]?.type === 'Parameter' ? [variable] : [];
    });
  }

  /** The methods of that name, in all classes of the file. */
  methodsNamed(name: string): readonly TSESTree.MethodDefinition[] {
    this.#methods ??= this.#collectMethods();
    return this.#methods.get(name) ?? [];
  }

  /** Whose `this` a `this` is. */
  thisOwnerOf(node: TSESTree.ThisExpression): ThisOwner {
    let owner = this.#thisOwners.get(node);
    if (!owner) {
      owner = thisOwner(node);
      this.#thisOwners.set(node, owner);
    }
    return owner;
  }

  /** The mentions of a type name of this file in annotations. */
  typeReferencesTo(name: string): readonly TSESTree.TSTypeReference[] {
    this.#typeReferences ??= this.#collectTypeReferences();
    return this.#typeReferences.get(name) ?? [];
  }

  /** The names under which statements `export { … }` give things away. */
  get exportSpecifiers(): readonly TSESTree.ExportSpecifier[] {
    return this.statements.flatMap((statement) => (statement.type === 'ExportNamedDeclaration' ? statement.specifiers : []));
  }

  /** Reads of the members of a variable by their names: `caches.a`, `const { a } = caches`. */
  memberReads(variable: Scope.Variable): ReadonlyMap<string, readonly MemberPlace[]> {
    const known = this.#memberReads.get(variable);
    if (known) return known;
    const reads = new Map<string, MemberPlace[]>();
    for (const reference of variable.references) {
      if (reference.init) continue;
      for (const read of memberReadsOf(reference.identifier)) {
        const name = propertyName(read) as string;
        const list = reads.get(name);
        if (list) list.push(read);
        else reads.set(name, [read]);
      }
    }
    this.#memberReads.set(variable, reads);
    return reads;
  }

  /** The mentions of a variable that are no read of a member by its name. */
  strayMentions(variable: Scope.Variable): readonly Node[] {
    const known = this.#strayMentions.get(variable);
    if (known) return known;
    const nodes = variable.references.filter((reference) => !reference.init).map((reference) => reference.identifier as Node);
    const strays = nodes.filter((node) => {
      const { parent } = outermost(node);
      return parent?.type !== 'MemberExpression' || !memberReadsOf(node).includes(parent);
    });
    this.#strayMentions.set(variable, strays);
    return strays;
  }

  /** Every `this` that is an object literal: in its methods and accessors, and in arrow functions inside them. */
  thisOfMethods(literal: TSESTree.ObjectExpression): readonly Node[] {
    this.#literalThis ??= this.#collectLiteralThis();
    return this.#literalThis.get(literal) ?? [];
  }

  /** The types that take the type of a member by its name: `Owner['name']`, `typeof this.name`. */
  typeMentions(name: string): readonly Node[] {
    this.#typeMentions ??= this.#collectTypeMentions();
    return this.#typeMentions.get(name) ?? [];
  }

  /** The declarations of a type name in this file. */
  typesNamed(name: string): readonly TypeDeclaration[] {
    this.#types ??= this.#collectTypes();
    return this.#types.get(name) ?? [];
  }

  /** Can other files import the variable: an `export`, or a part of `module.exports`? */
  isExported(variable: Scope.Variable): boolean {
    this.#exported ??= this.#collectExported();
    return this.#exported.has(variable);
  }

  /** The one initialiser of a variable that is never assigned again. */
  constantValue(variable: Scope.Variable): Expression | undefined {
    if (!this.#constants.has(variable)) this.#constants.set(variable, this.#findConstant(variable));
    return this.#constants.get(variable);
  }

  #findConstant(variable: Scope.Variable): Expression | undefined {
    const [definition, ...others] = variable.defs;
    if (!definition || others.length > 0) return undefined;
    const node = definition.node as Node;
    if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier' || !node.init) return undefined;
    if (variable.references.some((reference) => reference.isWrite() && !reference.init)) return undefined;
    return node.init;
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
    const variable = this.bindingOf(fn);
    if (!variable || this.isExported(variable)) return undefined;
    const calls: TSESTree.CallExpression[] = [];
    for (const reference of variable.references) {
      if (reference.init) continue;
      const at = outermost(reference.identifier);
      if (at.parent?.type !== 'CallExpression' || at.parent.callee !== at) return undefined;
      calls.push(at.parent);
    }
    return calls;
  }

  #variableTable(): Map<Node, Scope.Variable | undefined> {
    if (this.#variables) return this.#variables;
    const table = new Map<Node, Scope.Variable | undefined>();
    for (const scope of this.source.scopeManager?.scopes ?? []) {
      for (const reference of scope.references) {
        const resolved = reference.resolved ?? undefined;
        table.set(reference.identifier, resolved && resolved.defs.length > 0 ? resolved : undefined);
      }
      for (const variable of scope.variables) for (const id of variable.identifiers) table.set(id, variable);
    }
    this.#variables = table;
    return table;
  }

  #collectMembers(): Map<string, MemberPlace[]> {
    const table = new Map<string, MemberPlace[]>();
    this.walk((node) => {
      if (node.type !== 'MemberExpression' && !(node.type === 'Property' && node.parent.type === 'ObjectPattern')) return;
      const name = propertyName(node);
      if (name === undefined) return;
      const places = table.get(name);
      if (places) places.push(node);
      else table.set(name, [node]);
    });
    return table;
  }

  #collectComputed(): TSESTree.MemberExpression[] {
    const found: TSESTree.MemberExpression[] = [];
    this.walk((node) => {
      if (node.type === 'MemberExpression' && propertyName(node) === undefined) found.push(node);
    });
    return found;
  }

  #collectMethods(): Map<string, TSESTree.MethodDefinition[]> {
    const table = new Map<string, TSESTree.MethodDefinition[]>();
    this.walk((node) => {
      const name = node.type === 'MethodDefinition' ? propertyName(node) : undefined;
      if (node.type !== 'MethodDefinition' || name === undefined) return;
      const known = table.get(name);
      if (known) known.push(node);
      else table.set(name, [node]);
    });
    return table;
  }

  #collectLiteralThis(): Map<Node, Node[]> {
    const table = new Map<Node, Node[]>();
    this.walk((node) => {
      if (node.type !== 'ThisExpression') return;
      const owner = this.thisOwnerOf(node);
      const property = owner.kind === 'function' ? owner.node.parent : undefined;
      if (property?.type !== 'Property' || property.parent.type !== 'ObjectExpression') return;
      const known = table.get(property.parent);
      if (known) known.push(node);
      else table.set(property.parent, [node]);
    });
    return table;
  }

  #collectTypeReferences(): Map<string, TSESTree.TSTypeReference[]> {
    const table = new Map<string, TSESTree.TSTypeReference[]>();
    this.walk((node) => {
      if (node.type !== 'TSTypeReference' || node.typeName.type !== 'Identifier') return;
      const known = table.get(node.typeName.name);
      if (known) known.push(node);
      else table.set(node.typeName.name, [node]);
    });
    return table;
  }

  #collectTypeMentions(): Map<string, Node[]> {
    const table = new Map<string, Node[]>();
    const add = (name: string, node: Node): void => {
      const known = table.get(name);
      if (known) known.push(node);
      else table.set(name, [node]);
    };
    this.walk((node) => {
      if (node.type === 'TSTypeQuery' && node.exprName.type === 'TSQualifiedName') add(node.exprName.right.name, node);
      if (node.type !== 'TSIndexedAccessType') return;
      const names = node.indexType.type === 'TSUnionType' ? node.indexType.types : [node.indexType];
      for (const name of names) if (name.type === 'TSLiteralType' && name.literal.type === 'Literal') add(String(name.literal.value), node);
    });
    return table;
  }

  #collectTypes(): Map<string, TypeDeclaration[]> {
    const table = new Map<string, TypeDeclaration[]>();
    this.walk((node) => {
      switch (node.type) {
        case 'TSInterfaceDeclaration':
        case 'TSTypeAliasDeclaration':
        case 'TSEnumDeclaration':
        case 'ClassDeclaration':
        case 'ClassExpression': {
          if (!node.id) return;
          const known = table.get(node.id.name);
          if (known) known.push(node);
          else table.set(node.id.name, [node]);
          return;
        }
        default:
      }
    });
    return table;
  }

  #collectExported(): Set<Scope.Variable> {
    const exported = new Set<Scope.Variable>();
    const add = (node: Node | null | undefined): void => {
      if (node?.type !== 'Identifier') return;
      const variable = this.variableOf(node);
      if (variable) exported.add(variable);
    };
    for (const statement of exportingStatements(this.statements)) {
      if (statement.type === 'ExportNamedDeclaration') {
        if (statement.declaration) for (const variable of this.declaredBy(statement.declaration)) exported.add(variable);
        if (statement.declaration?.type === 'VariableDeclaration') {
          for (const declarator of statement.declaration.declarations) for (const variable of this.declaredBy(declarator)) exported.add(variable);
        }
        if (!statement.source) for (const specifier of statement.specifiers) add(specifier.local);
      } else if (statement.type === 'ExportDefaultDeclaration') {
        if (statement.declaration.type === 'Identifier') add(statement.declaration);
        else for (const variable of this.declaredBy(statement.declaration)) exported.add(variable);
      } else if (statement.type === 'TSExportAssignment') {
        add(statement.expression);
      } else if (statement.type === 'ExpressionStatement' && statement.expression.type === 'AssignmentExpression' && this.isModuleExports(statement.expression.left)) {
        const value = unwrap(statement.expression.right);
        add(value);
        if (value.type === 'ObjectExpression') for (const property of value.properties) if (property.type === 'Property') add(property.value);
      }
    }
    return exported;
  }

  /** Is an assignment's target `module.exports`, `exports.x` or `module.exports.x`? */
  isModuleExports(target: Node): boolean {
    if (target.type !== 'MemberExpression') return false;
    if (this.isGlobal(target.object, 'exports')) return true;
    if (this.isGlobal(target.object, 'module')) return propertyName(target) === 'exports';
    return target.object.type === 'MemberExpression' && this.isGlobal(target.object.object, 'module');
  }

  /** Visits every node below `root` (the file by default), parents first. */
  walk(visit: (node: Node) => void, root: Node = this.source.ast): void {
    const keys = this.source.visitorKeys;
    const stack: Node[] = [root];
    for (let node = stack.pop(); node; node = stack.pop()) {
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

  /** The source text of a node. */
  text(node: Node): string {
    return this.source.text.slice(node.range[0], node.range[1]);
  }

  /** The text of an expression without casts and `!`, for comparing two mentions of one value. */
  plainText(node: Node): string {
    const inner = unwrap(node);
    if (inner.type === 'MemberExpression' && !inner.computed) return `${this.plainText(inner.object)}.${propertyName(inner) ?? ''}`;
    return inner === node || !isWrapper(node) ? this.text(inner) : this.plainText(inner);
  }
}

/** The statements of the file and of its namespaces, whose exports other files reach through the namespace. */
function* exportingStatements(statements: readonly TSESTree.ProgramStatement[]): Generator<TSESTree.ProgramStatement, void> {
  for (const statement of statements) {
    yield statement;
    const inner = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (inner?.type === 'TSModuleDeclaration' && inner.body?.type === 'TSModuleBlock') yield* exportingStatements(inner.body.body);
  }
}
