import type { TSESTree } from '@typescript-eslint/utils';
import { contains, type Expression, type FunctionNode, isFunction, isNull, type Node, parameterTarget, propertyName, unwrap } from '../source/ast.js';
import { returnsOf } from '../source/returns.js';
import type { SourceIndex } from '../source/source-index.js';
import { overloadOfFunction } from './callers.js';
import { guardsOf, isNeverAssigned, isSetBefore, isWholeWrite } from './guards.js';
import { MOST_DEPTH } from './model.js';
import type { ObjectProver } from './objects.js';
import { excludesPrimitives, mayBeAny, type Written } from './types.js';

/** What the compiler knows of values, and where it lets anything pass. */
export class TypedValues {
  constructor(private readonly prover: ObjectProver) {}

  get #index(): SourceIndex {
    return this.prover.index;
  }

  /**
   * Does the compiler let a value pass whatever it is: read by an index, out of a record or by a pattern on an array, caught,
   * declared as `any`, cast, read before it is set? So may everything that is not listed here, each member among it.
   */
  escapesTypes(value: Node, depth: number): boolean {
    if (depth > MOST_DEPTH) return true;
    if (this.prover.busy.has(value)) return false;
    const inner = (part: Node): boolean => this.escapesTypes(part, depth + 1);
    switch (value.type) {
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
      case 'ClassExpression':
        return false;
      case 'NewExpression':
        // What a stand-in has for members, and what a promise is kept with, is not seen.
        return /\b(?:Proxy|Promise)\b/.test(this.#index.text(value.callee));
      case 'ArrayExpression':
        // A literal in a list of objects is an error to the compiler, but for `null`.
        return value.elements.some((element) => element === null || element.type === 'SpreadElement' || !(element.type === 'Literal' && element.raw !== 'null') && inner(element));
      case 'ObjectExpression':
        return value.properties.some((property) => property.type === 'SpreadElement' || property.kind === 'get' || (property.kind === 'init' && !property.method && isOpenValue(property.value)));
      case 'Literal':
        // The compiler lets `null` pass only where the type has it.
        return !('regex' in value) && !(value.raw === 'null' && this.#index.isTyped);
      case 'ConditionalExpression':
        return inner(value.consequent) || inner(value.alternate);
      case 'LogicalExpression':
        return inner(value.left) || inner(value.right);
      case 'SequenceExpression':
        return inner(value.expressions.at(-1) as Expression);
      case 'AssignmentExpression':
        return value.operator !== '=' || inner(value.right);
      case 'TSSatisfiesExpression':
        return inner(value.expression);
      case 'TSAsExpression':
      case 'TSTypeAssertion':
      case 'TSNonNullExpression':
      case 'ThisExpression':
        return !this.prover.prove(value, value).holds;
      case 'CallExpression':
        return this.#callEscapes(value, depth);
      case 'AwaitExpression':
        return value.argument.type !== 'CallExpression' || this.functionOf(value.argument)?.async !== true || this.#callEscapes(value.argument, depth);
      case 'Identifier':
        return this.#variableEscapesTypes(value, depth);
      default:
        return true;
    }
  }

  mayBeAny(type: TSESTree.TypeNode): boolean {
    return mayBeAny(type, this.#index, this.prover.outside.namesAny());
  }

  /** Only what a function of this file gives back is known. */
  #callEscapes(call: TSESTree.CallExpression, depth: number): boolean {
    const named = call.callee.type === 'Identifier' ? this.#index.variableOf(call.callee) : undefined;
    if (named && named.defs.length > 1) return true;
    // What the methods of a text or number give back has a type of the language.
    if (call.callee.type === 'MemberExpression' && /^TS(?:String|Number)Keyword$/.test(this.typeOf(call.callee.object, depth + 1)?.node.type ?? '')) return false;
    const fn = this.functionOf(call);
    return fn === undefined || fn.generator || (fn.returnType !== undefined && this.mayBeAny(fn.returnType.typeAnnotation)) || this.#returnsEscape(fn, depth + 1);
  }

  /** Has a function a `return` that the compiler lets pass whatever it is, or a signature that callers do not see? */
  #returnsEscape(fn: FunctionNode, depth: number): boolean {
    if (fn.type === 'FunctionDeclaration' && overloadOfFunction(fn, this.#index)) return true;
    if (depth > MOST_DEPTH) return true;
    const { nodes } = this.prover.asked;
    if (nodes.has(fn.body)) return false;
    nodes.add(fn.body);
    try {
      return this.#resultEscapes(fn, depth);
    } finally {
      nodes.delete(fn.body);
    }
  }

  #resultEscapes(fn: FunctionNode, depth: number): boolean {
    if (fn.body.type !== 'BlockStatement') return this.escapesTypes(fn.body, depth) || (fn.async && this.#mayBeAwaited(fn.body));
    // What falls off the end gives `undefined`, whatever the compiler makes of it.
    if (fn.returnType && !endsAlways(fn.body)) return true;
    return returnsOf(fn.body, this.#index).some(({ argument }) => argument !== null && (this.escapesTypes(argument, depth) || (fn.async && this.#mayBeAwaited(argument))));
  }

  /** May a value be a promise, or what is taken for one, so that an `async` function gives back something else in its place? */
  #mayBeAwaited(value: Node): boolean {
    switch (value.type) {
      case 'Literal':
      case 'ArrayExpression':
        return false;
      case 'ObjectExpression':
        return value.properties.some((property) => property.type === 'SpreadElement' || propertyName(property) === undefined || propertyName(property) === 'then');
      case 'NewExpression': {
        const variable = value.callee.type === 'Identifier' ? this.#index.variableOf(value.callee) : undefined;
        const owner = variable && this.#index.classOf(variable);
        return owner ? owner.superClass !== null || this.#index.named('then').some((node) => contains(owner, node)) : variable !== undefined || !/^(?:Map|Set|Date|RegExp|Error|URL|WeakMap|WeakSet|AbortController)$/.test(this.#index.text(value.callee));
      }
      default:
        return true;
    }
  }

  #variableEscapesTypes(node: TSESTree.Identifier, depth: number): boolean {
    const variable = this.#index.variableOf(node);
    const definition = variable?.defs[0];
    const name = definition?.name as Node | undefined;
    if (!variable || !definition) return true;
    const guards = isNeverAssigned(variable) ? guardsOf(variable, node, this.#index) : undefined;
    if (guards?.isObject) return false;
    const annotation = name?.type === 'Identifier' ? name.typeAnnotation?.typeAnnotation : undefined;
    if (annotation && this.mayBeAny(annotation)) return true;
    // What the compiler narrows by a predicate of the project is as narrow as somebody says.
    if (annotation && name?.type === 'Identifier' && isWide(annotation, name.optional, guards?.isPresent === true, this.#index)) return true;
    if (definition.type === 'Parameter') {
      const fn = definition.node;
      if (!isFunction(fn)) return false;
      if (variable.references.some((reference) => reference.isWrite() && reference.init !== true)) return true;
      // Without an annotation of its own it has the type that is passed.
      if (name?.type === 'Identifier' && !name.typeAnnotation && fn.params.includes(name)) return this.#index.isTyped;
      this.prover.busy.add(node);
      try {
        const position = fn.params.findIndex((param) => parameterTarget(param) === name);
        const param = fn.params[position];
        if (!param) return !this.prover.prove(node, node).holds;
        return (param.type === 'AssignmentPattern' && this.escapesTypes(param.right, depth + 1)) || this.prover.args.strangeCall(fn, position) !== undefined;
      } finally {
        this.prover.busy.delete(node);
      }
    }
    if (this.#index.functionOf(variable) ?? this.#index.classOf(variable)) return false;
    if (definition.type !== 'Variable') return true;
    if (name?.parent?.type === 'ArrayPattern') return true;
    const { init } = definition.node;
    if (!init || (definition.parent.kind === 'var' && !isSetBefore(definition.node, node))) return true;
    if (name?.parent?.type === 'Property') return !this.prover.prove(node, node).holds;
    // The compiler still takes for an object what something that is called meanwhile has set to `null`.
    const mayBeUnset = !isNeverAssigned(variable);
    return variable.references.some((reference) => reference.isWrite() && !(isWholeWrite(reference) && this.#keepsWritten(reference.writeExpr, depth) && !(mayBeUnset && isNull(reference.writeExpr))));
  }

  #keepsWritten(value: Node | null | undefined, depth: number): boolean {
    return value != null && !this.escapesTypes(value, depth + 1);
  }

  /** The declared type of an expression, where this file declares it. */
  typeOf(expression: Node, depth: number): Written | undefined {
    if (depth > MOST_DEPTH) return undefined;
    switch (expression.type) {
      case 'Identifier': {
        const variable = this.#index.variableOf(expression);
        const definition = variable?.defs[0];
        const name = definition?.name as Node | undefined;
        if (!variable || !isNeverAssigned(variable) || name?.type !== 'Identifier' || !name.typeAnnotation) return undefined;
        const type = { node: name.typeAnnotation.typeAnnotation };
        if (definition?.type === 'Parameter') return isFunction(definition.node) && definition.node.params.includes(name) && !name.optional && !this.prover.args.strangeCall(definition.node, definition.node.params.indexOf(name)) ? type : undefined;
        return definition?.type === 'Variable' && definition.node.id === name && definition.node.init && definition.parent.kind !== 'var' && this.keepsToTypes(definition.node.init, depth + 1) ? type : undefined;
      }
      case 'CallExpression': {
        const fn = this.functionOf(expression);
        return fn?.returnType && !fn.async && !fn.generator && !this.#returnsEscape(fn, depth) ? { node: fn.returnType.typeAnnotation } : undefined;
      }
      default:
        return undefined;
    }
  }

  /** Is a value one whose type the compiler knows: no index, no lookup, no `any`, nothing that this file does not declare? */
  keepsToTypes(value: Node, depth: number): boolean {
    switch (value.type) {
      case 'NewExpression':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return true;
      case 'ArrayExpression':
        return !this.escapesTypes(value, depth + 1);
      case 'ObjectExpression':
        return !value.properties.some(({ type }) => type === 'SpreadElement');
      case 'ConditionalExpression':
        return this.keepsToTypes(value.consequent, depth) && this.keepsToTypes(value.alternate, depth);
      case 'LogicalExpression':
        return this.keepsToTypes(value.left, depth) && this.keepsToTypes(value.right, depth);
      case 'Identifier':
        return this.prover.prove(value, value).holds;
      default: {
        const type = this.typeOf(value, depth);
        return type !== undefined && excludesPrimitives(type, this.#index);
      }
    }
  }

  functionOf({ callee }: TSESTree.CallExpression): FunctionNode | undefined {
    const variable = callee.type === 'Identifier' ? this.#index.variableOf(callee) : undefined;
    return variable && this.#index.functionOf(variable);
  }
}

/**
 * Does a declared type let in more than objects, so that only what narrows it keeps the rest out?
 *
 * @param isPresent is `null` and `undefined` kept out by a test?
 */
function isWide(type: TSESTree.TypeNode, isOptional: boolean, isPresent: boolean, index: SourceIndex): boolean {
  if (isOptional && !isPresent) return true;
  switch (type.type) {
    case 'TSUnionType':
      return type.types.some((member) => isWide(member, false, isPresent, index));
    case 'TSNullKeyword':
    case 'TSUndefinedKeyword':
      return !isPresent;
    case 'TSTypeReference':
      if (excludesPrimitives({ node: type }, index)) return false;
      // What is imported is taken for what it is called.
      return type.typeArguments !== undefined || type.typeName.type !== 'Identifier' || !isImported(type.typeName, index);
    case 'TSTypeLiteral':
      return false;
    default:
      return !excludesPrimitives({ node: type }, index);
  }
}

function isImported(name: TSESTree.Identifier, index: SourceIndex): boolean {
  return index.variableNamed(name.name, name)?.defs.some(({ type }) => type === 'ImportBinding') ?? false;
}

/** A member of a literal that is read by an index, whatever its type says. */
function isOpenValue(value: Node): boolean {
  const node = unwrap(value);
  return node.type === 'MemberExpression' && node.computed;
}

/** Does a statement never go on behind itself: a `return`, a `throw`, an `if` whose branches do so? */
function endsAlways(statement: Node | null | undefined): boolean {
  switch (statement?.type) {
    case 'ReturnStatement':
    case 'ThrowStatement':
      return true;
    case 'BlockStatement':
      return endsAlways(statement.body.at(-1));
    case 'IfStatement':
      return endsAlways(statement.consequent) && endsAlways(statement.alternate);
    case 'TryStatement':
      return endsAlways(statement.finalizer) || (endsAlways(statement.block) && (!statement.handler || endsAlways(statement.handler.body)));
    default:
      return false;
  }
}
