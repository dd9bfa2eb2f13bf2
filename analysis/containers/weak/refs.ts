import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { isField, isFunction, type Node, outermost, propertyName, unwrap, valuesOf } from '../../source/ast.js';
import { readCheckerType } from '../../source/checker.js';
import { docTypeOfParameter, docTypeOfVariable } from '../../source/doc-comments.js';
import { annotationOf } from '../../source/expression-types.js';
import { LeastAnswers } from '../least-answers.js';
import { addTo, inSourceOrder } from '../../source/lists.js';
import type { SourceIndex } from '../../source/source-index.js';
import { calledFunction, parameterIndex } from './calls.js';
import { isDeref } from './derefs.js';
import { type RefSort, refSortOfDoc, refSortOfType } from './ref-types.js';
import type { Tools } from './tools.js';
import { resultsOf } from '../../source/returns.js';

const ADDS: Readonly<Record<string, number>> = { set: 1, add: 0, push: 0, unshift: 0 };
const TAKES_ONE = /^(?:get|pop|shift|at|find|findLast)$/;
const KEEPS_ALL = /^(?:entries|values|filter|slice|reverse|toReversed|concat|toSorted|sort)$/;
const CALLS_BACK = /^(?:forEach|map|filter|find|findIndex|findLast|some|every|flatMap|reduce)$/;

/** Where a place is declared or given a value. */
const SOURCES = ['TSPropertySignature', 'PropertyDefinition', 'AccessorProperty', 'TSParameterProperty', 'Property', 'AssignmentExpression', 'CallExpression'] as const;

interface Candidate {
  readonly value: Node;
  readonly sort: RefSort;
}

/** Knows which expressions are weak references, or collections of them, from types, creations and the flow between. */
export class Refs {
  /** Of expressions, variables, and names of properties. */
  readonly #sorts = new LeastAnswers<unknown, RefSort>();
  readonly #ofVariable = new Map<Scope.Variable, Candidate[]>();
  readonly #ofProperty = new Map<string, Candidate[]>();
  readonly #declared = new Map<string, RefSort>();

  constructor(
    private readonly index: SourceIndex,
    private readonly tools: Tools,
  ) {
    if (!/\bWeakRef\b|\bderef\b/.test(index.source.text)) return;
    for (const node of inSourceOrder<Node>(...SOURCES.map((type) => index.nodesOf(type)))) this.#collect(node);
  }

  /** Is an expression a `WeakRef`, as far as the file shows? */
  isRef(expression: Node): boolean {
    return this.sortOf(expression) === 'ref';
  }

  /** What an expression is, if it has to do with weak references. */
  sortOf(expression: Node): RefSort | undefined {
    const node = unwrap(expression);
    return this.#sorts.ask(node, () => this.#read(node) ?? this.#checked(node));
  }

  /** Is an expression a target taken out of a reference: `ref.deref()`, a variable that holds one, a call that returns one? */
  isDereferenced(expression: Node, depth = 0): boolean {
    return this.derefsIn(expression, depth).length > 0;
  }

  /** The `deref()` calls that an expression's value may come from. */
  derefsIn(expression: Node, depth = 0): readonly TSESTree.CallExpression[] {
    if (depth > 4) return [];
    return valuesOf(expression).flatMap((value) => {
      const node = unwrap(value);
      if (node.type === 'CallExpression') {
        if (isDeref(node)) return [node];
        const fn = calledFunction(node, this.index);
        return fn ? resultsOf(fn, this.index).flatMap((returned) => this.derefsIn(returned, depth + 2)) : [];
      }
      if (node.type !== 'Identifier') return [];
      const variable = this.index.variableOf(node);
      if (!variable) return [];
      return variable.references.flatMap((reference) => (reference.isWrite() && reference.writeExpr && isPlainWrite(reference) ? this.derefsIn(reference.writeExpr, depth + 1) : []));
    });
  }

  #checked(node: Node): RefSort | undefined {
    const noun = readCheckerType(node, this.index.source.parserServices)?.noun;
    return noun !== undefined && /^WeakRef\b/.test(noun) ? 'ref' : undefined;
  }

  #read(node: Node): RefSort | undefined {
    switch (node.type) {
      case 'NewExpression':
        return this.#readNew(node);
      case 'Identifier':
        return this.#readIdentifier(node);
      case 'MemberExpression':
        return this.#readMember(node);
      case 'CallExpression':
        return this.#readCall(node);
      case 'ArrayExpression':
        return node.elements.some((element) => element && this.sortOf(element.type === 'SpreadElement' ? element.argument : element)) ? 'refs' : undefined;
      case 'LogicalExpression':
      case 'ConditionalExpression':
      case 'AssignmentExpression':
      case 'SequenceExpression':
        return valuesOf(node).map((value) => this.sortOf(value)).find((sort) => sort !== undefined);
      case 'AwaitExpression':
        return this.sortOf(node.argument);
      default:
        return undefined;
    }
  }

  #readNew(node: TSESTree.NewExpression): RefSort | undefined {
    if (this.tools.named(node.callee) === 'WeakRef') return 'ref';
    if (node.typeArguments?.params.some((type) => refSortOfType(type, this.index))) return 'refs';
    const [iterable] = node.arguments;
    return iterable && iterable.type !== 'SpreadElement' && /^(?:Map|Set|Array)$/.test(this.index.text(node.callee)) && this.sortOf(iterable) ? 'refs' : undefined;
  }

  #readMember(node: TSESTree.MemberExpression): RefSort | undefined {
    const name = propertyName(node);
    if (name === undefined || /^\d+$/.test(name)) return this.sortOf(node.object) === 'refs' ? 'ref' : undefined;
    return this.#property(name);
  }

  #property(name: string): RefSort | undefined {
    return this.#declared.get(name) ?? this.#sorts.ask(name, () => this.#amongCandidates(this.#ofProperty.get(name)));
  }

  #amongCandidates(candidates: readonly Candidate[] | undefined): RefSort | undefined {
    for (const { value, sort } of candidates ?? []) {
      const found = this.sortOf(value);
      if (found) return sort === 'refs' ? 'refs' : found;
    }
    return undefined;
  }

  #readCall(node: TSESTree.CallExpression): RefSort | undefined {
    const callee = unwrap(node.callee);
    if (callee.type === 'MemberExpression') {
      const name = propertyName(callee) ?? '';
      if (/^(?:from|of)$/.test(name) && this.index.isGlobal(callee.object, 'Array') && node.arguments[0]) return this.sortOf(node.arguments[0]);
      const holder = TAKES_ONE.test(name) || KEEPS_ALL.test(name) ? this.sortOf(callee.object) : undefined;
      if (holder === 'refs') return TAKES_ONE.test(name) ? 'ref' : 'refs';
    }
    const fn = calledFunction(node, this.index);
    if (!fn) return undefined;
    const declared = fn.returnType && refSortOfType(fn.returnType.typeAnnotation, this.index);
    return declared ?? resultsOf(fn, this.index).map((value) => this.sortOf(value)).find((sort) => sort !== undefined);
  }

  #readIdentifier(node: TSESTree.Identifier): RefSort | undefined {
    const variable = this.index.variableOf(node);
    return variable && this.#sorts.ask(variable, () => this.#readVariable(variable));
  }

  #readVariable(variable: Scope.Variable): RefSort | undefined {
    const annotation = annotationOf(variable, this.index);
    const written = annotation && refSortOfType(annotation, this.index);
    if (written) return written;
    const definition = variable.defs[0];
    const node = definition?.node as Node | undefined;
    if (!definition || !node) return undefined;
    const doc = definition.type === 'Parameter' ? docTypeOfParameter(node, variable.name, this.index) : docTypeOfVariable(node, this.index);
    const documented = doc === undefined ? undefined : refSortOfDoc(doc);
    if (documented) return documented;
    if (definition.type === 'Parameter') return this.#readParameter(variable) ?? this.#amongCandidates(this.#ofVariable.get(variable));
    if (node.type !== 'VariableDeclarator') return undefined;
    const loop = node.parent.parent;
    if (loop.type === 'ForOfStatement' && loop.left === node.parent) return this.#element(loop.right, node.id, variable);
    if (node.id.type === 'ObjectPattern') return this.#fromPattern(node.id, variable);
    if (node.id.type === 'ArrayPattern') return node.init ? this.#element(node.init, node.id, variable) : undefined;
    for (const reference of variable.references) {
      const sort = reference.isWrite() && reference.writeExpr ? this.sortOf(reference.writeExpr) : undefined;
      if (sort) return sort;
    }
    return this.#amongCandidates(this.#ofVariable.get(variable));
  }

  /** An element of a collection, or the part of it that a pattern takes out under the variable's name. */
  #element(list: Node, pattern: Node, variable: Scope.Variable): RefSort | undefined {
    if (pattern.type === 'ObjectPattern') return this.#fromPattern(pattern, variable);
    if (this.sortOf(list) !== 'refs') return undefined;
    if (pattern.type === 'Identifier') return 'ref';
    if (pattern.type !== 'ArrayPattern') return undefined;
    // Of `[key, ref]`, the value is the reference, unless the entry is a tuple that begins with one.
    const position = pattern.elements.findIndex((element) => element?.type === 'Identifier' && element.name === variable.name);
    return position >= 0 && (position === pattern.elements.length - 1 || pattern.elements.length > 2) ? 'ref' : undefined;
  }

  #fromPattern(pattern: TSESTree.ObjectPattern, variable: Scope.Variable): RefSort | undefined {
    for (const part of pattern.properties) {
      if (part.type !== 'Property') continue;
      const target = part.value.type === 'AssignmentPattern' ? part.value.left : part.value;
      if (target.type === 'Identifier' && target.name === variable.name) return this.#property(propertyName(part) ?? '');
    }
    return undefined;
  }

  #readParameter(variable: Scope.Variable): RefSort | undefined {
    const parameter = parameterIndex(variable);
    if (!parameter) return undefined;
    const { fn, position } = parameter;
    const param = fn.params[position] as Node;
    const call = outermost(fn).parent;
    if (call?.type === 'CallExpression' && call.callee.type === 'MemberExpression' && CALLS_BACK.test(propertyName(call.callee) ?? '')) {
      return position === 0 ? this.#element(call.callee.object, param, variable) : undefined;
    }
    if (param.type === 'ObjectPattern') return this.#fromPattern(param, variable);
    const calls = this.index.callsOf(fn) ?? [];
    return calls.some((each) => each.arguments[position] && this.isRef(each.arguments[position])) ? 'ref' : undefined;
  }

  #collect(node: Node): void {
    switch (node.type) {
      case 'TSPropertySignature':
      case 'PropertyDefinition':
      case 'AccessorProperty':
        this.#collectField(node);
        break;
      case 'TSParameterProperty': {
        const target = node.parameter.type === 'AssignmentPattern' ? node.parameter.left : node.parameter;
        const sort = target.typeAnnotation && refSortOfType(target.typeAnnotation.typeAnnotation, this.index);
        if (sort) this.#declared.set(target.name, sort);
        break;
      }
      case 'Property':
        if (node.parent.type === 'ObjectExpression') this.#candidate(propertyName(node), { value: node.value, sort: 'ref' });
        break;
      case 'AssignmentExpression':
        this.#collectAssignment(node);
        break;
      case 'CallExpression':
        this.#collectCall(node);
        break;
      default:
    }
  }

  #collectField(node: TSESTree.TSPropertySignature | TSESTree.PropertyDefinition | TSESTree.AccessorProperty): void {
    const name = propertyName(node);
    if (name === undefined) return;
    const doc = isField(node) ? docTypeOfVariable(node, this.index) : undefined;
    const sort = (node.typeAnnotation && refSortOfType(node.typeAnnotation.typeAnnotation, this.index)) ?? (doc === undefined ? undefined : refSortOfDoc(doc));
    if (sort) this.#declared.set(name, sort);
    else if (isField(node) && node.value) this.#candidate(name, { value: node.value, sort: 'ref' });
  }

  #collectAssignment({ left, right }: TSESTree.AssignmentExpression): void {
    const target = unwrap(left);
    if (target.type !== 'MemberExpression') return;
    const name = propertyName(target);
    if (name !== undefined) this.#candidate(name, { value: right, sort: 'ref' });
    else this.#added(target.object, right);
  }

  #collectCall(node: TSESTree.CallExpression): void {
    const callee = unwrap(node.callee);
    if (callee.type !== 'MemberExpression') return;
    const position = ADDS[propertyName(callee) ?? ''];
    const value = position === undefined ? undefined : node.arguments[position];
    if (value) this.#added(callee.object, value);
  }

  #added(collection: Node, value: Node): void {
    const holder = unwrap(collection);
    const candidate: Candidate = { value, sort: 'refs' };
    if (holder.type === 'MemberExpression') { this.#candidate(propertyName(holder), candidate); return; }
    if (holder.type !== 'Identifier') return;
    const variable = this.index.variableOf(holder);
    if (variable) addTo(this.#ofVariable, variable, candidate);
  }

  #candidate(name: string | undefined, candidate: Candidate): void {
    if (name === undefined || isFunction(unwrap(candidate.value))) return;
    addTo(this.#ofProperty, name, candidate);
  }
}

function isPlainWrite(reference: Scope.Reference): boolean {
  const declarator = (reference.identifier as Node).parent;
  return declarator?.type === 'VariableDeclarator' ? declarator.id === (reference.identifier as Node) : declarator?.type === 'AssignmentExpression';
}

