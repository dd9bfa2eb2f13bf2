import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { memberOfLiteral } from '../containers/parameters.js';
import { contains, declaresThis, type Expression, type FunctionNode, isFunction, methodOf, type Node, outermost, parameterTarget, propertyName, returnedFrom, unwrap } from '../source/ast.js';
import { useEvidence } from '../containers/key-uses.js';
import type { OtherFile } from '../source/other-file.js';
import { returnsOf } from '../source/returns.js';
import { SourceIndex } from '../source/source-index.js';
import { Arguments } from './arguments.js';
import { Callers, spreadBefore } from './callers.js';
import { guardsOf, isExportOfNamespace, isNeverAssigned, isSetBefore, isWholeWrite } from './guards.js';
import { allOf, type Answer, both, ground, held, MOST_DEPTH, open } from './model.js';
import { NOWHERE, type Outside } from './outside.js';
import { callsOfMethod } from './reach.js';
import { ThisProver } from './this-values.js';
import { TypedValues } from './typed-values.js';
import { excludesPrimitives, excludesPrimitivesButNothing, parametersOfType, type Written } from './types.js';

/** Calls of the language that give an object whatever they are given. */
const MAKERS = new Set(['Object.create', 'Object.assign', 'Object.fromEntries', 'Array.from', 'Array.of', 'Promise.resolve', 'Promise.reject', 'Promise.all', 'Promise.allSettled', 'Promise.race', 'Promise.any']);

/** The questions that are being answered, in all files: one that is part of itself adds nothing. */
export interface Asked {
  /** The functions whose callers, and the bodies whose results, are looked at. */
  readonly nodes: Set<Node>;
}

/** Proves that an expression always gives an object or a function where it stands, or says what is not known of it. */
export class ObjectProver {
  /** The expressions that are being proved. */
  readonly busy = new Set<Node>();
  readonly callers: Callers;
  readonly types = new TypedValues(this);
  readonly args = new Arguments(this);
  readonly #this: ThisProver;

  /**
   * @param outside what other files do with what is in this one, where the project shows them
   * @param asked what the question of another file is part of
   */
  constructor(
    readonly index: SourceIndex,
    readonly outside: Outside = NOWHERE,
    readonly asked: Asked = { nodes: new Set() },
  ) {
    this.callers = new Callers(index, outside);
    this.#this = new ThisProver(index, outside, this.callers);
  }

  /** Asks of another file, as part of the same question. */
  in(file: OtherFile): ObjectProver {
    return new ObjectProver(SourceIndex.of(file.source), this.outside.of(file), this.asked);
  }

  /**
   * @param expression the key, the owner or the argument
   * @param use what is around it and runs with it: the write
   */
  prove(expression: Node, use: Node): Answer {
    return this.#prove(expression, use, 0);
  }

  #prove(expression: Node, use: Node, depth: number): Answer {
    const gap = (): Answer => this.#gap(expression);
    if (depth > MOST_DEPTH || this.busy.has(expression)) return gap();
    this.busy.add(expression);
    try {
      return this.#byForm(expression, use, depth) ?? gap();
    } finally {
      this.busy.delete(expression);
    }
  }

  #gap(node: Node): Answer {
    return open({ node, says: `nothing proves that \`${this.index.quoted(node)}\` is always an object` });
  }

  /** A form that is not listed here proves nothing. */
  #byForm(node: Node, use: Node, depth: number): Answer | undefined {
    const inner = (part: Node): Answer => this.#prove(part, use, depth + 1);
    switch (node.type) {
      case 'NewExpression':
        return ground(`\`${this.index.quoted(node)}\` makes an object`, node);
      case 'ObjectExpression':
      case 'ArrayExpression':
        return ground('a literal is an object', node);
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return ground('a function is an object', node);
      case 'Literal':
        return 'regex' in node ? ground('a regular expression is an object', node) : undefined;
      case 'ThisExpression':
        return this.#this.prove(node);
      case 'Identifier':
        return this.#identifier(node, use, depth);
      case 'CallExpression':
        return this.#call(node, use, depth);
      case 'ConditionalExpression':
        return both(() => inner(node.consequent), () => inner(node.alternate));
      case 'LogicalExpression':
        // An object is never falsy, so that `??` and `||` stop at it; `&&` goes on.
        return both(() => (node.operator !== '&&' && node.left.type === 'Identifier' && this.#mayBeNothing(node.left) ? held() : inner(node.left)), () => inner(node.right));
      case 'SequenceExpression':
        return inner(node.expressions.at(-1) as Expression);
      case 'AssignmentExpression':
        return node.operator === '=' ? inner(node.right) : undefined;
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSAsExpression':
      case 'TSTypeAssertion':
        // What a cast or `!` claims is no proof.
        return inner(node.expression);
      default:
        return undefined;
    }
  }

  #identifier(node: TSESTree.Identifier, use: Node, depth: number): Answer | undefined {
    const variable = this.index.variableOf(node);
    if (!variable) return undefined;
    const fn = this.index.functionOf(variable);
    if (fn) return ground(`\`${node.name}\` is a function`, fn);
    if (this.index.classOf(variable)) return undefined;
    if (!isNeverAssigned(variable)) return this.#assigned(variable, use, depth);
    const guarded = guardsOf(variable, node, this.index);
    if (guarded.test && guarded.isObject) return ground(`\`${this.index.quoted(guarded.test)}\` lets only objects through`, guarded.test);
    if (guarded.test && guarded.isPresent && this.#isObjectOrNothing(variable)) return ground(`\`${this.index.quoted(guarded.test)}\` leaves only what it is declared as`, guarded.test, 'annotations');
    const shown = useEvidence(variable, use, this.index);
    if (shown?.certainty === 'proven' && shown.sort === 'object') return ground(`${shown.because} throws on anything else, and runs first`, node, 'builtins');
    return this.#declared(variable, node, use, depth);
  }

  /** Is what stands to the left of `??` or `||` a parameter that is an object where it is there? */
  #mayBeNothing(node: TSESTree.Identifier): boolean {
    const variable = this.index.variableOf(node);
    return variable !== undefined && isNeverAssigned(variable) && this.#isObjectOrNothing(variable);
  }

  /** Is a parameter declared as an object that may be left out, or as an object, `null` or `undefined`? */
  #isObjectOrNothing({ defs: [definition] }: Scope.Variable): boolean {
    const name = definition?.name as Node | undefined;
    if (definition?.type !== 'Parameter' || name?.type !== 'Identifier' || !name.typeAnnotation || !isFunction(definition.node) || !definition.node.params.includes(name)) return false;
    return excludesPrimitivesButNothing({ node: name.typeAnnotation.typeAnnotation }, this.index) && this.args.strangeCall(definition.node, definition.node.params.indexOf(name)) === undefined;
  }

  /** A variable that is given several values is an object where each of them is, and the first one is there from the start. */
  #assigned(variable: Scope.Variable, use: Node, depth: number): Answer | undefined {
    const [definition] = variable.defs;
    if (variable.defs.length !== 1 || definition?.type !== 'Variable' || definition.parent.kind === 'var' || isExportOfNamespace(definition.parent)) return undefined;
    const writes = variable.references.filter((reference) => reference.isWrite());
    if (!writes.some((reference) => reference.init)) return undefined;
    return allOf(writes, (reference) => {
      const value = reference.writeExpr;
      const { parent } = reference.identifier;
      return value && isWholeWrite(reference) ? this.#prove(value, parent, depth + 1) : this.#gap(reference.identifier);
    });
  }

  #declared(variable: Scope.Variable, node: TSESTree.Identifier, use: Node, depth: number): Answer | undefined {
    const definition = variable.defs[0];
    const name = definition?.name as Node | undefined;
    if (definition?.type === 'Parameter') return this.#parameter(variable, definition.node, name as Node, node, depth);
    if (definition?.type !== 'Variable' || name?.type !== 'Identifier') return undefined;
    const declarator = definition.node;
    // A `var` can be read before it is set.
    if (definition.parent.kind === 'var' && !isSetBefore(declarator, use)) return undefined;
    if (declarator.id === name) {
      const { init } = declarator;
      if (!init) return undefined;
      const annotation = name.typeAnnotation?.typeAnnotation;
      if (annotation && excludesPrimitives({ node: annotation }, this.index) && this.types.keepsToTypes(init, 0)) return ground(`\`${this.index.quoted(name)}\` is declared as an object`, name, 'annotations');
      return this.#prove(init, declarator, depth + 1);
    }
    return undefined;
  }

  #parameter(variable: Scope.Variable, fn: Node, name: Node, node: TSESTree.Identifier, depth: number): Answer | undefined {
    if (!isFunction(fn)) return undefined;
    const position = fn.params.findIndex((param) => parameterTarget(param) === name);
    const param = fn.params[position];
    if (!param) return this.#passedPart(fn, variable, name, node, depth);
    // A default stands in for `undefined` alone, and may be anything.
    const target = param.type === 'Identifier' ? param : param.type === 'TSParameterProperty' && param.parameter.type === 'Identifier' ? param.parameter : undefined;
    if (!target || target.optional) return undefined;
    const type = this.#typeOfParameter(fn, position, target);
    if (type && excludesPrimitives(type, this.index)) {
      const strange = this.args.strangeCall(fn, position);
      if (strange) return open({ ...strange, says: `\`${strange.words}\` may pass something else than what is declared` });
      return ground(`\`${this.index.quoted(target.typeAnnotation ? target : name)}\` is declared as an object`, name, 'annotations');
    }
    if (type) return undefined;
    return this.#passed(fn, variable, position, node, depth);
  }

  /** The type that is written for a parameter, or the one that it has by what the function is assigned to or returned as. */
  #typeOfParameter(fn: FunctionNode, position: number, target: TSESTree.Identifier): Written | undefined {
    if (target.typeAnnotation) return { node: target.typeAnnotation.typeAnnotation };
    const whole = outermost(fn);
    if (whole !== fn) return undefined;
    const outer = returnedFrom(fn);
    const context = outer ? (outer.async || outer.generator ? undefined : outer.returnType?.typeAnnotation) : fn.parent.type === 'VariableDeclarator' && fn.parent.id.type === 'Identifier' ? fn.parent.id.typeAnnotation?.typeAnnotation : undefined;
    const type = context && parametersOfType({ node: context }, this.index);
    const param = type?.params[position];
    if (param?.type !== 'Identifier' || param.optional || !param.typeAnnotation) return undefined;
    return { node: param.typeAnnotation.typeAnnotation, bindings: type?.bindings };
  }

  /** What every caller passes, where all of them are in sight. */
  #passed(fn: FunctionNode, variable: Scope.Variable, position: number, node: Node, depth: number): Answer | undefined {
    const calls = isNeverAssigned(variable) ? this.#callsOf(fn) : undefined;
    if (!calls || calls.length === 0) return undefined;
    return allOf(calls, (call) => {
      const argument = call.arguments[position];
      const isSpread = call.arguments.slice(0, position + 1).some(({ type }) => type === 'SpreadElement');
      return argument && !isSpread ? this.#prove(argument, call, depth + 1) : this.#gap(node);
    });
  }

  /** All calls of a function or method, where all are in sight. */
  #callsOf(fn: FunctionNode): readonly TSESTree.CallExpression[] | undefined {
    const method = methodOf(fn);
    if (!method) return this.index.callsOf(fn);
    return declaresThis(fn) ? undefined : callsOfMethod(method, this.index);
  }

  /** A part of a parameter that is a pattern, `{ map, page }`, where all callers are in sight and write down what it takes apart. */
  #passedPart(fn: FunctionNode, variable: Scope.Variable, name: Node, node: Node, depth: number): Answer | undefined {
    const position = fn.params.findIndex((param) => contains(param, name));
    const pattern = fn.params[position];
    const calls = isNeverAssigned(variable) ? this.#callsOf(fn) : undefined;
    if (!calls || calls.length === 0 || !pattern) return undefined;
    return allOf(calls, (call) => {
      const argument = spreadBefore(call.arguments, position) ? undefined : call.arguments[position];
      const part = argument && partFor(name, pattern, argument);
      return part ? this.#prove(part, call, depth + 1) : this.#gap(node);
    });
  }

  #call(node: TSESTree.CallExpression, use: Node, depth: number): Answer | undefined {
    if (node.optional) return undefined;
    const callee = unwrap(node.callee);
    if (callee.type === 'MemberExpression') {
      const root = unwrap(callee.object);
      const text = this.index.text(callee);
      if (!MAKERS.has(text) || root.type !== 'Identifier' || this.index.variableOf(root) !== undefined) return undefined;
      return ground(`\`${text}\` gives an object`, node, 'builtins');
    }
    const fn = this.types.functionOf(node);
    if (!fn) return undefined;
    if (fn.generator || fn.async) return ground(`\`${this.index.quoted(callee)}\` gives ${fn.generator ? 'a generator' : 'a promise'}`, fn);
    const type = this.types.typeOf(node, depth);
    if (type) return excludesPrimitives(type, this.index) ? ground(`\`${this.index.quoted(node)}\` is declared to give an object`, fn.returnType ?? fn, 'annotations') : undefined;
    return this.#returned(fn, depth);
  }

  /** A function that gives back an object on each way out: a `return` at its end, and in all other places. */
  #returned(fn: FunctionNode, depth: number): Answer | undefined {
    if (fn.body.type !== 'BlockStatement') return this.#prove(fn.body, fn.body, depth + 1);
    const last = fn.body.body.at(-1);
    if (last?.type !== 'ReturnStatement' && last?.type !== 'ThrowStatement') return undefined;
    return allOf(returnsOf(fn.body, this.index), (statement) => (statement.argument ? this.#prove(statement.argument, statement, depth + 1) : this.#gap(statement)));
  }
}

/** The property of a literal that a pattern gives to a name of its own; `undefined` where a default, a spread or an accessor may. */
function partFor(name: Node, pattern: TSESTree.Parameter, argument: TSESTree.CallExpressionArgument): Node | undefined {
  if (pattern.type !== 'ObjectPattern' || argument.type !== 'ObjectExpression') return undefined;
  const taken = pattern.properties.find((property) => property.type === 'Property' && property.value === name);
  const key = taken && propertyName(taken);
  return key === undefined ? undefined : memberOfLiteral(argument, key);
}
