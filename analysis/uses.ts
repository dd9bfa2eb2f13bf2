import type { TSESTree } from '@typescript-eslint/utils';
import {
  declaresThis, enclosingFunction, type Expression, type FieldNode, type FunctionNode, identitySought, isClass, isFunction, isStatementPosition, isWrapper, methodOf, type Node, outermost, parameterTarget, propertyName, unwrap,
} from './ast.js';
import type { ContainerKind, Use } from './model.js';
import { extendsClass, type Place, isValueBranch, ownerOf, placeInLiteral, placeOfField, placeOfParent, placeKeys, placeOfTarget, placeOfValue, readsOf, strayHolders } from './places.js';
import type { SourceIndex } from './source-index.js';
import { isTypedApart } from './type-ties.js';

/** Everything that happens to a container in this file. */
export interface Trace {
  readonly uses: readonly Use[];
  /** All places that hold the container, aliases included, in the order found. */
  readonly places: readonly Place[];
  /** The types written on its way: casts, and return types of in-file accessors. */
  readonly types: readonly TSESTree.TypeNode[];
}

const ITERATING_CALLS = new Set(['Array.from', 'Object.fromEntries', 'Promise.all', 'Promise.allSettled', 'Promise.race', 'Math.max', 'Math.min', 'Object.keys', 'Object.values', 'Object.entries', 'Object.getOwnPropertyNames', 'JSON.stringify']);
const ITERATING_CONSTRUCTORS = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'Array']);
const ITERATING_METHODS = new Set(['forEach', 'keys', 'values', 'entries', 'union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom']);
const ITERATING_ARRAY_METHODS = new Set(['forEach', 'map', 'filter', 'some', 'every', 'reduce', 'reduceRight', 'flatMap', 'join', 'slice', 'concat', 'sort', 'reverse', 'at', 'entries', 'keys', 'values', 'findLast', 'flat', 'toSorted', 'with']);
const REMOVING_ARRAY_METHODS = new Set(['splice', 'pop', 'shift', 'fill', 'copyWithin']);

/**
 * Follows a container through its places, aliases, in-file helpers and accessors, and names every use of it.
 *
 * A use that is not recognised is `unknown`, never left out.
 *
 * @param creations the expressions that make the container.
 * @param places where their values are kept.
 */
export function traceUses(kind: ContainerKind, creations: readonly Expression[], places: readonly Place[], index: SourceIndex): Trace {
  const tracer = new Tracer(kind, creations, index);
  for (const creation of creations) tracer.follow(creation);
  for (const place of places) tracer.enter(place);
  return tracer.finish();
}

class Tracer {
  readonly #uses: Use[] = [];
  readonly #receivers = new Set<Node>();
  readonly #places: Place[] = [];
  readonly #types = new Set<TSESTree.TypeNode>();
  readonly #seenPlaces = new Set<string>();
  readonly #seenNodes = new Set<Node>();
  readonly #keyOf = placeKeys();
  readonly #creations: ReadonlySet<Node>;
  /** Steps to take, the next one last. A chain of aliases or helpers can be longer than the stack of calls is deep. */
  readonly #pending: (() => void)[] = [];
  /** What the step that is being taken leads to, in that order. */
  readonly #ahead: (() => void)[] = [];

  constructor(
    private readonly kind: ContainerKind,
    creations: readonly Expression[],
    private readonly index: SourceIndex,
    /** Are the containers around an inner one looked at, too? */
    private readonly looksOutside = true,
  ) {
    this.#creations = new Set(creations);
  }

  /** Takes all steps: what a step leads to comes before what was ahead of it. */
  finish(): Trace {
    do {
      for (let step = this.#ahead.pop(); step; step = this.#ahead.pop()) this.#pending.push(step);
      this.#pending.pop()?.();
    } while (this.#pending.length > 0 || this.#ahead.length > 0);
    return { uses: this.#uses.sort((a, b) => a.node.range[0] - b.node.range[0]), places: this.#places, types: [...this.#types] };
  }

  /** Follows the value of an expression that stands for the container. */
  follow(node: Node): void {
    this.#ahead.push(() => this.#follow(node));
  }

  /** Adds a place that holds the container and follows everything that reads it. */
  enter(place: Place): void {
    this.#ahead.push(() => this.#enter(place));
  }

  #enter(place: Place): void {
    const key = this.#keyOf(place);
    if (this.#seenPlaces.has(key)) return;
    this.#seenPlaces.add(key);
    this.#places.push(place);
    for (const read of readsOf(place, this.index)) this.#ahead.push(() => this.#occurrence(read, place));
    if (place.kind === 'property') this.#ahead.push(() => this.#holderUses(place));
    if (place.kind === 'entry' && this.looksOutside) this.#ahead.push(() => this.#outerUses(place.outer, place));
  }

  /** What happens to the container that holds this one as a value: reads that lead here, and ways out of sight. */
  #outerUses(outer: Place, place: Place): void {
    const tracer = new Tracer('map', [], this.index, false);
    tracer.enter(outer);
    for (const use of tracer.finish().uses) {
      this.#ahead.push(() => {
        if (use.kind === 'get' || (use.kind === 'set' && use.how === 'getOrInsert')) this.#occurrence(use.node, place);
        else if (use.kind === 'iterate') this.#listed(use.node, use.receiver);
        else if (use.kind === 'escape' || use.kind === 'unknown') this.#add({ kind: 'unknown', node: use.node, receiver: use.receiver });
      });
    }
  }

  /** A loop over the outer container reads its values: a variable for them can be followed. */
  #listed(node: Node, receiver: Node): void {
    const called = node.type === 'CallExpression' && node.callee.type === 'MemberExpression' ? propertyName(node.callee) : undefined;
    if (called === 'keys') return;
    let value: Node | null | undefined;
    if (called === 'forEach') {
      const callback = (node as TSESTree.CallExpression).arguments[0];
      if (isFunction(callback)) {
        if (callback.params.length === 0) return;
        value = callback.params[0];
      }
    } else {
      const loop = node.type === 'ForOfStatement' ? node : node.parent;
      const declared = loop?.type === 'ForOfStatement' && loop.left.type === 'VariableDeclaration' ? loop.left.declarations[0].id : undefined;
      value = called === 'values' ? declared : declared?.type === 'ArrayPattern' ? declared.elements[1] : undefined;
      if (declared?.type === 'ArrayPattern' && called !== 'values' && declared.elements.length === 1) return;
    }
    if (value?.type === 'Identifier') this.#enterVariable(value);
    else this.#add({ kind: 'unknown', node, receiver });
  }

  /** A mention of a place: a write of it, a destructuring, or a read. */
  #occurrence(node: Node, place: Place): void {
    if (this.#seenNodes.has(node)) return;
    if (node.type === 'Property') {
      this.#seenNodes.add(node);
      const target = node.value.type === 'AssignmentPattern' ? node.value.left : node.value;
      if (target.type === 'Identifier') this.#enterVariable(target);
      else this.#add({ kind: 'unknown', node, receiver: node });
      return;
    }
    const whole = outermost(node);
    const parent = whole.parent;
    if (parent?.type === 'AssignmentExpression' && parent.left === whole) {
      this.#seenNodes.add(node);
      this.#replacement(parent, node);
      if (!isStatementPosition(parent)) this.follow(parent);
      return;
    }
    if (parent?.type === 'UnaryExpression' && parent.operator === 'delete') {
      this.#add({ kind: 'replace', by: 'nothing', node: parent, receiver: node });
      return;
    }
    if (parent?.type === 'ExportSpecifier' || parent?.type === 'ExportDefaultDeclaration') {
      this.#add({ kind: 'escape', to: 'export', node: parent, receiver: node });
      return;
    }
    if (parent?.type === 'ForOfStatement' && parent.left === whole) {
      this.#add({ kind: 'unknown', node: parent, receiver: node });
      return;
    }
    if (place.kind === 'variable' && node.type !== 'Identifier' && node.type !== 'JSXIdentifier') return;
    this.follow(node);
  }

  #replacement(assignment: TSESTree.AssignmentExpression, receiver: Node): void {
    const made = valuesOf(assignment.right);
    if (assignment.operator !== '=' && assignment.operator !== '??=' && assignment.operator !== '||=') {
      this.#add({ kind: 'unknown', node: assignment, receiver });
    } else if (made.every((value) => this.#creations.has(value))) {
      if (assignment.operator === '=') this.#add({ kind: 'replace', by: 'fresh', node: assignment, receiver });
    } else if (made.every(isNothing)) {
      this.#add({ kind: 'replace', by: 'nothing', node: assignment, receiver });
    } else if (this.kind === 'array' && made.every((value) => isFilterOf(value, receiver, this.index))) {
      this.#add({ kind: 'delete', key: assignment.right, node: assignment, receiver });
    } else if (!made.some((value) => this.#creations.has(value)) && !made.some((value) => this.#readsKnownPlace(value))) {
      this.#add({ kind: 'unknown', node: assignment, receiver });
    }
  }

  #readsKnownPlace(value: Node): boolean {
    const place = placeOfValue(value, this.index);
    if (!place) return false;
    return (place.kind === 'entry' && this.#places.some(({ kind }) => kind === 'entry')) || this.#receivers.has(value) || (place.kind === 'variable' && this.#seenPlaces.has(this.#keyOf(place)));
  }

  #follow(node: Node): void {
    if (this.#seenNodes.has(node)) return;
    this.#seenNodes.add(node);
    const at = this.#climb(node);
    const parent = at.parent;
    if (!parent || isStatementPosition(at)) return;
    switch (parent.type) {
      case 'MemberExpression':
        if (parent.object === at) this.#member(parent, node);
        else this.#add({ kind: 'unknown', node: parent, receiver: node });
        return;
      case 'LogicalExpression':
        // The left side of `&&` is only tested; every other operand may be the value.
        if (parent.operator === '&&' && parent.left === at) this.#add({ kind: 'test', node: parent, receiver: node });
        else this.follow(parent);
        return;
      case 'ConditionalExpression':
        if (parent.test === at) this.#add({ kind: 'test', node: parent, receiver: node });
        else this.follow(parent);
        return;
      case 'SequenceExpression':
        if (isValueBranch(parent, at)) this.follow(parent);
        return;
      case 'AssignmentExpression':
        if (parent.right === at) this.#stored(parent.left, parent, node);
        return;
      case 'VariableDeclarator':
        this.#declared(parent, node);
        return;
      case 'PropertyDefinition':
      case 'AccessorProperty':
        if (parent.value === at) this.#keptInField(parent, node);
        return;
      case 'AssignmentPattern':
        if (parent.left.type === 'Identifier') this.#enterVariable(parent.left);
        if (parent.parent.type === 'TSParameterProperty') this.#enterKnown(placeOfParent(parent, at, this.index));
        return;
      case 'IfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'UnaryExpression':
        this.#plain(parent.type === 'UnaryExpression' && parent.operator !== '!' && parent.operator !== 'typeof' ? 'unknown' : 'test', parent, node);
        return;
      case 'ForInStatement':
        this.#plain(this.kind === 'dictionary' ? 'iterate' : 'unknown', parent, node);
        return;
      case 'BinaryExpression':
        if (this.kind === 'dictionary' && parent.operator === 'in' && parent.right === at && parent.left.type !== 'PrivateIdentifier') {
          this.#add({ kind: 'has', key: parent.left, node: parent, receiver: node });
          return;
        }
        this.#plain(isIdentityTest(parent) ? 'test' : 'unknown', parent, node);
        return;
      case 'ForOfStatement':
      case 'SpreadElement':
      case 'YieldExpression':
        this.#plain(parent.type === 'YieldExpression' && !parent.delegate ? 'unknown' : 'iterate', parent, node);
        return;
      case 'AwaitExpression':
        this.follow(parent);
        return;
      case 'CallExpression':
      case 'NewExpression':
        this.#argument(parent, at, node);
        return;
      case 'ReturnStatement':
      case 'ArrowFunctionExpression':
        this.#returned(parent, node);
        return;
      case 'Property': {
        const place = parent.parent.type === 'ObjectExpression' ? placeInLiteral(parent.parent, propertyName(parent), this.index) : undefined;
        if (place) this.enter(place);
        else this.#add({ kind: 'escape', to: 'property', node: parent, receiver: node });
        return;
      }
      case 'ArrayExpression':
      case 'JSXExpressionContainer':
        this.#add({ kind: 'escape', to: 'value', node: parent, receiver: node });
        return;
      default:
        this.#add({ kind: 'unknown', node: parent, receiver: node });
    }
  }

  #member(member: TSESTree.MemberExpression, receiver: Node): void {
    const name = propertyName(member);
    const whole = outermost(member);
    if (this.kind === 'dictionary') {
      this.#entry(member, name, whole, receiver);
      return;
    }
    const call = whole.parent?.type === 'CallExpression' && whole.parent.callee === whole ? whole.parent : undefined;
    if (name === undefined || !call) {
      this.#property(member, name, whole, receiver);
      return;
    }
    const [first, second] = call.arguments;
    const key = first && first.type !== 'SpreadElement' ? first : undefined;
    const value = second && second.type !== 'SpreadElement' ? second : undefined;
    const at = { node: call, receiver };
    if (this.kind === 'array') {
      this.#arrayCall(name, key, call, receiver);
    } else if (name === 'clear') {
      this.#add({ kind: 'clear', ...at });
    } else if (ITERATING_METHODS.has(name)) {
      this.#add({ kind: 'iterate', ...at });
    } else if ((name === 'has' || name === 'delete' || name === 'get') && key) {
      this.#add({ kind: name, key, ...at });
    } else if ((name === 'set' || name === 'add') && key) {
      this.#add({ kind: 'set', how: name, key, value, ...at });
      // Both return the container itself.
      if (!isStatementPosition(call) && !isIgnoredResult(call)) this.follow(call);
    } else if ((name === 'getOrInsert' || name === 'getOrInsertComputed') && key) {
      this.#add({ kind: 'set', how: 'getOrInsert', key, value, ...at });
    } else {
      this.#add({ kind: 'unknown', ...at });
    }
  }

  /** `d[key]` of a dictionary, and the few methods that plain objects have. */
  #entry(member: TSESTree.MemberExpression, name: string | undefined, whole: Node, receiver: Node): void {
    const parent = whole.parent as Node;
    if (name !== undefined || !member.computed) {
      const call = parent.type === 'CallExpression' && parent.callee === whole ? parent : undefined;
      const [key] = call?.arguments ?? [];
      if (name === 'hasOwnProperty' && call && key && key.type !== 'SpreadElement') this.#add({ kind: 'has', key, node: call, receiver });
      else this.#add({ kind: 'unknown', node: member, receiver, isFixedKey: true });
      return;
    }
    const key = member.property;
    if (parent.type === 'AssignmentExpression' && parent.left === whole) {
      const how = parent.operator === '??=' || parent.operator === '||=' ? 'getOrInsert' : 'assign';
      this.#add({ kind: 'set', how, key, value: parent.right, node: parent, receiver });
    } else if (parent.type === 'UpdateExpression') {
      this.#add({ kind: 'set', how: 'assign', key, value: undefined, node: parent, receiver });
    } else if (parent.type === 'UnaryExpression' && parent.operator === 'delete') {
      this.#add({ kind: 'delete', key, node: parent, receiver });
    } else {
      this.#add({ kind: 'get', key, node: member, receiver });
    }
  }

  #arrayCall(name: string, key: Expression | undefined, call: TSESTree.CallExpression, receiver: Node): void {
    const at = { node: call, receiver };
    if (name === 'push' || name === 'unshift') {
      if (call.arguments.length === 1 && key) this.#add({ kind: 'set', how: 'push', key, value: undefined, ...at });
      else this.#add({ kind: 'unknown', ...at });
    } else if ((name === 'includes' || name === 'indexOf' || name === 'lastIndexOf') && key) {
      this.#add({ kind: 'has', key, ...at });
    } else if ((name === 'find' || name === 'findIndex') && key) {
      const sought = identitySought(key);
      this.#add(sought ? { kind: 'has', key: sought, ...at } : { kind: 'iterate', ...at });
    } else if (REMOVING_ARRAY_METHODS.has(name)) {
      this.#add({ kind: 'delete', key: key ?? call, ...at });
    } else if (ITERATING_ARRAY_METHODS.has(name)) {
      this.#add({ kind: 'iterate', ...at });
    } else {
      this.#add({ kind: 'unknown', ...at });
    }
  }

  #property(member: TSESTree.MemberExpression, name: string | undefined, whole: Node, receiver: Node): void {
    const isTarget = whole.parent?.type === 'AssignmentExpression' && whole.parent.left === whole;
    if (this.kind === 'array') {
      if (name === 'length') this.#plain(isTarget ? 'clear' : 'size', isTarget ? whole.parent : member, receiver);
      else this.#plain(member.computed && !isTarget ? 'iterate' : 'unknown', member, receiver);
    } else if (name === 'size' && !isTarget) {
      this.#add({ kind: 'size', node: member, receiver });
    } else {
      this.#add({ kind: 'unknown', node: member, receiver });
    }
  }

  #stored(target: Node, assignment: TSESTree.AssignmentExpression, receiver: Node): void {
    const place = placeOfTarget(target, this.index);
    if (place) {
      this.enter(place);
      if (place.kind === 'global' && place.exported) this.#ahead.push(() => this.#add({ kind: 'escape', to: 'export', node: assignment, receiver }));
    } else {
      this.#add({ kind: 'escape', to: 'property', node: assignment, receiver });
    }
    if (!isStatementPosition(assignment)) this.follow(assignment);
  }

  #declared(declarator: TSESTree.VariableDeclarator, receiver: Node): void {
    if (declarator.id.type === 'Identifier') {
      this.#enterVariable(declarator.id);
    } else if (declarator.id.type === 'ArrayPattern') {
      this.#add({ kind: 'iterate', node: declarator, receiver });
    } else {
      for (const property of declarator.id.properties) {
        const isSize = property.type === 'Property' && propertyName(property) === (this.kind === 'array' ? 'length' : 'size');
        this.#plain(isSize ? 'size' : 'unknown', property, receiver);
      }
    }
  }

  #enterKnown(place: Place | undefined): void {
    if (place) this.enter(place);
  }

  #keptInField(field: FieldNode, receiver: Node): void {
    const place = placeOfField(field);
    if (place) this.enter(place);
    else this.#add({ kind: 'escape', to: 'property', node: field, receiver });
  }

  #enterVariable(identifier: TSESTree.Identifier): void {
    const variable = this.index.variableOf(identifier) ?? this.index.declaredBy(identifier.parent)[0];
    if (variable) this.enter({ kind: 'variable', variable });
  }

  #argument(call: TSESTree.CallExpression | TSESTree.NewExpression, argument: Node, receiver: Node): void {
    if (call.callee === argument) {
      this.#add({ kind: 'unknown', node: call, receiver });
      return;
    }
    const callee = unwrap(call.callee);
    const asked = this.kind === 'dictionary' ? askedKey(call, argument) : undefined;
    if (asked) {
      this.#add({ kind: 'has', key: asked, node: call, receiver });
      return;
    }
    if (this.#iterates(call, callee)) {
      this.#add({ kind: 'iterate', node: call, receiver });
      return;
    }
    const position = call.arguments.indexOf(argument as TSESTree.CallExpressionArgument);
    const parameter = call.type === 'CallExpression' ? this.#parameterFor(callee, position, call) : undefined;
    if (parameter) {
      this.#enterVariable(parameter);
      if (this.#isOverridable(callee)) this.#ahead.push(() => this.#add({ kind: 'escape', to: 'argument', node: call, receiver }));
      return;
    }
    const outer = position === 1 && call.type === 'CallExpression' && callee.type === 'MemberExpression' && propertyName(callee) === 'set' ? placeOfValue(callee.object, this.index) : undefined;
    if (outer) this.enter({ kind: 'entry', outer });
    else this.#add({ kind: 'escape', to: 'argument', node: call, receiver });
  }

  #iterates(call: TSESTree.CallExpression | TSESTree.NewExpression, callee: Node): boolean {
    if (call.type === 'NewExpression') {
      return callee.type === 'Identifier' && ITERATING_CONSTRUCTORS.has(callee.name) && this.index.isGlobal(callee, callee.name);
    }
    return callee.type === 'MemberExpression' && ITERATING_CALLS.has(this.index.text(callee));
  }

  /** The parameter of an in-file function or method that an argument becomes. */
  #parameterFor(callee: Node, position: number, call: TSESTree.CallExpression): TSESTree.Identifier | undefined {
    if (call.arguments.slice(0, position).some((argument) => argument.type === 'SpreadElement')) return undefined;
    const fn = this.#functionFor(callee);
    const parameter = fn && !declaresThis(fn) ? fn.params[position] : undefined;
    if (!parameter || parameter.type === 'RestElement' || parameter.type === 'TSParameterProperty') return undefined;
    const target = parameterTarget(parameter);
    return target.type === 'Identifier' ? target : undefined;
  }

  #functionFor(callee: Node): FunctionNode | undefined {
    if (callee.type === 'Identifier') {
      const variable = this.index.variableOf(callee);
      const fn = variable && this.index.functionOf(variable);
      return fn && !isTypedApart(fn) ? fn : undefined;
    }
    if (isFunction(callee)) return callee;
    const value = this.#methodFor(callee)?.value;
    return isFunction(value) ? value : undefined;
  }

  /** The method of this file's class that `this.name(…)` calls. */
  #methodFor(callee: Node): TSESTree.MethodDefinition | undefined {
    const owner = callee.type === 'MemberExpression' ? ownerOf(callee.object, this.index) : undefined;
    const name = propertyName(callee);
    if (owner?.kind !== 'class' || name === undefined) return undefined;
    return this.index.membersOfClass(owner.node, name, owner.isStatic).find((member) => member.type === 'MethodDefinition');
  }

  /** Can a subclass have its own method for a call: in this file, or wherever an exported class is extended? */
  #isOverridable(callee: Node): boolean {
    const method = this.#methodFor(callee);
    const owner = method?.parent.parent;
    if (!method || !isClass(owner) || isPrivateMember(method)) return false;
    const binding = this.index.bindingOf(owner);
    if (!method.static && (!binding || this.index.isExported(binding))) return true;
    return this.index.methodsNamed(propertyName(method) ?? '').some((other) => other !== method && isClass(other.parent.parent) && extendsClass(other.parent.parent, owner, this.index));
  }

  /** A returned container goes on at the calls, where all of them are in sight; otherwise it escapes. */
  #returned(node: Node, receiver: Node): void {
    const fn = node.type === 'ArrowFunctionExpression' ? node : enclosingFunction(node);
    if (!fn || fn.async || fn.generator) {
      this.#add({ kind: 'escape', to: 'return', node, receiver });
      return;
    }
    const method = methodOf(fn);
    const calls = method ? this.#readsOfMember(method) : isCalledHere(fn) ? [outermost(fn).parent as Node] : this.index.callsOf(fn);
    if (!calls || (method && !isPrivateMember(method)) || (!method && !isCalledHere(fn) && isTypedApart(fn))) this.#add({ kind: 'escape', to: 'return', node, receiver });
    if (fn.returnType) this.#types.add(fn.returnType.typeAnnotation);
    for (const call of calls ?? []) this.follow(call);
  }

  /** Climbs out of wrappers only, and notes the types of casts: the value branches are judged one by one. */
  #climb(node: Node): Node {
    let at = node;
    while (at.parent && isWrapper(at.parent)) {
      at = at.parent;
      if (at.type === 'TSAsExpression' || at.type === 'TSSatisfiesExpression' || at.type === 'TSTypeAssertion') this.#types.add(at.typeAnnotation);
    }
    return at;
  }

  /** The values of an in-file accessor or method: its reads, or its calls. */
  #readsOfMember(method: TSESTree.MethodDefinition): readonly Node[] | undefined {
    const name = propertyName(method);
    if (name === undefined || method.kind === 'constructor' || method.kind === 'set') return undefined;
    return this.index.membersNamed(name).flatMap((member): Node[] => {
      if (member.type !== 'MemberExpression') return [];
      if (!name.startsWith('#') && ownerOf(member.object, this.index)?.kind !== 'class') return [];
      if (method.kind === 'get') return [member];
      const whole = outermost(member);
      return whole.parent?.type === 'CallExpression' && whole.parent.callee === whole ? [whole.parent] : [];
    });
  }

  /** What happens to the object literal that has the container as a property: anything but member reads lets it out. */
  #holderUses(place: Extract<Place, { kind: 'property' }>): void {
    for (const node of [...this.index.strayMentions(place.variable), ...strayHolders(place, this.index)]) {
      const at = outermost(node);
      const parent = at.parent;
      if (!parent || parent.type === 'TSTypeQuery' || parent.type === 'TSTypeReference') continue;
      if (parent.type === 'MemberExpression' && parent.object === at) {
        if (propertyName(parent) === undefined) this.#add({ kind: 'unknown', node: parent, receiver: node });
        continue;
      }
      if (parent.type === 'VariableDeclarator' && parent.id.type === 'ObjectPattern' && !parent.id.properties.some((property) => property.type === 'RestElement')) continue;
      if (this.index.functionOf(place.variable) || this.index.classOf(place.variable)) continue;
      if (parent.type === 'ExportSpecifier' || parent.type === 'ExportDefaultDeclaration') this.#add({ kind: 'escape', to: 'export', node: parent, receiver: node });
      else this.#add({ kind: 'escape', to: 'value', node: parent, receiver: node });
    }
  }

  #plain(kind: 'test' | 'size' | 'iterate' | 'clear' | 'unknown', node: Node, receiver: Node): void {
    this.#add({ kind, node, receiver });
  }

  #add(use: Use): void {
    this.#receivers.add(use.receiver);
    this.#uses.push(use);
  }
}

function isCalledHere(fn: FunctionNode): boolean {
  const whole = outermost(fn);
  return whole.parent?.type === 'CallExpression' && whole.parent.callee === whole;
}

/** `Object.hasOwn(d, key)`, `Object.prototype.hasOwnProperty.call(d, key)`, `Reflect.has(d, key)`. */
function askedKey(call: TSESTree.CallExpression | TSESTree.NewExpression, dictionary: Node): Expression | undefined {
  const callee = unwrap(call.callee);
  const [first, key] = call.arguments;
  if (first !== dictionary || !key || key.type === 'SpreadElement' || callee.type !== 'MemberExpression') return undefined;
  const name = propertyName(callee);
  if (name === 'hasOwn' || name === 'has') return key;
  return name === 'call' && callee.object.type === 'MemberExpression' && propertyName(callee.object) === 'hasOwnProperty' ? key : undefined;
}

/** `list.forEach((x) => set.add(x))`: what the arrow gives back is ignored. */
function isIgnoredResult(call: Node): boolean {
  const arrow = call.parent;
  if (arrow?.type !== 'ArrowFunctionExpression' || arrow.body !== call) return false;
  const outer = arrow.parent;
  return outer.type === 'CallExpression' && outer.arguments[0] === arrow && outer.callee.type === 'MemberExpression' && propertyName(outer.callee) === 'forEach' && isStatementPosition(outer);
}

/** Can only code in the class body name the member? */
export function isPrivateMember(member: TSESTree.MethodDefinition | TSESTree.PropertyDefinition | TSESTree.AccessorProperty): boolean {
  return member.key.type === 'PrivateIdentifier' || member.accessibility === 'private';
}

/** The possible values of an expression, through casts and branches. */
export function valuesOf(node: Node): readonly Node[] {
  const inner = unwrap(node);
  switch (inner.type) {
    case 'LogicalExpression':
      return [...valuesOf(inner.left), ...valuesOf(inner.right)];
    case 'ConditionalExpression':
      return [...valuesOf(inner.consequent), ...valuesOf(inner.alternate)];
    case 'SequenceExpression':
      return valuesOf(inner.expressions.at(-1) as Node);
    case 'AssignmentExpression':
      return valuesOf(inner.right);
    default:
      return [inner];
  }
}

export function isNothing(node: Node): boolean {
  return (node.type === 'Literal' && node.value === null && node.raw === 'null') || (node.type === 'Identifier' && node.name === 'undefined') || (node.type === 'UnaryExpression' && node.operator === 'void');
}

/** `list = list.filter(…)`: what is left out is released. */
function isFilterOf(value: Node, receiver: Node, index: SourceIndex): boolean {
  if (value.type !== 'CallExpression' || value.callee.type !== 'MemberExpression') return false;
  return /^(?:filter|slice)$/.test(propertyName(value.callee) ?? '') && index.plainText(value.callee.object) === index.plainText(receiver);
}

/** Does a comparison look at nothing but which object it is? A loose one with a text asks for the name of its class. */
function isIdentityTest({ operator, left, right }: TSESTree.BinaryExpression): boolean {
  return /^[!=]==$/.test(operator) || (/^[!=]=$/.test(operator) && [left, right].some(isNothing));
}
