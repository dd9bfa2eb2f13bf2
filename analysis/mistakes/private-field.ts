import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { ancestors, type ClassNode, isClass, isFunction, isStatementPosition, methodCall, type Node, outermost, propertyName } from '../source/ast.js';
import { docBefore } from '../source/doc-comments.js';
import { annotationOf } from '../source/expression-types.js';
import { landingOf, ownerOf } from '../source/places.js';
import type { WeakContext } from '../containers/weak/context.js';
import { NO_REWRITE, type WeakFinding, type WeakRewrite } from './model.js';

/** ES2022 among TypeScript's targets: the first with `#private` fields that are no `WeakMap` underneath. */
const ES2022 = 9;

interface ThisUse {
  readonly method: 'get' | 'set' | 'has' | 'delete';
  readonly call: TSESTree.CallExpression;
  readonly key: TSESTree.Expression;
}

/** Finds `WeakMap`s that do nothing but keep a value for `this` of one class. */
export function findPrivateFields(context: WeakContext): readonly WeakFinding[] {
  if (!canHaveFields(context)) return [];
  return context.tools.creationsOf('WeakMap').flatMap((creation) => {
    const { places, lost } = landingOf(creation, context.index);
    const [place, other] = places;
    if (place?.kind !== 'variable' || other || lost || creation.arguments.length > 0) return [];
    const found = usesByThis(place.variable, creation, context);
    if (!found) return [];
    const name = found.owner.id?.name;
    return [
      {
        mistake: 'private-field' as const,
        certainty: 'likely' as const,
        name: place.variable.name,
        node: creation,
        what: `\`${place.variable.name}\` only keeps a value for \`this\` of ${name ? `\`${name}\`` : 'one class'}`,
        why: 'a field of the instance does the same without a table',
        advice: 'Use a `#private` field',
        rewrite: toField(place.variable, creation, found.owner, found.uses, context),
      },
    ];
  });
}

function canHaveFields({ index }: WeakContext): boolean {
  const target = index.source.parserServices?.program?.getCompilerOptions().target;
  // A Proxy has no private fields of the object behind it.
  return (target === undefined || target >= ES2022) && !/\bnew\s+Proxy\b/.test(index.source.text);
}

function usesByThis(variable: Scope.Variable, creation: Node, { index }: WeakContext): { owner: ClassNode; uses: readonly ThisUse[] } | undefined {
  if (index.isExported(variable) || index.constantValue(variable) === undefined || isNested(creation)) return undefined;
  const uses: ThisUse[] = [];
  let owner: ClassNode | undefined;
  for (const reference of variable.references) {
    if (reference.init) continue;
    const called = methodCall(reference.identifier);
    const key = called?.call.arguments[0];
    if (!called || !key || key.type === 'SpreadElement' || !/^(?:get|set|has|delete)$/.test(called.name)) return undefined;
    const seen = ownerOf(key, index);
    if (seen?.kind !== 'class' || seen.isStatic || (owner && owner !== seen.node)) return undefined;
    owner = seen.node;
    uses.push({ method: called.name as ThisUse['method'], call: called.call, key });
  }
  if (!owner || !uses.some(({ method }) => method === 'set') || isMixin(owner)) return undefined;
  return { owner, uses };
}

function isNested(node: Node): boolean {
  return ancestors(node).some((at) => isFunction(at) || isClass(at));
}

/** A class inside a function can be made many times, with the map shared between them. */
function isMixin(owner: ClassNode): boolean {
  return isNested(owner) || (owner.type === 'ClassExpression' && outermost(owner).parent?.type !== 'VariableDeclarator');
}

/** Declares the field, drops the map and rewrites its uses, where each has a counterpart. */
function toField(variable: Scope.Variable, creation: TSESTree.NewExpression, owner: ClassNode, uses: readonly ThisUse[], context: WeakContext): WeakRewrite {
  const { index } = context;
  const declaration = outermost(creation).parent?.parent;
  if (declaration?.type !== 'VariableDeclaration' || declaration.declarations.length !== 1) return NO_REWRITE;
  const name = `#${variable.name.replace(/^[_$]+/, '') || 'value'}`;
  if (owner.body.body.some((member) => propertyName(member) === name) || index.membersNamed(name).length > 0) return NO_REWRITE;
  const type = valueType(variable, creation, context);
  if (index.isTyped && type === undefined) return NO_REWRITE;
  const edits: { range: [number, number]; text: string }[] = [];
  for (const { method, call, key } of uses) {
    const field = `${index.text(key)}.${name}`;
    const whole = outermost(call);
    if (method === 'get') edits.push({ range: call.range, text: field });
    else if (method === 'set' && isStatementPosition(whole) && call.arguments[1]) {
      const value = call.arguments[1];
      edits.push({ range: [call.range[0], value.range[0]], text: `${field} = ` }, { range: [value.range[1], call.range[1]], text: '' });
    } else return NO_REWRITE;
  }
  const { text } = index.source;
  const inBody = owner.body.range[0] + 1;
  const [member] = owner.body.body;
  const lineStart = member ? text.lastIndexOf('\n', member.range[0] - 1) + 1 : 0;
  const indent = (member && /^\s*/.exec(text.slice(lineStart, member.range[0]))?.[0]) ?? '  ';
  edits.push({ range: [inBody, inBody], text: `\n${indent}${name}${type === undefined ? '' : `: ${type} | undefined`};` });
  const after = /^[^\S\n]*(?:\r?\n){1,2}/.exec(text.slice(declaration.range[1]))?.[0].length ?? 0;
  // A comment on the map would become one on what follows.
  const doc = docBefore(declaration, index);
  edits.push({ range: [doc?.range[0] ?? declaration.range[0], declaration.range[1] + after], text: '' });
  return {
    outcome: 'edits',
    codemod: 'weakmap-to-private-field',
    grade: 'suggestion',
    assumption: 'its methods are never called on a Proxy or a foreign object',
    title: `Use the private field \`${name}\``,
    edits: edits.sort((a, b) => a.range[0] - b.range[0]),
  };
}

function valueType(variable: Scope.Variable, creation: TSESTree.NewExpression, { index }: WeakContext): string | undefined {
  const annotation = annotationOf(variable, index);
  const [, value] = creation.typeArguments?.params ?? (annotation?.type === 'TSTypeReference' ? (annotation.typeArguments?.params ?? []) : []);
  return value && index.text(value);
}
