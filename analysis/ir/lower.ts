// One case for each kind of syntax: long because JavaScript is, and read best in one piece.
import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { type ClassNode, decoratorsOf, type Expression, type FunctionNode, isNothing, isStatementPosition, type Node, propertyName, unwrap } from '../source/ast.js';
import { isGetOrCreate, nearestClassDeclaring } from '../source/places.js';
import type { SourceIndex } from '../source/source-index.js';
import { standInFor } from './stand-ins.js';
import type { Argument, CallNode, ClassMember, ClassUnit, EscapeKind, Field, FunctionUnit, LoweredFile, Operand, Operation, Register } from './operations.js';

/** Lowers a file to operations, each function and each expression once. */
export function lower(index: SourceIndex): LoweredFile {
  return new Lowering(index).file();
}

/** Where code runs: whose `this` it sees, which function it returns from, which class's `super` it calls. */
interface Frame {
  readonly unit: FunctionUnit | undefined;
  readonly self: Register | undefined;
  readonly owner: ClassUnit | undefined;
  /** The function whose `arguments` is seen. */
  readonly called: FunctionUnit | undefined;
}

/** The name that no global has: the value is not known. */
const UNKNOWN = '';

const NOTHING: Frame = { unit: undefined, self: undefined, owner: undefined, called: undefined };

class Lowering {
  readonly #operations: Operation[] = [];
  readonly #variables = new Map<Scope.Variable, Register>();
  readonly #globals = new Map<string, Register>();
  readonly #values = new Map<Node, Register>();
  readonly #functions = new Map<FunctionNode, FunctionUnit>();
  readonly #classes = new Map<ClassNode, ClassUnit>();
  /** Bodies that are still to be lowered: functions nest deeper than the stack of calls. */
  readonly #bodies: (() => void)[] = [];
  /** The lists of arguments that are named. */
  readonly #lists = new Set<Register>();
  readonly #hung = new Set<string>();
  #registers = 0;
  #frame: Frame = NOTHING;

  constructor(private readonly index: SourceIndex) {}

  file(): LoweredFile {
    for (const statement of this.index.statements) this.#statement(statement);
    for (let lowerBody = this.#bodies.pop(); lowerBody; lowerBody = this.#bodies.pop()) lowerBody();
    return { operations: this.#operations, registers: this.#registers, variables: this.#variables, values: this.#values, functions: this.#functions, classes: this.#classes, lists: this.#lists, hung: this.#hung };
  }

  #fresh(): Register {
    return this.#registers++;
  }

  #add(operation: Operation): void {
    this.#operations.push(operation);
  }

  #copy(from: Register | undefined, to: Register): void {
    if (from !== undefined && from !== to) this.#add({ op: 'copy', from, to });
  }

  #variable(variable: Scope.Variable): Register {
    let register = this.#variables.get(variable);
    if (register === undefined) {
      register = this.#fresh();
      this.#variables.set(variable, register);
      const standIn = standInFor(variable);
      if (standIn) this.#add({ op: 'global', to: register, name: standIn });
      else if (variable.defs.length === 0 || variable.defs.some(({ type }) => type === 'ImportBinding')) this.#add({ op: 'global', to: register, name: UNKNOWN });
      if (variable.references.some(({ identifier }) => isInMarkup(identifier))) {
        this.#add({ op: 'global', to: register, name: UNKNOWN });
        this.#add({ op: 'export', from: register });
      }
      const [definition] = variable.defs;
      const annotation = definition?.name.type === 'Identifier' ? (definition.name).typeAnnotation : undefined;
      if (annotation) this.#typed(annotation.typeAnnotation, register);
    }
    return register;
  }

  /** What a declared type says of a value: that it is an object of a class of the file. */
  #typed(type: TSESTree.TypeNode, to: Register): void {
    if (type.type === 'TSUnionType') for (const member of type.types) this.#typed(member, to);
    if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return;
    const variable = this.index.variableNamed(type.typeName.name, type);
    const of = variable && this.index.classOf(variable);
    if (of) this.#add({ op: 'instance', to, of });
  }

  #global(name: string): Register {
    let register = this.#globals.get(name);
    if (register === undefined) {
      register = this.#fresh();
      this.#globals.set(name, register);
      this.#add({ op: 'global', to: register, name });
    }
    return register;
  }

  #operand(node: Node): Operand | undefined {
    const register = this.#value(node);
    return register === undefined ? undefined : { register, node: unwrap(node) };
  }

  // ---------------------------------------------------------------- statements

  #statement(node: Node): void {
    switch (node.type) {
      case 'FunctionDeclaration': {
        const to = this.#declared(node);
        if (to !== undefined) this.#add({ op: 'function', to, unit: this.#function(node) });
        else this.#function(node);
        return;
      }
      case 'ClassDeclaration':
        this.#class(node);
        return;
      case 'VariableDeclaration':
        for (const declarator of node.declarations) if (declarator.init) this.#bind(declarator.id, this.#operand(declarator.init), declarator);
        return;
      case 'ExpressionStatement':
        this.#value(node.expression);
        return;
      case 'ReturnStatement':
        if (node.argument) this.#returned(node.argument, node);
        return;
      case 'ThrowStatement':
        this.#unknown(this.#operand(node.argument), node);
        return;
      case 'IfStatement':
        this.#tested(node.test, node);
        this.#statement(node.consequent);
        if (node.alternate) this.#statement(node.alternate);
        return;
      case 'WhileStatement':
      case 'DoWhileStatement':
        this.#tested(node.test, node);
        this.#statement(node.body);
        return;
      case 'ForStatement':
        if (node.init) this.#statement(node.init);
        if (node.test) this.#tested(node.test, node);
        if (node.update) this.#value(node.update);
        this.#statement(node.body);
        return;
      case 'ForOfStatement':
      case 'ForInStatement': {
        const list = this.#operand(node.right);
        const each = list && this.#iterated(list, node.type === 'ForInStatement' ? 'keys' : 'loop', node);
        if (node.left.type === 'VariableDeclaration') this.#bind(node.left.declarations[0].id, each, node);
        else this.#assign(node.left, each, node);
        this.#statement(node.body);
        return;
      }
      case 'ExportNamedDeclaration':
        this.#exported(node);
        return;
      case 'ExportDefaultDeclaration':
        if (node.declaration.type === 'ClassDeclaration' && !node.declaration.id) {
          this.#add({ op: 'export', from: this.#class(node.declaration) });
        } else if (node.declaration.type === 'FunctionDeclaration' || node.declaration.type === 'ClassDeclaration') {
          this.#statement(node.declaration);
          this.#export(node.declaration);
        } else {
          this.#escape(this.#operand(node.declaration), 'export', node);
        }
        return;
      case 'TSExportAssignment':
        this.#escape(this.#operand(node.expression), 'export', node);
        return;
      case 'LabeledStatement':
      case 'CatchClause':
        this.#statement(node.body);
        return;
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
      case 'BreakStatement':
      case 'ContinueStatement':
        return;
      default:
        if (isType(node)) return;
        for (const child of this.#children(node)) {
          if (isStatement(child)) this.#statement(child);
          else this.#unknown(this.#operand(child), node);
        }
    }
  }

  #exported(node: TSESTree.ExportNamedDeclaration): void {
    if (node.declaration) {
      this.#statement(node.declaration);
      const declarations = node.declaration.type === 'VariableDeclaration' ? node.declaration.declarations : [node.declaration];
      for (const declaration of declarations) this.#export(declaration);
    } else if (!node.source) {
      for (const specifier of node.specifiers) this.#escape(this.#operand(specifier.local), 'export', specifier);
    }
  }

  #export(declaration: Node): void {
    for (const variable of this.index.namedBy(declaration)) this.#add({ op: 'export', from: this.#variable(variable) });
  }

  /** The register of the variable that a function or class declares around itself. */
  #declared(node: FunctionNode | ClassNode): Register | undefined {
    const variable = node.id && this.index.variableOf(node.id);
    return variable ? this.#variable(variable) : undefined;
  }

  #returned(argument: Expression, node: Node): void {
    const value = this.#operand(argument);
    const { unit } = this.#frame;
    if (!value) return;
    if (unit) this.#add({ op: 'return', unit, from: value, node });
    else this.#unknown(value, node);
  }

  #tested(test: Expression, node: Node): void {
    const value = this.#operand(test);
    if (value) this.#add({ op: 'test', from: value, node });
  }

  #escape(from: Operand | undefined, how: EscapeKind, node: Node): void {
    if (from) this.#add({ op: 'escape', from, how, node });
  }

  #unknown(from: Operand | undefined, node: Node): void {
    if (from) this.#add({ op: 'unknown', from, node });
  }

  #children(node: Node): Node[] {
    const members = node as unknown as Readonly<Record<string, Node | readonly (Node | null)[] | null | undefined>>;
    return (this.index.source.visitorKeys[node.type] ?? []).flatMap((key) => members[key] ?? []).filter((child) => child !== null);
  }

  // ---------------------------------------------------------------- patterns

  /** A declaration gives its names a value. */
  #bind(pattern: Node, value: Operand | undefined, node: Node): void {
    if (pattern.type === 'Identifier') {
      const variable = this.index.variableOf(pattern);
      if (!variable) return;
      const to = this.#variable(variable);
      this.#values.set(pattern, to);
      this.#copy(value?.register, to);
      return;
    }
    this.#destructure(pattern, value, node, (target, part) => {
      this.#bind(target, part, node);
    });
  }

  /** An assignment gives its target a value. */
  #assign(target: Node, value: Operand | undefined, node: Node): void {
    const inner = unwrap(target);
    switch (inner.type) {
      case 'Identifier': {
        const variable = this.index.variableOf(inner);
        if (variable) {
          const to = this.#variable(variable);
          this.#values.set(inner, to);
          this.#add({ op: 'assign', to, variable, from: value?.register, target: inner, node });
        } else {
          this.#escape(value, 'property', node);
        }
        return;
      }
      case 'MemberExpression': {
        const base = this.#baseOf(inner);
        const key = this.#key(inner);
        if (base) this.#add({ op: 'store', base, field: propertyName(inner), from: value?.register, node, target: inner, key });
        else this.#escape(value, 'property', node);
        return;
      }
      default:
        this.#destructure(inner, value, node, (part, from) => {
          this.#assign(part, from, node);
        });
    }
  }

  #destructure(pattern: Node, value: Operand | undefined, node: Node, give: (target: Node, value: Operand | undefined) => void): void {
    switch (pattern.type) {
      case 'AssignmentPattern': {
        const initial = this.#operand(pattern.right);
        give(pattern.left, this.#merged([value, initial], pattern));
        return;
      }
      case 'TSParameterProperty':
        give(pattern.parameter, value);
        return;
      case 'ObjectPattern':
        for (const property of pattern.properties) {
          if (property.type === 'RestElement') {
            this.#unknown(value, property);
            give(property.argument, undefined);
            continue;
          }
          if (property.computed) this.#text(property.key);
          const part = value && this.#loaded(value, propertyName(property), property, property.computed ? property.key : undefined);
          if (part) this.#values.set(property, part.register);
          give(property.value, part);
        }
        return;
      case 'ArrayPattern': {
        const all = value && this.#iterated(value, 'pattern', node);
        pattern.elements.forEach((element, at) => {
          if (!element) return;
          if (element.type === 'RestElement') {
            this.#unknown(value, element);
            give(element.argument, undefined);
            return;
          }
          give(element, value && all && this.#merged([this.#loaded(value, `[${at}]`, element, undefined), all], element));
        });
        return;
      }
      default:
        this.#unknown(value, node);
    }
  }

  #merged(values: readonly (Operand | undefined)[], node: Node): Operand | undefined {
    const given = values.filter((value) => value !== undefined);
    if (given.length <= 1) return given[0];
    const register = this.#fresh();
    for (const value of given) this.#copy(value.register, register);
    return { register, node };
  }

  #loaded(base: Operand, field: Field, node: Node, key: Node | undefined): Operand {
    const to = this.#fresh();
    this.#add({ op: 'load', to, base, field, node, key });
    return { register: to, node };
  }

  #iterated(from: Operand, how: Extract<Operation, { op: 'iterate' }>['how'], node: Node): Operand {
    const to = this.#fresh();
    this.#add({ op: 'iterate', to, from, how, node });
    return { register: to, node: from.node };
  }

  /** Lowers an expression of which nothing is used but that it runs. */
  #unused(node: Node): void {
    this.#value(node);
  }

  /** Lowers an expression whose value becomes a text, or the name of a property. */
  #text(node: Node): void {
    const from = this.#operand(node);
    if (from) this.#add({ op: 'coerce', from, node });
  }

  /** The object of a member. One that has a `#private` member is of the class that declares it. */
  #baseOf(member: TSESTree.MemberExpression): Operand | undefined {
    const base = this.#operand(member.object);
    const of = base && member.property.type === 'PrivateIdentifier' && base.node.type !== 'ThisExpression' ? nearestClassDeclaring(member, `#${member.property.name}`, this.index) : undefined;
    if (base && of) this.#add({ op: 'instance', to: base.register, of });
    return base;
  }

  /** The key of a computed member. */
  #key(member: TSESTree.MemberExpression): Node | undefined {
    if (!member.computed) return undefined;
    this.#text(member.property);
    return member.property;
  }

  // ---------------------------------------------------------------- expressions

  /** The register of an expression's value; `undefined` where it can only be a primitive or nothing. */
  #value(node: Node): Register | undefined {
    const register = this.#read(node);
    if (register !== undefined) this.#values.set(node, register);
    return register;
  }

  #read(node: Node): Register | undefined {
    switch (node.type) {
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSTypeAssertion': {
        const from = this.#value(node.expression);
        if (from !== undefined) this.#add({ op: 'cast', from, type: node.typeAnnotation });
        return from;
      }
      case 'TSNonNullExpression':
      case 'TSInstantiationExpression':
      case 'ChainExpression':
        return this.#value(node.expression);
      case 'Identifier': {
        const variable = this.index.variableOf(node);
        if (variable) return this.#variable(variable);
        if (node.name === 'arguments' && this.#frame.called) return this.#argumentsOf(this.#frame.called);
        return /^(?:undefined|NaN|Infinity)$/.test(node.name) ? undefined : this.#global(node.name);
      }
      case 'JSXIdentifier': {
        const variable = this.index.variableOf(node);
        return variable && this.#variable(variable);
      }
      case 'JSXExpressionContainer':
      case 'JSXSpreadChild':
      case 'JSXSpreadAttribute':
        this.#escape(this.#operand(node.type === 'JSXSpreadAttribute' ? node.argument : node.expression), 'value', node);
        return undefined;
      case 'ThisExpression':
      case 'Super':
        return this.#frame.self;
      case 'TemplateLiteral':
        for (const part of node.expressions) this.#text(part);
        return undefined;
      case 'Literal':
        return 'regex' in node ? this.#global(UNKNOWN) : undefined;
      case 'MetaProperty':
        return this.#global(UNKNOWN);
      case 'SequenceExpression': {
        let last: Register | undefined;
        for (const expression of node.expressions) last = this.#value(expression);
        return last;
      }
      case 'LogicalExpression': {
        const left = this.#operand(node.left);
        const right = this.#operand(node.right);
        // The left side of `&&` is only tested; every other operand may be the value.
        if (node.operator === '&&' && left) this.#add({ op: 'test', from: left, node });
        return this.#merged([node.operator === '&&' ? undefined : left, right], node)?.register;
      }
      case 'ConditionalExpression':
        this.#tested(node.test, node);
        return this.#merged([this.#operand(node.consequent), this.#operand(node.alternate)], node)?.register;
      case 'AwaitExpression':
        return this.#value(node.argument);
      case 'YieldExpression': {
        const value = node.argument ? this.#operand(node.argument) : undefined;
        this.#unknown(node.delegate && value ? this.#iterated(value, 'delegation', node) : value, node);
        return this.#global(UNKNOWN);
      }
      case 'UnaryExpression':
        this.#unary(node);
        return undefined;
      case 'BinaryExpression':
        this.#binary(node);
        return undefined;
      case 'UpdateExpression':
        this.#assign(node.argument, undefined, node);
        return undefined;
      case 'AssignmentExpression':
        return this.#assignment(node);
      case 'MemberExpression': {
        const base = this.#baseOf(node);
        const key = this.#key(node);
        return base && this.#loaded(base, propertyName(node), node, key).register;
      }
      case 'FunctionExpression':
      case 'ArrowFunctionExpression': {
        const to = this.#fresh();
        this.#add({ op: 'function', to, unit: this.#function(node) });
        return to;
      }
      case 'ClassExpression':
        return this.#class(node);
      case 'ObjectExpression':
        return this.#object(node);
      case 'ArrayExpression':
        return this.#array(node);
      case 'CallExpression':
        return this.#call(node);
      case 'NewExpression': {
        const callee = this.#operand(node.callee);
        return callee && this.#run('new', callee, this.#arguments(node.arguments), node);
      }
      case 'TaggedTemplateExpression': {
        const tag = this.#operand(node.tag);
        // The pieces of the text come first, in an array.
        const pieces: Argument = { register: this.#global(UNKNOWN), node: node.quasi, isSpread: false };
        const args = [pieces, ...this.#arguments(node.quasi.expressions)];
        return tag && this.#run('call', tag, args, node);
      }
      case 'ImportExpression':
        this.#unused(node.source);
        return this.#global(UNKNOWN);
      default:
        if (isType(node)) return undefined;
        for (const child of this.#children(node)) this.#unknown(this.#operand(child), node);
        return this.#global(UNKNOWN);
    }
  }

  #unary(node: TSESTree.UnaryExpression): void {
    const { argument } = node;
    const inner = unwrap(argument);
    if (node.operator === 'delete' && inner.type === 'MemberExpression') {
      const base = this.#baseOf(inner);
      const key = this.#key(inner);
      if (base) this.#add({ op: 'remove', base, field: propertyName(inner), node, key });
      return;
    }
    const value = this.#operand(argument);
    if (!value || node.operator === 'void') return;
    this.#add({ op: node.operator === '!' || node.operator === 'typeof' ? 'test' : 'coerce', from: value, node });
  }

  #binary(node: TSESTree.BinaryExpression): void {
    const left = node.left.type === 'PrivateIdentifier' ? undefined : this.#operand(node.left);
    const right = this.#operand(node.right);
    if (node.operator === 'in') {
      if (right) this.#add({ op: 'ask', base: right, field: node.left.type === 'PrivateIdentifier' ? `#${node.left.name}` : undefined, node, key: node.left });
      if (left) this.#add({ op: 'coerce', from: left, node });
      return;
    }
    const op = isIdentityTest(node) ? 'test' : 'coerce';
    for (const value of [left, right]) if (value) this.#add({ op, from: value, node });
  }

  #assignment(node: TSESTree.AssignmentExpression): Register | undefined {
    const value = this.#operand(node.right);
    const isPlain = node.operator === '=';
    const isWhole = /^(?:\?\?|\|\||&&)?=$/.test(node.operator);
    if (!isWhole && value) this.#add({ op: 'coerce', from: value, node });
    const name = propertyName(unwrap(node.left));
    if (name !== undefined && /^[_$]/.test(name) && isGetOrCreate(node, this.index)) this.#hung.add(name);
    this.#assign(node.left, isWhole ? value : undefined, node);
    if (isStatementPosition(node)) return undefined;
    if (isPlain || !isWhole) return isPlain ? value?.register : undefined;
    // `a ??= b` may be what `a` was.
    const before = unwrap(node.left);
    const old = before.type === 'Identifier' ? this.#values.get(before) : before.type === 'MemberExpression' ? this.#again(before) : undefined;
    return this.#merged([value, old === undefined ? undefined : { register: old, node: before }], node)?.register;
  }

  /** What a member held before it is written: its object has been lowered already. */
  #again(member: TSESTree.MemberExpression): Register | undefined {
    const base = this.#values.get(member.object);
    if (base === undefined) return undefined;
    return this.#loaded({ register: base, node: unwrap(member.object) }, propertyName(member), member, member.computed ? member.property : undefined).register;
  }

  #object(node: TSESTree.ObjectExpression): Register {
    const to = this.#fresh();
    this.#add({ op: 'object', to, node });
    const base = { register: to, node };
    for (const property of node.properties) {
      if (property.type === 'SpreadElement') {
        const from = this.#operand(property.argument);
        if (from) this.#add({ op: 'spread', to, from, node: property });
        continue;
      }
      const field = propertyName(property);
      const key = property.computed ? property.key : undefined;
      if (key) this.#text(key);
      if (property.kind !== 'init') {
        this.#add({ op: 'accessor', base: to, field, kind: property.kind, unit: this.#function(property.value as TSESTree.FunctionExpression, to) });
        continue;
      }
      const { value } = property;
      let from: Register | undefined;
      if (value.type === 'FunctionExpression') {
        from = this.#fresh();
        this.#values.set(value, from);
        this.#add({ op: 'function', to: from, unit: this.#function(value, to) });
      } else {
        from = this.#value(value);
      }
      this.#add({ op: 'store', base, field, from, node: property, target: property, key });
    }
    return to;
  }

  #array(node: TSESTree.ArrayExpression): Register {
    const to = this.#fresh();
    this.#add({ op: 'array', to, node });
    const base = { register: to, node };
    // From a spread on, no element has a place of its own.
    const spread = node.elements.findIndex((element) => element?.type === 'SpreadElement');
    node.elements.forEach((element, at) => {
      if (!element) return;
      const isSpread = element.type === 'SpreadElement';
      const value = this.#operand(isSpread ? element.argument : element);
      const from = isSpread && value ? this.#iterated(value, 'spread', element) : value;
      const isFixed = spread === -1 || at < spread;
      if (from) this.#add({ op: 'store', base, field: isFixed ? `[${at}]` : '[]', from: from.register, node: element, target: element, key: undefined });
    });
    return to;
  }

  /** The list of all arguments of a function. */
  #argumentsOf({ node, list }: FunctionUnit): Register {
    if (!this.#lists.has(list)) {
      this.#lists.add(list);
      this.#add({ op: 'array', to: list, node });
    }
    return list;
  }

  #arguments(nodes: readonly Node[]): Argument[] {
    return nodes.map((node) => {
      if (node.type !== 'SpreadElement') return { register: this.#value(node), node, isSpread: false };
      const list = this.#operand(node.argument);
      return { register: list && this.#iterated(list, 'spread', node).register, node, isSpread: true };
    });
  }

  #call(node: TSESTree.CallExpression): Register | undefined {
    const callee = unwrap(node.callee);
    if (callee.type === 'Super') {
      this.#add({ op: 'super', owner: this.#frame.owner, args: this.#arguments(node.arguments), node });
      return undefined;
    }
    if (callee.type === 'MemberExpression') {
      const base = this.#baseOf(callee);
      this.#key(callee);
      const args = this.#arguments(node.arguments);
      const to = this.#fresh();
      if (base) this.#add({ op: 'invoke', to, base, field: propertyName(callee), args, node, callee });
      else this.#passedOn(args, node);
      return base ? to : this.#global(UNKNOWN);
    }
    const target = this.#operand(callee);
    const args = this.#arguments(node.arguments);
    if (target) return this.#run('call', target, args, node);
    this.#passedOn(args, node);
    return this.#global(UNKNOWN);
  }

  /** Arguments of code that is not seen, such as a method of a text. */
  #passedOn(args: readonly Argument[], node: Node): void {
    for (const { register, node: argument } of args) if (register !== undefined) this.#escape({ register, node: unwrap(argument) }, 'argument', node);
  }

  #run(op: 'call' | 'new', callee: Operand, args: readonly Argument[], node: CallNode): Register {
    const to = this.#fresh();
    this.#add({ op, to, callee, args, node });
    return to;
  }

  // ---------------------------------------------------------------- functions and classes

  /**
   * Lowers a function.
   *
   * @param literal the literal that it is a method of
   * @param owner the class that it is a member of
   */
  #function(node: FunctionNode, literal?: Register, owner?: ClassUnit): FunctionUnit {
    const isArrow = node.type === 'ArrowFunctionExpression';
    const outer = this.#frame;
    const params = node.params.filter((param) => !(param.type === 'Identifier' && param.name === 'this'));
    const unit: FunctionUnit = {
      node,
      params: params.map(() => this.#fresh()),
      hasRest: params.at(-1)?.type === 'RestElement',
      list: this.#fresh(),
      self: isArrow && outer.self !== undefined ? outer.self : this.#fresh(),
      result: this.#fresh(),
    };
    this.#functions.set(node, unit);
    if (literal !== undefined) this.#copy(literal, unit.self);
    else if (!isArrow && !owner) this.#add({ op: 'loose', to: unit.self });
    const frame: Frame = isArrow ? { ...outer, unit } : { unit, self: unit.self, owner, called: unit };
    this.#bodies.push(() => {
      this.#frame = frame;
      if (node.type === 'FunctionExpression' && node.id) {
        const own = this.#declared(node);
        if (own !== undefined) this.#add({ op: 'function', to: own, unit });
      }
      params.forEach((param, at) => {
        const target = param.type === 'RestElement' ? param.argument : param;
        this.#bind(target, { register: unit.params[at] as Register, node: target }, param);
      });
      if (node.body.type === 'BlockStatement') this.#statement(node.body);
      else this.#returned(node.body, node);
    });
    return unit;
  }

  #class(node: ClassNode): Register {
    const to = this.#fresh();
    const base = node.superClass ? this.#value(node.superClass) : undefined;
    for (const decorator of decoratorsOf(node)) this.#decorated(decorator, to);
    const members: ClassMember[] = [];
    const unit: ClassUnit = { node, base, self: this.#fresh(), statics: this.#fresh(), members };
    this.#classes.set(node, unit);
    this.#add({ op: 'class', to, unit });
    // A declaration binds its name outside; inside, a class has one of its own.
    for (const variable of node.id ? this.index.declaredBy(node) : []) this.#copy(to, this.#variable(variable));
    const outer = this.#frame;
    const inside = (self: Register): Frame => ({ unit: undefined, self, owner: unit, called: undefined });
    for (const member of node.body.body) {
      const self = member.type === 'StaticBlock' || ('static' in member && member.static) ? unit.statics : unit.self;
      switch (member.type) {
        case 'MethodDefinition':
          if (member.computed) this.#text(member.key);
          for (const decorator of decoratorsOf(member)) this.#decorator(decorator);
          if (member.value.type === 'FunctionExpression') {
            const method = this.#function(member.value, undefined, unit);
            members.push({ name: propertyName(member), isStatic: member.static, kind: member.kind, isPrivate: member.key.type === 'PrivateIdentifier', unit: method });
            if (member.kind === 'constructor') this.#parameterProperties(member.value, unit, method);
          }
          break;
        case 'PropertyDefinition':
        case 'AccessorProperty': {
          if (member.computed) this.#text(member.key);
          for (const decorator of decoratorsOf(member)) this.#decorator(decorator);
          if (!member.value) break;
          const { value } = member;
          this.#bodies.push(() => {
            this.#frame = inside(self);
            const from = this.#value(value);
            this.#add({ op: 'store', base: { register: self, node: member }, field: propertyName(member), from, node: member, target: member, key: undefined });
          });
          break;
        }
        case 'StaticBlock':
          this.#bodies.push(() => {
            this.#frame = inside(self);
            for (const statement of member.body) this.#statement(statement);
          });
          break;
        default:
          break;
      }
    }
    this.#frame = outer;
    return to;
  }

  /** `constructor(private readonly boxes: Map<…>)`: the argument is a field, too. */
  #parameterProperties(constructor: TSESTree.FunctionExpression, { self }: ClassUnit, method: FunctionUnit): void {
    constructor.params.forEach((param, at) => {
      if (param.type !== 'TSParameterProperty') return;
      const target = param.parameter.type === 'AssignmentPattern' ? param.parameter.left : param.parameter;
      const variable = this.index.declaredBy(constructor).find(({ name }) => name === target.name);
      const from = variable ? this.#variable(variable) : (method.params[at] as Register);
      this.#add({ op: 'store', base: { register: self, node: param }, field: target.name, from, node: param, target: param, key: undefined });
    });
  }

  /** The language calls it. */
  #decorator(decorator: TSESTree.Decorator): void {
    this.#escape(this.#operand(decorator.expression), 'value', decorator);
  }

  #decorated(decorator: TSESTree.Decorator, of: Register): void {
    this.#decorator(decorator);
    this.#add({ op: 'export', from: of });
  }
}

/** Is a name one that the markup of a component has, which may read the variable and give it another value? */
function isInMarkup({ parent }: Node): boolean {
  return (parent?.type as string | undefined) === 'Markup';
}

/** Does a comparison look at nothing but which object it is? A loose one with a text asks for the name of its class. */
function isIdentityTest({ operator, left, right }: TSESTree.BinaryExpression): boolean {
  return operator === 'instanceof' ? false : /^[!=]==$/.test(operator) || (/^[!=]=$/.test(operator) && [left, right].some(isNothing));
}

function isStatement({ type }: Node): boolean {
  return /Statement$|Declaration$|^(?:SwitchCase|CatchClause|StaticBlock|TSModuleBlock)$/.test(type);
}

/** Syntax that stands for no value when the program runs. */
function isType({ type }: Node): boolean {
  return type.startsWith('TS') && type !== 'TSModuleDeclaration' && type !== 'TSModuleBlock';
}
