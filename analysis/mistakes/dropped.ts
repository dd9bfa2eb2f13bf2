import type { TSESTree } from '@typescript-eslint/utils';
import { contains, type FunctionNode, isFunction, methodCall, type Node, outermost, unwrap } from '../source/ast.js';
import { readsOf } from '../source/place-reads.js';
import type { SourceIndex } from '../source/source-index.js';
import { walkOwn } from '../containers/weak/calls.js';
import type { WeakContext } from '../containers/weak/context.js';
import { NO_REWRITE, type WeakFinding, type WeakRewrite } from './model.js';
import type { Registry } from '../containers/weak/registries.js';

/** Finds registries that die before their targets: their callbacks never run. */
export function findDroppedRegistries(context: WeakContext): readonly WeakFinding[] {
  return context.registries.flatMap((registry) => {
    const { creation } = registry;
    return creation ? (temporary(creation) ?? dyingLocal(registry, creation, context) ?? ownedByTarget(registry, creation, context) ?? []) : [];
  });
}

function finding(name: string, node: Node, what: string, why: string, certainty: 'proven' | 'likely', rewrite: WeakRewrite = NO_REWRITE): WeakFinding[] {
  return [{ mistake: 'dropped-registry', name, certainty, node, what, why, advice: 'Keep the registry where it outlives its targets: in module scope, a static field or a long-lived service', rewrite }];
}

/** `new FinalizationRegistry(callback).register(…)`. */
function temporary(creation: TSESTree.NewExpression): WeakFinding[] | undefined {
  const called = methodCall(outermost(creation));
  if (called?.name !== 'register' || called.call.parent.type !== 'ExpressionStatement') return undefined;
  return finding('this registry', creation, 'This registry is collected before its targets, and its callback never runs', 'nothing keeps it after this statement', 'proven');
}

/** A local that no closure captures and no one is given. */
function dyingLocal(registry: Registry, creation: TSESTree.NewExpression, context: WeakContext): WeakFinding[] | undefined {
  const [place, other] = registry.places;
  if (place?.kind !== 'variable' || other || registry.lost || registry.registrations.length === 0) return undefined;
  const { variable } = place;
  const home = declaringFunction(creation);
  if (!home || variable.defs[0]?.type !== 'Variable' || declaringFunction(variable.defs[0].node) !== home) return undefined;
  const stays = variable.references.every((reference) => {
    if (reference.init) return true;
    const node = outermost(reference.identifier);
    if (reference.isWrite()) return (reference.writeExpr as Node | undefined) !== undefined && outermost(creation) === reference.writeExpr;
    const called = methodCall(node);
    return (called?.name === 'register' || called?.name === 'unregister') && declaringFunction(node) === home;
  });
  if (!stays || suspendsAfter(home, creation, context)) return undefined;
  return finding(
    variable.name,
    creation,
    `\`${variable.name}\` is collected when the function returns, and its callback never runs`,
    'it is a local variable that nothing captures, and targets do not keep their registry alive',
    'proven',
    moveToModule(creation, home, context),
  );
}

function declaringFunction(node: Node): FunctionNode | undefined {
  for (let at = node.parent; at; at = at.parent) if (isFunction(at)) return at;
  return undefined;
}

/** A suspended function keeps its locals. */
function suspendsAfter(fn: FunctionNode, creation: Node, { index }: WeakContext): boolean {
  if (!fn.async && !fn.generator) return false;
  let suspends = false;
  walkOwn(fn, (node) => {
    suspends ||= (node.type === 'AwaitExpression' || node.type === 'YieldExpression' || (node.type === 'ForOfStatement' && node.await)) && (node.range[0] > creation.range[0] || isInLoop(node, fn));
  }, index);
  return suspends;
}

function isInLoop(node: Node, fn: FunctionNode): boolean {
  for (let at = node.parent; at && at !== fn; at = at.parent) if (/^(?:For|While|DoWhile)/.test(at.type)) return true;
  return false;
}

/** A field of the very object that is registered, and of no other. */
function ownedByTarget(registry: Registry, creation: TSESTree.NewExpression, context: WeakContext): WeakFinding[] | undefined {
  const [place, other] = registry.places;
  if (other || registry.lost || registry.registrations.length === 0) return undefined;
  if (place?.kind === 'property') {
    const { variable } = place;
    const isOwn = place.path.length === 1 && variable.scope.type !== 'module' && variable.scope.type !== 'global' && registry.registrations.every(({ target }) => {
      const node = unwrap(target);
      return node.type === 'Identifier' && context.index.variableOf(node) === variable;
    });
    return isOwn ? report(registry, creation, variable.name) : undefined;
  }
  if ((place?.kind !== 'field' || place.isStatic) && place?.kind !== 'loose-field') return undefined;
  if (!registry.registrations.every(({ target, call }) => unwrap(target).type === 'ThisExpression' && isOnThis(call))) return undefined;
  // Every other mention must be a call on the registry: what is passed on may be kept.
  const stays = readsOf(place, context.index).every((read) => {
    const whole = outermost(read);
    const called = methodCall(whole);
    return called?.name === 'register' || called?.name === 'unregister' || (whole.parent?.type === 'AssignmentExpression' && whole.parent.left === whole);
  });
  return stays ? report(registry, creation, 'this') : undefined;
}

function report(registry: Registry, creation: Node, owner: string): WeakFinding[] {
  return finding(
    registry.name,
    creation,
    `\`${registry.name}\` dies together with its target, and its callback never runs`,
    `it is kept only by \`${owner}\`, the object that it watches`,
    'likely',
  );
}

function isOnThis(call: TSESTree.CallExpression): boolean {
  const callee = unwrap(call.callee);
  const object = callee.type === 'MemberExpression' ? unwrap(callee.object) : undefined;
  return object?.type === 'MemberExpression' && unwrap(object.object).type === 'ThisExpression';
}

/** Moves the declaration before the statement of the module that holds it, where its callback needs nothing local. */
function moveToModule(creation: TSESTree.NewExpression, home: FunctionNode, { index }: WeakContext): WeakRewrite {
  const declarator = outermost(creation).parent;
  const declaration = declarator?.type === 'VariableDeclarator' ? declarator.parent : undefined;
  if (declarator?.type !== 'VariableDeclarator' || declaration?.type !== 'VariableDeclaration' || declaration.declarations.length !== 1 || declaration.kind !== 'const') return NO_REWRITE;
  if (declarator.id.type !== 'Identifier') return NO_REWRITE;
  const top = index.statements.find((statement) => contains(statement, home));
  if (!top || !isFreeOfLocals(creation, index)) return NO_REWRITE;
  const { name } = declarator.id;
  if (index.source.scopeManager?.scopes.some((scope) => (scope.type === 'module' || scope.type === 'global') && scope.set.has(name))) return NO_REWRITE;
  const { text } = index.source;
  const [start, end] = declaration.range;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const isAlone = /^\s*$/.test(text.slice(lineStart, start));
  const lineEnd = /^[^\S\n]*\n/.exec(text.slice(end))?.[0].length ?? 0;
  return {
    outcome: 'edits',
    codemod: undefined,
    grade: 'suggestion',
    assumption: 'one registry may serve every call of the function',
    title: 'Move the registry to module scope',
    edits: [
      { range: [top.range[0], top.range[0]], text: `${index.text(declaration)}\n\n` },
      { range: isAlone && lineEnd > 0 ? [lineStart, end + lineEnd] : [start, end], text: '' },
    ],
  };
}

function isFreeOfLocals(creation: Node, index: SourceIndex): boolean {
  let free = true;
  index.walk((node) => {
    if (node.type === 'ThisExpression' || node.type === 'Super') free = false;
    if (node.type !== 'Identifier') return;
    const scope = index.variableOf(node)?.scope;
    if (!scope || scope.type === 'module' || scope.type === 'global') return;
    const block = scope.block as Node;
    if (!(creation.range[0] <= block.range[0] && block.range[1] <= creation.range[1])) free = false;
  }, creation);
  return free;
}
