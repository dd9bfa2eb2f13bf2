import type { Scope as Scopes } from '@typescript-eslint/utils/ts-eslint';
import type { Binding, Module, Scope } from 'yuku-analyzer';
import { contains, decoratorsOf, isClass, isField, isFunction, isWrapper, type Node } from '../analysis/ast.js';

/*
 * The scopes of a file as `@typescript-eslint/scope-manager` tells them to the analysis, of which only those are made that
 * it asks for: the binder of `yuku-analyzer` has resolved all names beforehand, at a fraction of the cost.
 */

/**
 * The scopes of a file: what the analysis asks of a scope manager, and no more. Names that nobody asks for cost nothing.
 *
 * @param module the file, as `yuku-analyzer` has it; its nodes have their `parent` and `range`
 */
export function scopesOf(module: Module): Scopes.ScopeManager {
  return new LazyScopes(module) as unknown as Scopes.ScopeManager;
}

/** Does a scope have the same variables as the one around it, in the eyes of ESLint? To the binder, the body of a function may hide its parameters. */
function isPartOfOuter({ kind }: Scope): boolean {
  return kind === 'functionBody';
}

/** A node of the binder is one of the tree. */
function linked(node: Binding['declarations'][number]): Node {
  return node as unknown as Node;
}

class LazyScopes {
  /** By the numbers that the binder gives scopes and bindings. */
  readonly #scopes: LazyScope[] = [];
  readonly #variables: LazyVariable[] = [];
  /** The innermost scope that opens at each node. */
  readonly #opened: ReadonlyMap<Node, LazyScope>;
  #bodies: ReadonlyMap<Scope, Scope> | undefined;

  readonly scopes: readonly LazyScope[];

  constructor(readonly module: Module) {
    this.scopes = module.scopes.filter((scope) => !isPartOfOuter(scope)).map((scope) => this.of(scope));
    // Outer ones come first, and inner ones replace them.
    this.#opened = new Map(this.scopes.map((scope) => [scope.block, scope]));
  }

  get globalScope(): LazyScope {
    return this.of(this.module.scopes[0] as Scope);
  }

  /** The scope that opens at a node; of several, the innermost, which is what the analysis asks for. */
  acquire(node: Node): LazyScope | null {
    return this.#opened.get(node) ?? null;
  }

  /** The variables that a declaration, or a declarator of one, introduces. */
  getDeclaredVariables(node: Node): readonly LazyVariable[] {
    return [...new Set(namesDeclaredBy(node).flatMap((name) => this.#declaredAt(name)))];
  }

  /** What a name declares where it stands: that of a class declaration stands for two variables, the one around the class first. */
  #declaredAt(name: NamedNode): readonly LazyVariable[] {
    const found: LazyVariable[] = [];
    for (let scope = this.#around(name); scope; scope = scope.upper) {
      const variable = scope.set.get(name.name);
      if (variable?.identifiers.includes(name)) found.unshift(variable);
    }
    return found;
  }

  #around(node: Node): LazyScope | null {
    for (let at: Node | undefined = node; at; at = at.parent) {
      const scope = this.acquire(at);
      if (scope) return scope;
    }
    return null;
  }

  of(scope: Scope): LazyScope {
    const whole = isPartOfOuter(scope) && scope.parent ? scope.parent : scope;
    return (this.#scopes[whole.id] ??= new LazyScope(whole, this));
  }

  variableOf(binding: Binding): LazyVariable {
    return (this.#variables[binding.id] ??= new LazyVariable([binding], this.of(binding.scope)));
  }

  /** The scope of a function's body, where the binder has one. */
  bodyOf(scope: Scope): Scope | undefined {
    this.#bodies ??= new Map(this.module.scopes.flatMap((body) => (isPartOfOuter(body) && body.parent ? [[body.parent, body]] : [])));
    return this.#bodies.get(scope);
  }
}

/** The node that opens a scope: of enums and namespaces, the declaration. */
function blockOf({ node }: Scope): Node {
  const block = linked(node);
  return block.type === 'TSEnumBody' || block.type === 'TSModuleBlock' ? block.parent : block;
}

type NamedNode = Extract<Node, { readonly type: 'Identifier' }>;

/** The names that stand for variables in a declaration, in a declarator, or in the head of a function, class or `catch`. */
function namesDeclaredBy(node: Node): readonly NamedNode[] {
  switch (node.type) {
    case 'VariableDeclaration':
      return node.declarations.flatMap(namesDeclaredBy);
    case 'VariableDeclarator':
      return namesIn(node.id);
    case 'ImportDeclaration':
      return node.specifiers.map(({ local }) => local);
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      return [node.local];
    case 'CatchClause':
      return namesIn(node.param);
    case 'TSTypeParameter':
      return [node.name];
    default: {
      const { id, params } = node as { readonly id?: Node | null; readonly params?: readonly Node[] };
      return [...namesIn(id), ...(params ?? []).flatMap(namesIn)];
    }
  }
}

/** The names in a pattern. */
function namesIn(pattern: Node | null | undefined): readonly NamedNode[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => namesIn(property.type === 'Property' ? property.value : property));
    case 'ArrayPattern':
      return pattern.elements.flatMap(namesIn);
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    case 'RestElement':
      return namesIn(pattern.argument);
    case 'TSParameterProperty':
      return namesIn(pattern.parameter);
    default:
      return [];
  }
}

class LazyScope {
  /** The node that opens it. */
  readonly block: Node;
  #set: ReadonlyMap<string, LazyVariable> | undefined;
  #through: readonly LazyReference[] | undefined;

  constructor(
    private readonly scope: Scope,
    private readonly all: LazyScopes,
  ) {
    this.block = blockOf(scope);
  }

  get type(): string {
    return this.scope.kind;
  }

  get upper(): LazyScope | null {
    const { parent } = this.scope;
    return parent && this.all.of(parent);
  }

  /** Where a `var` would land, for comparing it with that of another scope. */
  get variableScope(): Node {
    // A function's own name is declared around it.
    return frameAround(this.scope.kind === 'expressionName' && this.block.parent ? this.block.parent : this.block);
  }

  get set(): ReadonlyMap<string, LazyVariable> {
    this.#set ??= new Map(this.#variables().map((variable) => [variable.name, variable]));
    return this.#set;
  }

  get variables(): readonly LazyVariable[] {
    return [...this.set.values()];
  }

  /** The mentions of what the file does not declare, of which only the places count; asked of the global scope alone. */
  get through(): readonly LazyReference[] {
    this.#through ??= this.all.module.unresolvedReferences.map(({ node }) => new LazyReference(linked(node)));
    return this.#through;
  }

  #variables(): readonly LazyVariable[] {
    const { scope, all } = this;
    const own = scope.bindings.map((binding) => all.variableOf(binding));
    const inBody = all.bodyOf(scope)?.bindings ?? [];
    const hidden = inBody.flatMap((binding) => {
      const parameter = scope.find(binding.name);
      return parameter ? [new LazyVariable([parameter, binding], this)] : [all.variableOf(binding)];
    });
    // A class declaration declares its name once more, for its own body.
    const { id } = this.block.type === 'ClassDeclaration' ? this.block : { id: null };
    const named = id ? this.upper?.set.get(id.name) : undefined;
    return [...own, ...hidden, ...(named ? [named.within(this)] : [])];
  }
}

class LazyVariable {
  #defs: readonly Definition[] | undefined;
  #references: readonly LazyReference[] | undefined;

  /**
   * @param bindings what it is to the binder: one, or a parameter and what hides it in the body
   * @param body where it is the name of a class: the class body that it is declared for
   */
  constructor(
    private readonly bindings: readonly Binding[],
    readonly scope: LazyScope,
    private readonly body?: Node,
  ) {}

  get name(): string {
    return this.bindings[0]?.name ?? '';
  }

  get identifiers(): readonly Node[] {
    return this.defs.map(({ name }) => name);
  }

  get defs(): readonly Definition[] {
    this.#defs ??= this.bindings.flatMap(({ declarations }) => declarations.map(linked))
      // A namespace `a.b` declares nothing by the name of `a`.
      .filter(({ parent }) => parent?.type !== 'TSQualifiedName')
      .map(definitionAt)
      .filter(({ node }) => !this.body || node === this.body);
    return this.#defs;
  }

  /** Where it is written or read, in source order. */
  get references(): readonly LazyReference[] {
    this.#references ??= this.#mentions();
    return this.#references;
  }

  /** The same name as it is declared in the body of its class. */
  within(scope: LazyScope): LazyVariable {
    return new LazyVariable(this.bindings, scope, scope.block);
  }

  #mentions(): readonly LazyReference[] {
    const used = this.bindings.flatMap(({ references }) => references.map(({ node }) => linked(node)));
    const { body } = this;
    if (body) return used.filter((node) => isInBodyOf(body, node)).flatMap(mentionsAt);
    const bodies = this.defs.map(({ node }) => node).filter((node) => node.type === 'ClassDeclaration');
    const outside = bodies.length > 0 ? used.filter((node) => !bodies.some((own) => isInBodyOf(own, node))) : used;
    const initial = this.bindings.flatMap(({ declarations }) => declarations.flatMap((name) => initialWritesAt(linked(name))));
    const found = [...initial, ...outside.flatMap(mentionsAt)];
    return initial.length > 0 ? found.sort((a, b) => a.identifier.range[0] - b.identifier.range[0]) : found;
  }
}

/** Decorators of a class are outside of its scope. */
function isInBodyOf(owner: Node, node: Node): boolean {
  return contains(owner, node) && !(isClass(owner) && decoratorsOf(owner).some((decorator) => contains(decorator, node)));
}

interface Definition {
  readonly type: 'Variable' | 'Parameter' | 'FunctionName' | 'ClassName' | 'ImportBinding' | 'CatchClause' | 'Type' | 'TSEnumName' | 'TSEnumMemberName' | 'TSModuleName';
  readonly name: Node;
  readonly node: Node;
  readonly parent: Node | undefined;
}

/** How a name is declared that stands at a node. */
function definitionAt(name: Node): Definition {
  const { top } = patternAround(name);
  const node = top.parent as Node;
  switch (node.type) {
    case 'VariableDeclarator':
      return { type: 'Variable', name, node, parent: node.parent };
    case 'ClassDeclaration':
    case 'ClassExpression':
      return { type: 'ClassName', name, node, parent: undefined };
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      return { type: 'ImportBinding', name, node, parent: node.parent };
    case 'TSImportEqualsDeclaration':
      return { type: 'ImportBinding', name, node, parent: node };
    case 'CatchClause':
      return { type: 'CatchClause', name, node, parent: undefined };
    case 'TSEnumDeclaration':
      return { type: 'TSEnumName', name, node, parent: undefined };
    case 'TSEnumMember':
      return { type: 'TSEnumMemberName', name, node, parent: undefined };
    case 'TSModuleDeclaration':
      return { type: 'TSModuleName', name, node, parent: undefined };
    default:
      if ('id' in node && node.id === top && 'params' in node) return { type: 'FunctionName', name, node, parent: undefined };
      return { type: 'params' in node ? 'Parameter' : 'Type', name, node, parent: undefined };
  }
}

const PATTERNS: ReadonlySet<string> = new Set(['Property', 'ObjectPattern', 'ArrayPattern', 'RestElement', 'TSParameterProperty']);

/** A pattern around a name, and the defaults that the name gets on its way out of it, the outermost first. */
function patternAround(name: Node): { readonly top: Node; readonly defaults: readonly Node[] } {
  const defaults: Node[] = [];
  let at = name;
  for (let { parent } = at; parent; { parent } = at) {
    if (parent.type === 'AssignmentPattern' && parent.left === at) defaults.unshift(parent.right);
    else if (parent.type === 'Property' && !(parent.value === at && parent.parent.type === 'ObjectPattern')) break;
    else if (!PATTERNS.has(parent.type) && !isWrapper(parent)) break;
    at = parent;
  }
  return { top: at, defaults };
}

/** A mention of a name: what is read, and what is written. */
class LazyReference {
  constructor(
    readonly identifier: Node,
    private readonly how: 'read' | 'write' | 'both' = 'read',
    readonly writeExpr?: Node | null,
    /** For writes: is it a declaration that gives the value? */
    readonly init?: boolean,
  ) {}

  isRead(): boolean {
    return this.how !== 'write';
  }

  isWrite(): boolean {
    return this.how !== 'read';
  }

  get from(): { readonly variableScope: Node } {
    return { variableScope: frameAround(this.identifier) };
  }
}

/** The writes that a declaration comes with: those of defaults, then that of its value. */
function initialWritesAt(name: Node): readonly LazyReference[] {
  const { top, defaults } = patternAround(name);
  const { parent } = top;
  const values = [...defaults];
  if (parent?.type === 'VariableDeclarator' && parent.id === top) {
    const loop = parent.parent.parent;
    const isOfLoop = (loop.type === 'ForOfStatement' || loop.type === 'ForInStatement') && loop.left === parent.parent;
    const value = isOfLoop ? loop.right : parent.init;
    if (value) values.push(value);
  }
  return values.map((value) => new LazyReference(name, 'write', value, true));
}

/** What happens to a name where it is mentioned: several things where a pattern has defaults for it. */
function mentionsAt(node: Node): readonly LazyReference[] {
  const { parent } = node;
  if (parent?.type === 'UpdateExpression') return [new LazyReference(node, 'both', null, false)];
  const { top, defaults } = patternAround(node);
  const target = top.parent;
  const written = (value: Node): readonly LazyReference[] => [...defaults, value].map((one) => new LazyReference(node, 'write', one, false));
  if (target?.type === 'AssignmentExpression' && target.left === top) {
    return target.operator === '=' ? written(target.right) : [new LazyReference(node, 'both', target.right, false)];
  }
  if ((target?.type === 'ForOfStatement' || target?.type === 'ForInStatement') && target.left === top) return written(target.right);
  return [new LazyReference(node)];
}

const FRAMES: ReadonlySet<string> = new Set(['StaticBlock', 'TSModuleDeclaration', 'TSDeclareFunction', 'TSEmptyBodyFunctionExpression']);

/** The function, field initializer, namespace, static block or program that a node is run by. */
function frameAround(node: Node): Node {
  let at = node;
  for (;;) {
    const { parent } = at;
    if (!parent || isFunction(at) || FRAMES.has(at.type) || (isField(parent) && parent.value === at)) return at;
    at = parent;
  }
}
