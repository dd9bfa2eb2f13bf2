import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { ancestors, callOf, type ClassNode, classOfMember, contains, type FunctionNode, isClass, isField, isFunction, isImmediatelyCalled, methodOf, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { isInstallation, isRegistration, isSynchronousCallback } from '../ir/callbacks.js';
import { runningFrame, runsOnlyAtLoad } from './running.js';
import type { SourceIndex } from '../source/source-index.js';

/**
 * How the functions made in a call live on when the call has returned.
 *
 * - `kept`: returned, stored or exported: the product of a factory;
 * - `visitor`: methods of an object named by node types, which a traversal drops when it is done;
 * - `registered`: handed to something that calls back, for as long as that lives;
 * - `event`: the same, in a function that is called back itself, for each event.
 */
export type Outliving = 'kept' | 'visitor' | 'registered' | 'event';

/** Products of products of factories are followed as far as this; what is made deeper down counts as kept. */
const MOST_FACTORIES = 20;

/**
 * How the code at some nodes outlives a run of the function around them.
 *
 * @returns `undefined` where all of it is done when `frame` returns, as far as is seen.
 */
export function outlivingOf(nodes: readonly Node[], frame: FunctionNode, index: SourceIndex): Outliving | undefined {
  const found = (['kept', 'visitor', 'registered'] as const).find((how) => new Follower(frame, index, how).outliveAt(nodes));
  return found === 'registered' && isCalledBack(frame) ? 'event' : found;
}

/** `compiler.hooks.compilation.tap('Names', (compilation) => …)` */
function isCalledBack(fn: FunctionNode): boolean {
  const whole = outermost(fn);
  return whole.parent?.type === 'CallExpression' && whole.parent.callee !== whole && isRegistration(whole.parent);
}

/** Does the code at a node outlive a run of the function around it, in whatever way? */
export function outlives(node: Node, frame: FunctionNode, index: SourceIndex): boolean {
  const known = index.remember(outlivingParts, frame);
  // All code of one function does, or none.
  const part = ancestors(node).find((at) => isFunction(at) || isField(at)) ?? frame;
  const answer = known.get(part) ?? outlivingOf([node], frame, index) !== undefined;
  known.set(part, answer);
  return answer;
}

function outlivingParts(): Map<Node, boolean> {
  return new Map();
}

/** Follows functions and classes made in `frame` to where they are kept. */
class Follower {
  readonly #seen = new Set<object>();
  /** What is still to be asked. One yes will do, so the order does not matter. */
  readonly #questions: (() => boolean)[] = [];

  constructor(
    private readonly frame: FunctionNode,
    private readonly index: SourceIndex,
    private readonly how: Exclude<Outliving, 'event'>,
    /** The factories that led here, whose products are followed to their callers. */
    private readonly factories: readonly FunctionNode[] = [frame],
  ) {}

  /** Is one of the nodes in a function or class inside the frame that outlives it? */
  outliveAt(nodes: readonly Node[]): boolean {
    for (const node of nodes) this.#outlivesAt(node);
    return this.#answer();
  }

  /** Does the value of an expression in the frame outlive it? */
  valueOutlives(node: Node): boolean {
    this.#valueOutlives(node);
    return this.#answer();
  }

  #answer(): boolean {
    for (let ask = this.#questions.pop(); ask; ask = this.#questions.pop()) if (ask()) return true;
    return false;
  }

  #outlivesAt(node: Node): boolean {
    // A helper elsewhere that is given the container is done when the frame is.
    if (!contains(this.frame, node)) return false;
    for (let at: Node | undefined = node.parent; at; at = at.parent) {
      if (at === this.frame) break;
      if (isFunction(at)) this.#functionOutlives(at);
      else if (isField(at) && isClass(at.parent.parent)) this.#classOutlives(at.parent.parent);
    }
    return false;
  }

  /** Leaves a question for later: helpers make longer chains than the stack of calls is deep. */
  #later(question: () => boolean): false {
    this.#questions.push(question);
    return false;
  }

  #isNew(thing: object): boolean {
    if (this.#seen.has(thing)) return false;
    this.#seen.add(thing);
    return true;
  }

  #functionOutlives(fn: FunctionNode): boolean {
    if (!this.#isNew(fn)) return false;
    const method = methodOf(fn);
    if (method) {
      const owner = classOfMember(method);
      return owner !== undefined && this.#classOutlives(owner);
    }
    if (fn.type !== 'FunctionDeclaration') return this.#valueOutlives(fn);
    const variable = this.index.bindingOf(fn);
    return variable !== undefined && this.#variableOutlives(variable);
  }

  #classOutlives(node: ClassNode): boolean {
    if (!this.#isNew(node)) return false;
    if (node.type === 'ClassExpression') return this.#valueOutlives(node);
    const variable = this.index.bindingOf(node);
    return variable !== undefined && this.#variableOutlives(variable);
  }

  #variableOutlives(variable: Scope.Variable): boolean {
    if (!this.#isNew(variable)) return false;
    return this.#later(() => variable.references.some((reference) => {
      if (reference.init) return false;
      const node = reference.identifier as Node;
      // Any use makes it live on where the user does; a call, only there.
      return this.#outlivesAt(node) || (!callOf(node) && this.#valueOutlives(node));
    }));
  }

  #valueOutlives(node: Node): boolean {
    return this.#later(() => this.#isValueKept(node));
  }

  #isValueKept(node: Node): boolean {
    const at = outermost(node);
    const parent = at.parent;
    if (!parent) return false;
    switch (parent.type) {
      case 'ReturnStatement':
        return this.#isReturned(parent);
      case 'ArrowFunctionExpression':
        return parent === this.frame ? this.#leaves(at) : this.#isGivenBack(parent);
      case 'Property':
        return parent.value === at && this.#valueOutlives(parent.parent);
      case 'SpreadElement':
      case 'ArrayExpression':
      case 'ConditionalExpression':
      case 'LogicalExpression':
      case 'SequenceExpression':
        return this.#valueOutlives(parent);
      case 'AssignmentExpression':
        return parent.right === at && (this.#isStored(parent.left) || this.#valueOutlives(parent));
      case 'VariableDeclarator':
        return parent.id.type === 'Identifier' && this.index.declaredBy(parent).some((variable) => this.#variableOutlives(variable));
      case 'NewExpression':
      case 'CallExpression':
        return parent.callee !== at && this.#isKeptBy(parent);
      default:
        return false;
    }
  }

  /** Does a value that the frame gives back count, and live on with its callers? */
  #leaves(value: Node): boolean {
    return this.#counts(value) && this.#isProductKept();
  }

  /**
   * Does what the frame gives back outlive the functions that call it, where all of these are in sight? What a function
   * makes by a helper of its own goes when it returns.
   */
  #isProductKept(): boolean {
    const calls = this.index.callsOf(this.frame);
    if (!calls || calls.length === 0 || this.factories.length > MOST_FACTORIES) return true;
    return calls.some((call) => {
      if (this.factories.some((factory) => contains(factory, call))) return false;
      const caller = runningFrame(this.frame, this.index) ?? outermostRunning(call, this.index);
      return caller === undefined || new Follower(caller, this.index, this.how === 'visitor' ? 'kept' : this.how, [...this.factories, caller]).valueOutlives(call);
    });
  }

  /** Does a value that leaves the frame count for the kind of outliving that is asked for? */
  #counts(value: Node): boolean {
    const inner = unwrap(value);
    return (this.how === 'visitor') === (inner.type === 'ObjectExpression' && isVisitor(inner));
  }

  /** Returned from the frame itself, or from a function inside that outlives it. */
  #isReturned(statement: Node): boolean {
    if (statement.type !== 'ReturnStatement' || !statement.argument) return false;
    for (let at: Node | undefined = statement.parent; at; at = at.parent) {
      if (!isFunction(at)) continue;
      if (at === this.frame) return this.#leaves(statement.argument);
      if (isImmediatelyCalled(at)) return this.#valueOutlives(outermost(at).parent as Node);
      return this.#isGivenBack(at);
    }
    return false;
  }

  /** What a function inside the frame gives back lives on with the function, or where one of its calls puts it. */
  #isGivenBack(fn: FunctionNode): boolean {
    for (const call of this.index.callsOf(fn) ?? []) if (this.#isNew(call)) this.#valueOutlives(call);
    return this.#functionOutlives(fn);
  }

  #isStored(target: Node): boolean {
    if (this.how !== 'kept') return false;
    if (target.type === 'Identifier') {
      const variable = this.index.variableOf(target);
      return variable === undefined || !this.#isLocal(variable) || this.#variableOutlives(variable);
    }
    let root: Node = target;
    while (root.type === 'MemberExpression') root = unwrap(root.object);
    if (root.type !== 'Identifier') return root.type === 'ThisExpression';
    const variable = this.index.variableOf(root);
    if (!variable || !this.#isLocal(variable)) return true;
    return variable.defs[0]?.type === 'Parameter' || this.#variableOutlives(variable);
  }

  #isKeptBy(call: Node): boolean {
    if (this.how === 'kept' && isInstallation(call)) return true;
    if (this.how === 'registered' && isRegistration(call)) return true;
    // `return wrap(fn)`, `return new Proxy(target, { get() { … } })`: what wraps it carries it out.
    if (this.how !== 'kept' || isSynchronousCallback(call)) return false;
    const at = outermost(call);
    if (at.parent === this.frame) return true;
    if (at.parent?.type === 'VariableDeclarator' && at.parent.id.type === 'Identifier') return this.#later(() => this.index.declaredBy(at.parent as Node).some((variable) => this.#variableOutlives(variable)));
    return at.parent?.type === 'ReturnStatement' && this.#isReturned(at.parent);
  }

  #isLocal(variable: Scope.Variable): boolean {
    const node = variable.defs[0]?.node as Node | undefined;
    return node !== undefined && node !== this.frame && this.frame.range[0] <= node.range[0] && node.range[1] <= this.frame.range[1];
  }
}

/** The outermost function around a node that can run more than once; `undefined` where there is none, or the node is in a field. */
function outermostRunning(node: Node, index: SourceIndex): FunctionNode | undefined {
  let outermost: FunctionNode | undefined;
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if (isField(at)) return undefined;
    if (isFunction(at) && !isImmediatelyCalled(at) && !runsOnlyAtLoad(at, index)) outermost = at;
  }
  return outermost;
}

/** The names of nodes and of their parts: of ESTree and Babel, TypeScript, JSX, GraphQL, PostCSS. */
const NODE_NAME = /^(?:(?:TS|JSX)[A-Z]\w*|Program|Document|File|Root|Once|Rule|AtRule|Field|Variable|Directive|Argument|Name|\w*(?:Expression|Statement|Declaration|Declarator|Definition|Literal|Identifier|Pattern|Specifier|Property|Element|Attribute|Clause|Block|Fragment|Spread|Function|Method|Selector|Comment|Node))$/;
const IS_NODE = /^(?:n|p|ast|el|decl|rule|token|\w*(?:node|path|element))$/i;

/** `{ Identifier(node) { … }, 'Program:exit'() { … } }`: methods named by the nodes that they are called for, or that are given one. */
function isVisitor(literal: Node): boolean {
  return literal.type === 'ObjectExpression' && literal.properties.some((property) => {
    const name = property.type === 'Property' ? (propertyName(property) ?? '') : '';
    if (/^[*:"[]|:exit$/.test(name)) return true;
    if (property.type !== 'Property' || !/^[A-Z]|^(?:enter|leave|exit|visit\w*)$/.test(name)) return false;
    const [first] = isFunction(property.value) ? property.value.params : [];
    return (/^[A-Z]/.test(name) && NODE_NAME.test(name)) || (first?.type === 'Identifier' && IS_NODE.test(first.name));
  });
}
