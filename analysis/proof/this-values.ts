import type { TSESTree } from '@typescript-eslint/utils';
import { decoratorsOf, type FunctionNode, isFunction, type Node, outermost, propertyName, returnedFrom, thisOwner, unwrap } from '../source/ast.js';
import type { SourceIndex } from '../source/source-index.js';
import type { Callers } from './callers.js';
import { isNeverAssigned } from './guards.js';
import { type Answer, ground, open } from './model.js';
import { methodAround, takenElsewhere } from './methods.js';
import type { Outside } from './outside.js';
import { excludesPrimitives, thisOfAccessorResult } from './types.js';

/** May a file read an accessor apart from its object? */
function takesAccessors({ source }: SourceIndex): boolean {
  return /getOwnPropertyDescriptor|__lookup|\bReflect\b|\bsuper\s*[.[]/.test(source.text);
}

/** Proves that `this` is an object where it stands. */
export class ThisProver {
  constructor(
    private readonly index: SourceIndex,
    private readonly outside: Outside,
    private readonly callers: Callers,
  ) {}

  /** @returns nothing for a kind of `this` that is not known here */
  prove(node: TSESTree.ThisExpression): Answer | undefined {
    const owner = thisOwner(node);
    if (owner.kind === 'class') return owner.isStatic ? undefined : this.#thisOfClass(node, owner.node);
    if (owner.kind !== 'function') return undefined;
    const [first] = owner.node.params;
    if (first?.type === 'Identifier' && first.name === 'this' && first.typeAnnotation && isAccessorOfDescriptor(owner.node, this.index)) {
      if (this.#takesAccessors()) return undefined;
      return excludesPrimitives({ node: first.typeAnnotation.typeAnnotation }, this.index) ? ground(`\`${this.index.quoted(first)}\` is declared as an object`, first, 'annotations') : undefined;
    }
    return this.#thisOfAccessorDecorator(node, owner.node) ?? this.#thisOfDescriptor(node, owner.node);
  }

  /** In a constructor or a field `this` is what is being made; in a method, it is an object unless somebody takes the method elsewhere. */
  #thisOfClass(node: TSESTree.ThisExpression, owner: TSESTree.ClassDeclaration | TSESTree.ClassExpression): Answer | undefined {
    const method = methodAround(node, owner);
    if (!method || method.kind === 'constructor') return ground('`this` is the object that is made', node);
    const [decorator] = [...decoratorsOf(method), ...decoratorsOf(owner)];
    if (decorator) return open({ node: decorator, says: 'a decorator may call the method on anything' });
    const taken = takenElsewhere(method, owner, this.index);
    if (taken) return open({ node: taken, says: `\`${this.index.quoted(taken)}\` may take the method to where \`this\` is no object` });
    const name = propertyName(method) ?? '';
    const file = this.outside.takesMethod(method.kind === 'method' ? name : undefined) ?? this.outside.inherits(name);
    if (file !== undefined) return open({ node: method, says: `${file} may take \`${name}\` to where \`this\` is no object` });
    return ground(`\`this\` in a method of \`${owner.id?.name ?? 'a class'}\` is an object`, node, 'methods');
  }

  /** `return { get() { … this … } }` under `ClassAccessorDecoratorResult<This, …>`. */
  #thisOfAccessorDecorator(node: Node, fn: FunctionNode): Answer | undefined {
    const literal = literalOfMethod(fn);
    const outer = literal && returnedFrom(literal);
    const type = outer?.returnType && thisOfAccessorResult({ node: outer.returnType.typeAnnotation }, this.index);
    // Whoever calls the decorator itself has the accessor in hand.
    if (outer && (this.callers.callsHere(outer).some(({ parent }) => parent.type !== 'Decorator') || this.outside.usesOf(outer).uses.some(({ calls }) => calls.some(({ parent }) => parent.type !== 'Decorator')))) return undefined;
    return type && !this.#takesAccessors() && excludesPrimitives(type, this.index) ? ground('`this` of an accessor is the object that has it', node, 'annotations') : undefined;
  }

  /** `Object.defineProperty(Point.prototype, name, { get() { … this … } })`. */
  #thisOfDescriptor(node: Node, fn: FunctionNode): Answer | undefined {
    if (!/^(?:get|set)$/.test(propertyName(fn.parent) ?? '')) return undefined;
    const literal = literalOfMethod(fn);
    const call = literal && outermost(literal).parent;
    if (call?.type !== 'CallExpression' || call.arguments[2] !== outermost(literal as Node)) return undefined;
    const callee = unwrap(call.callee);
    if (callee.type !== 'MemberExpression' || !this.index.isGlobal(callee.object, 'Object') || propertyName(callee) !== 'defineProperty') return undefined;
    if (this.#takesAccessors()) return undefined;
    const [target] = call.arguments;
    return target && this.#isPrototypeOfClass(target, call) ? ground('`this` of an accessor on the prototype of a class is an object', node, 'methods') : undefined;
  }

  /** May some file read an accessor apart from its object? */
  #takesAccessors(): boolean {
    return this.index.table(takesAccessors) || this.outside.takesMethod(undefined) !== undefined || this.outside.inherits(undefined) !== undefined;
  }

  /** `Point.prototype`, also as what all callers of the function pass. */
  #isPrototypeOfClass(target: Node, call: Node): boolean {
    const node = unwrap(target);
    if (node.type === 'MemberExpression') {
      const object = unwrap(node.object);
      const variable = object.type === 'Identifier' ? this.index.variableOf(object) : undefined;
      const owner = variable && this.index.classOf(variable);
      return propertyName(node) === 'prototype' && owner !== undefined;
    }
    const variable = node.type === 'Identifier' ? this.index.variableOf(node) : undefined;
    const definition = variable?.defs[0];
    if (!variable || definition?.type !== 'Parameter' || !isFunction(definition.node) || !isNeverAssigned(variable)) return false;
    const fn = definition.node;
    const at = fn.params.findIndex((param) => param === definition.name);
    const calls = at < 0 ? undefined : this.index.callsOf(fn);
    return calls !== undefined && calls.length > 0 && !calls.includes(call as TSESTree.CallExpression) && calls.every(({ arguments: args }) => {
      const argument = args[at];
      return argument?.type === 'MemberExpression' && !args.slice(0, at).some(({ type }) => type === 'SpreadElement') && this.#isPrototypeOfClass(argument, call);
    });
  }
}

/** Is a function an accessor that `Object.defineProperty` installs, so that nothing but a read of the property calls it? */
function isAccessorOfDescriptor(fn: FunctionNode, index: SourceIndex): boolean {
  const literal = /^(?:get|set)$/.test(propertyName(fn.parent) ?? '') ? literalOfMethod(fn) : undefined;
  const call = literal && outermost(literal).parent;
  const callee = call?.type === 'CallExpression' ? unwrap(call.callee) : undefined;
  return callee?.type === 'MemberExpression' && index.isGlobal(callee.object, 'Object') && propertyName(callee) === 'defineProperty';
}

function literalOfMethod(fn: FunctionNode): TSESTree.ObjectExpression | undefined {
  return fn.parent.type === 'Property' && fn.parent.value === fn && fn.parent.parent.type === 'ObjectExpression' ? fn.parent.parent : undefined;
}
