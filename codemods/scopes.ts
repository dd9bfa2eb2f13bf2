import type { Scope as Scopes } from '@typescript-eslint/utils/ts-eslint';
import { contains, decoratorsOf, isClass, isField, isFunction, isWrapper, type Node } from '../analysis/source/ast.js';
import type { ParsedSource } from '../analysis/source/source.js';
import { NONE } from './tree/bytes.js';
import { LazyNode, type LazyTree } from './tree/lazy-tree.js';
import { NameTable } from './tree/names.js';

/*
 * The scopes of a file as `@typescript-eslint/scope-manager` tells them to the analysis, of which only those are made that
 * it asks for: the binder of `yuku-core` has resolved all names beforehand, at a fraction of the cost.
 */

/**
 * The scopes of a file: what the analysis asks of a scope manager, and no more. Names that nobody asks for cost nothing.
 *
 * What the file does not declare is a variable of the global scope without a definition, as in ESLint where a configuration names it.
 */
export function scopesOf(tree: LazyTree): Pick<ParsedSource, 'scopeManager' | 'resolved'> {
  const scopes = new LazyScopes(tree);
  return {
    scopeManager: scopes as unknown as Scopes.ScopeManager,
    resolved: (name) => scopes.variableAt(name) as Scopes.Variable | undefined,
  };
}

class LazyScopes {
  readonly names: NameTable;
  /** By their numbers. */
  readonly #scopes: LazyScope[] = [];
  readonly #variables: LazyVariable[] = [];
  /** Of a class declaration, those around the class; of a parameter that the body declares again, those that stand for both. */
  readonly #outer: (LazyVariable | undefined)[] = [];
  #opened: ReadonlyMap<number, number> | undefined;

  constructor(readonly tree: LazyTree) {
    this.names = new NameTable(tree.bytes);
  }

  get scopes(): readonly LazyScope[] {
    return Array.from({ length: this.names.scopeCount }, (_, scope) => scope)
      .filter((scope) => !this.names.isBodyOfFunction(scope))
      .map((scope) => this.scope(scope));
  }

  get globalScope(): LazyScope {
    return this.scope(0);
  }

  /** The scope that opens at a node; of several, the innermost, which is what the analysis asks for. */
  acquire(node: Node): LazyScope | null {
    if (!(node instanceof LazyNode) || node.tree !== this.tree) return null;
    this.#opened ??= this.#scopesByNode();
    const scope = this.#opened.get(node.number);
    return scope === undefined ? null : this.scope(scope);
  }

  #scopesByNode(): ReadonlyMap<number, number> {
    const opened = new Map<number, number>();
    // Outer ones come first, and inner ones replace them.
    for (let scope = 0; scope < this.names.scopeCount; scope++) if (!this.names.isBodyOfFunction(scope)) opened.set(this.blockOf(scope), scope);
    return opened;
  }

  /** The node that opens a scope: of enumerations and namespaces, the declaration. */
  blockOf(scope: number): number {
    const number = this.names.nodeOf(scope);
    return this.tree.isTypeBody(number) ? this.tree.parentOf(number) : number;
  }

  /** The variables that a declaration, or a declarator of one, introduces. */
  getDeclaredVariables(node: Node): readonly LazyVariable[] {
    const found: LazyVariable[] = [];
    for (const name of namesDeclaredBy(node)) for (const variable of this.#declaredAt(name)) if (!found.includes(variable)) found.push(variable);
    return found;
  }

  /** The variable that a name declares or mentions where it stands; of the two of a class declaration, the one within the class. */
  variableAt(name: Node): LazyVariable | undefined {
    const variable = this.#outerVariableAt(name);
    return variable && this.#innerVariableAt(name, variable);
  }

  #innerVariableAt(name: Node, outer: LazyVariable): LazyVariable | undefined {
    if (outer.classes.length === 0) return outer;
    for (const own of outer.classes) if (own.id === name || isInBodyOf(own, name)) return this.acquire(own)?.set.get(own.id.name);
    return outer;
  }

  /** The variables that a name declares where it stands: of a class declaration two, the one around the class first. */
  #declaredAt(name: NamedNode): readonly LazyVariable[] {
    const outer = this.#outerVariableAt(name);
    const inner = outer && this.#innerVariableAt(name, outer);
    return outer && inner ? [outer, inner] : [];
  }

  #outerVariableAt(name: Node): LazyVariable | undefined {
    const symbol = name instanceof LazyNode && name.tree === this.tree ? this.names.symbolAt(name.number) : NONE;
    if (symbol === NONE || isOfNamespaceName(name)) return undefined;
    return (this.#outer[symbol] ??= this.scope(this.names.scopeOf(symbol)).set.get(this.names.nameOf(symbol)));
  }

  /** The scope of a number. To the binder, the body of a function is one of its own; to ESLint, it has the function's variables. */
  scope(number: number): LazyScope {
    const whole = this.names.isBodyOfFunction(number) ? this.names.scopeAround(number) : number;
    return (this.#scopes[whole] ??= new LazyScope(whole, this));
  }

  variable(symbol: number): LazyVariable {
    return (this.#variables[symbol] ??= new LazyVariable([symbol], this.names.nameOf(symbol), this.scope(this.names.scopeOf(symbol)), this));
  }

  node(number: number): Node {
    return this.tree.node(number) as unknown as Node;
  }
}

type NamedNode = Extract<Node, { readonly type: 'Identifier' }>;
type NamedClass = Extract<Node, { readonly type: 'ClassDeclaration' }> & { readonly id: NamedNode };

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
  #set: ReadonlyMap<string, LazyVariable> | undefined;

  constructor(
    private readonly number: number,
    private readonly all: LazyScopes,
  ) {}

  /** The node that opens it. */
  get block(): Node {
    return this.all.node(this.all.blockOf(this.number));
  }

  get type(): string {
    return this.all.names.kindOf(this.number);
  }

  get upper(): LazyScope | null {
    const around = this.all.names.scopeAround(this.number);
    return around === NONE ? null : this.all.scope(around);
  }

  /** Where a `var` would land, for comparing it with that of another scope. */
  get variableScope(): Node {
    const { block } = this;
    // A function's own name is declared around it.
    return frameAround(this.type === 'expressionName' && block.parent ? block.parent : block);
  }

  get set(): ReadonlyMap<string, LazyVariable> {
    this.#set ??= this.upper ? this.#declared() : new Globals(this.#declared(), this, this.all);
    return this.#set;
  }

  get variables(): readonly LazyVariable[] {
    return [...this.set.values()];
  }

  /** All names that the file does not declare are variables of the global scope. */
  get through(): readonly LazyReference[] {
    return [];
  }

  #declared(): Map<string, LazyVariable> {
    const { all } = this;
    const { names } = all;
    const declared = new Map(names.symbolsOf(this.number).map((symbol) => [names.nameOf(symbol), all.variable(symbol)]));
    const body = names.bodyOf(this.number);
    for (const symbol of body === NONE ? [] : names.symbolsOf(body)) {
      const name = names.nameOf(symbol);
      const parameter = names.symbolsOf(this.number).find((other) => names.nameOf(other) === name);
      declared.set(name, parameter === undefined ? all.variable(symbol) : new LazyVariable([parameter, symbol], name, this, all));
    }
    // A class declaration declares its name once more, for its own body.
    if (this.type === 'class' && this.block.type === 'ClassDeclaration' && this.block.id) {
      const { name } = this.block.id;
      const named = this.upper?.set.get(name);
      if (named) declared.set(name, named.within(this));
    }
    return declared;
  }
}

/** The variables of the global scope, and those that the file mentions and does not declare, when they are asked for. */
class Globals extends Map<string, LazyVariable> {
  readonly #implicit = new Map<string, LazyVariable | undefined>();

  constructor(
    declared: Iterable<readonly [string, LazyVariable]>,
    private readonly scope: LazyScope,
    private readonly all: LazyScopes,
  ) {
    super(declared);
  }

  override get(name: string): LazyVariable | undefined {
    return super.get(name) ?? this.#implicitly(name);
  }

  #implicitly(name: string): LazyVariable | undefined {
    if (!this.#implicit.has(name)) this.#implicit.set(name, this.all.names.unresolved(name).length > 0 ? new LazyVariable([], name, this.scope, this.all) : undefined);
    return this.#implicit.get(name);
  }
}

class LazyVariable {
  #declared: readonly Node[] | undefined;
  #defs: readonly Definition[] | undefined;
  #references: readonly LazyReference[] | undefined;
  #classes: readonly NamedClass[] | undefined;

  /**
   * @param symbols what it is to the binder: one, a parameter and what hides it in the body, or none where the file does not declare it
   * @param body where it is the name of a class: the class body that it is declared for
   */
  constructor(
    private readonly symbols: readonly number[],
    readonly name: string,
    readonly scope: LazyScope,
    private readonly all: LazyScopes,
    private readonly body?: Node,
  ) {}

  get identifiers(): readonly Node[] {
    return this.defs.map(({ name }) => name);
  }

  get defs(): readonly Definition[] {
    this.#defs ??= this.#declarations()
      .filter((name) => !isOfNamespaceName(name))
      .map(definitionAt)
      .filter(({ node }) => !this.body || node === this.body);
    return this.#defs;
  }

  /** The class declarations that it is the name of, which declare it once more, each for its own body. */
  get classes(): readonly NamedClass[] {
    this.#classes ??= this.#declarations().flatMap((name) => (isOfClass(name) && (!this.body || name.parent === this.body) ? [name.parent] : []));
    return this.#classes;
  }

  /** Where it is written or read, in source order. */
  get references(): readonly LazyReference[] {
    this.#references ??= this.#mentions();
    return this.#references;
  }

  /** The same name as it is declared in the body of its class. */
  within(scope: LazyScope): LazyVariable {
    return new LazyVariable(this.symbols, this.name, scope, this.all, scope.block);
  }

  #declarations(): readonly Node[] {
    this.#declared ??= this.symbols.flatMap((symbol) => this.all.names.declarationsOf(symbol)).map((number) => this.all.node(number));
    return this.#declared;
  }

  #mentions(): readonly LazyReference[] {
    const { names } = this.all;
    const numbers = this.symbols.length === 0 ? names.unresolved(this.name) : this.symbols.flatMap((symbol) => names.mentionsOf(symbol));
    const used = numbers.map((number) => this.all.node(number));
    const { body } = this;
    if (body) return used.filter((node) => isInBodyOf(body, node)).flatMap(mentionsAt);
    const { classes } = this;
    const outside = classes.length > 0 ? used.filter((node) => !classes.some((own) => isInBodyOf(own, node))) : used;
    const initial = this.#declarations().flatMap(initialWritesAt);
    const found = [...initial, ...outside.flatMap(mentionsAt)];
    const [first, second] = found;
    const isInOrder = initial.length === 0 || (initial.length === 1 && (!first || !second || first.identifier.range[0] <= second.identifier.range[0]));
    return isInOrder ? found : found.sort((a, b) => a.identifier.range[0] - b.identifier.range[0]);
  }
}

/** Is it the name of a class declaration, where that stands? */
function isOfClass(name: Node): name is NamedNode & { readonly parent: NamedClass } {
  return name.parent?.type === 'ClassDeclaration' && name.parent.id === name;
}

/** Is it a part of the name of a namespace `a.b`, which declares nothing? */
function isOfNamespaceName(name: Node): boolean {
  let at = name;
  while (at.parent?.type === 'TSQualifiedName') at = at.parent;
  return at !== name && at.parent?.type === 'TSModuleDeclaration';
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

/** In what a name stands that is written, directly or as a part of a pattern. */
const WRITERS: ReadonlySet<string> = new Set([...PATTERNS, 'AssignmentPattern', 'AssignmentExpression', 'UpdateExpression', 'ForOfStatement', 'ForInStatement']);

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
  if (parent && !WRITERS.has(parent.type) && !isWrapper(parent)) return [new LazyReference(node)];
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
