import type { TSESTree } from '@typescript-eslint/utils';
import { contains, type Expression, type FunctionNode, isFunction, type Node, propertyName, unwrap } from '../source/ast.js';
import type { Certainty } from '../containers/facts.js';
import { calledFunction, parameterIndex } from '../containers/weak/calls.js';
import type { WeakContext } from '../containers/weak/context.js';
import { type Reach, reachOfThis, reachOfVariable } from './contexts.js';
import { NO_REWRITE, type WeakFinding } from './model.js';
import type { Registration, Registry } from '../containers/weak/registries.js';
import { resultsOf } from '../source/returns.js';

/** A way from what the registry holds strongly to the target. */
interface Path {
  readonly node: Node;
  readonly certainty: Certainty;
  readonly why: string;
}

/** Finds registrations whose registry keeps the target alive by itself, so that it is never finalised. */
export function findCaptures(context: WeakContext): readonly WeakFinding[] {
  return context.registries.flatMap((registry) => registry.registrations.flatMap((registration) => capturesOf(registration, registry, context)));
}

function capturesOf(registration: Registration, registry: Registry, context: WeakContext): WeakFinding[] {
  const { target, held } = registration;
  if (!isNamed(target) || (held && context.isSame(held, target))) return [];
  const path = (held && reach(held, target, context, 0)) ?? throughTable(held, target, context) ?? throughCallback(registry, target, context);
  if (!path) return [];
  return [
    {
      mistake: 'capture',
      certainty: path.certainty,
      name: registry.name,
      node: path.node,
      what: `\`${registry.name}\` keeps \`${context.text(target)}\` alive, so it is never finalised`,
      why: path.why,
      advice: 'Hold only plain data or a `WeakRef` of the target, and make callbacks in a function that does not have the target in scope',
      rewrite: NO_REWRITE,
    },
  ];
}

function isNamed(target: Node): boolean {
  const node = unwrap(target);
  return node.type === 'ThisExpression' || node.type === 'Identifier';
}

/** Does a held value strongly reach the target? */
function reach(held: Node, target: Expression, context: WeakContext, depth: number): Path | undefined {
  const node = unwrap(held);
  if (depth > 4) return undefined;
  const { index } = context;
  if (depth > 0 && isTarget(node, target, context)) return { node, certainty: 'proven', why: `the held value has it as \`${context.text(node)}\`` };
  if (isFunction(node)) return throughClosure(node, node, target, context);
  switch (node.type) {
    case 'ObjectExpression':
      return node.properties
        .map((property) => reach(property.type === 'SpreadElement' ? property.argument : property.value, target, context, depth + 1))
        .find((path) => path !== undefined);
    case 'ArrayExpression':
      return node.elements.map((element) => (element && element.type !== 'SpreadElement' ? reach(element, target, context, depth + 1) : undefined)).find((path) => path !== undefined);
    case 'ConditionalExpression':
      return reach(node.consequent, target, context, depth + 1) ?? reach(node.alternate, target, context, depth + 1);
    case 'LogicalExpression':
      return reach(node.left, target, context, depth + 1) ?? reach(node.right, target, context, depth + 1);
    case 'Identifier': {
      const variable = index.variableOf(node);
      if (!variable) return undefined;
      const fn = index.functionOf(variable);
      if (fn) return throughClosure(fn, held, target, context);
      const value = index.constantValue(variable);
      const made = value && unwrap(value);
      // A function or literal that is held under a name; an alias is the value itself.
      return made && /^(?:Object|Array|Call|ArrowFunction|Function)Expression$|^Identifier$/.test(made.type) ? relocate(reach(made, target, context, depth + 1), held) : undefined;
    }
    case 'CallExpression':
      return throughCall(node, target, context);
    default:
      return undefined;
  }
}

function relocate(path: Path | undefined, node: Node): Path | undefined {
  return path && { ...path, node };
}

function throughClosure(fn: FunctionNode, node: Node, target: Expression, context: WeakContext): Path | undefined {
  const found = reachOfTarget(fn, target, context);
  if (!found) return undefined;
  const line = context.line(found.at);
  return found.kind === 'mentions'
    ? { node, certainty: 'proven', why: `the function that it holds mentions the target (\`${context.text(found.at)}\`, line ${line})` }
    : { node, certainty: 'likely', why: `the function that it holds shares its scope with one that mentions the target (line ${line}), and the closures of a scope share what they capture` };
}

function reachOfTarget(closure: Node, target: Expression, context: WeakContext): Reach | undefined {
  const { index } = context;
  const node = unwrap(target);
  if (node.type === 'ThisExpression') {
    const direct = reachOfThis(closure, node, index);
    if (direct?.kind === 'mentions') return direct;
    return aliasesOfThis(node, context).map((variable) => reachOfVariable(closure, variable)).find((found) => found !== undefined) ?? direct;
  }
  if (node.type !== 'Identifier') return undefined;
  const variable = index.variableOf(node);
  return variable && reachOfVariable(closure, variable);
}

/** `const self = this` in the same function. */
function aliasesOfThis(at: TSESTree.ThisExpression, { index }: WeakContext): ReturnType<typeof index.declaredBy>[number][] {
  const found: ReturnType<typeof index.declaredBy>[number][] = [];
  for (let scope: Node | undefined = at.parent; scope; scope = scope.parent) {
    if (!isFunction(scope)) continue;
    index.walk((node) => {
      if (node.type === 'VariableDeclarator' && node.init?.type === 'ThisExpression' && node.id.type === 'Identifier') found.push(...index.declaredBy(node));
    }, scope);
    if (scope.type !== 'ArrowFunctionExpression') break;
  }
  return found;
}

/** `this.close.bind(this)`, `makeCleanup(this)`: what a call is given may be in what it returns. */
function throughCall(call: TSESTree.CallExpression, target: Expression, context: WeakContext): Path | undefined {
  const callee = unwrap(call.callee);
  if (callee.type === 'MemberExpression' && propertyName(callee) === 'bind') {
    const bound = call.arguments.find((argument) => isTarget(argument, target, context));
    return bound && { node: call, certainty: 'proven', why: 'the bound function that it holds has the target as its receiver or argument' };
  }
  const fn = calledFunction(call, context.index);
  if (!fn) return undefined;
  const position = call.arguments.findIndex((argument) => isTarget(argument, target, context));
  if (position < 0) return undefined;
  for (const returned of resultsOf(fn, context.index)) {
    for (const variable of context.index.declaredBy(fn)) {
      if (parameterIndex(variable)?.position !== position) continue;
      const inner = unwrap(returned);
      const mentions = variable.references.some((reference) => contains(inner, reference.identifier) && !isWeaklyHeld(reference.identifier, context));
      if (mentions && (isFunction(inner) || inner.type === 'ObjectExpression' || inner.type === 'Identifier')) {
        return { node: call, certainty: 'proven', why: `what \`${context.text(call.callee)}\` returns refers to the target that it is given` };
      }
    }
  }
  return undefined;
}

function isWeaklyHeld(node: Node, context: WeakContext): boolean {
  return node.parent?.type === 'NewExpression' && context.tools.named(node.parent.callee) === 'WeakRef' && !isInFunctionBelow(node);
}

function isInFunctionBelow(node: Node): boolean {
  return isFunction(node.parent?.parent);
}

/** The held value is a key of a `WeakMap` that lives on, and the value under it is the target. */
function throughTable(held: Expression | undefined, target: Expression, context: WeakContext): Path | undefined {
  const key = held && unwrap(held);
  if (!held || key?.type !== 'Identifier') return undefined;
  const write = context.weakWritesUnder(key).find((each) => isTarget(each.value, target, context));
  if (!write) return undefined;
  return { node: held, certainty: 'proven', why: `the held value is a key of \`${context.text(write.container)}\`, which keeps the target as its value (line ${context.line(write.node)})` };
}

/** The registry's own callback mentions the target. */
function throughCallback(registry: Registry, target: Expression, context: WeakContext): Path | undefined {
  const node = unwrap(target);
  if (node.type !== 'Identifier') return undefined;
  const variable = context.index.variableOf(node);
  for (const { fn, registration } of registry.cleanups) {
    if (registration || !variable) continue;
    const found = reachOfVariable(fn, variable);
    if (found?.kind === 'mentions') return { node: fn, certainty: 'likely', why: `its callback mentions the target (line ${context.line(found.at)})` };
  }
  return undefined;
}

/** Is an expression the registered target, under its own name or a constant alias? */
function isTarget(expression: Node, target: Expression, { index }: WeakContext): boolean {
  const node = unwrap(expression);
  const wanted = unwrap(target);
  if (node.type === 'ThisExpression') return wanted.type === 'ThisExpression';
  if (node.type !== 'Identifier') return false;
  const variable = index.variableOf(node);
  if (!variable) return false;
  if (wanted.type === 'Identifier' && index.variableOf(wanted) === variable) return true;
  const alias = index.constantValue(variable);
  const value = alias && unwrap(alias);
  if (value?.type === 'ThisExpression') return wanted.type === 'ThisExpression';
  return value?.type === 'Identifier' && wanted.type === 'Identifier' && index.variableOf(value) === index.variableOf(wanted);
}
