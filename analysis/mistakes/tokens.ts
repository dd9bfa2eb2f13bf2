import type { TSESTree } from '@typescript-eslint/utils';
import { type Expression, isFunction, type Node, unwrap } from '../source/ast.js';
import { runningFrame } from '../flow/running.js';
import type { Certainty } from '../containers/facts.js';
import { parameterIndex } from '../containers/weak/calls.js';
import type { WeakContext } from '../containers/weak/context.js';
import { NO_REWRITE, type WeakFinding, type WeakRewrite } from './model.js';
import type { Registration, Registry } from '../containers/weak/registries.js';

/** Finds `unregister(x)` calls that can match no registration. */
export function findUnmatchedTokens(context: WeakContext): readonly WeakFinding[] {
  return context.registries.flatMap((registry) => registry.unregistrations.flatMap((call) => judge(call, registry, context) ?? []));
}

function judge(call: TSESTree.CallExpression, registry: Registry, context: WeakContext): WeakFinding | undefined {
  const [token] = call.arguments;
  if (!token || token.type === 'SpreadElement' || registry.registrations.length === 0) return undefined;
  if (registry.registrations.some(({ isOpaque }) => isOpaque)) return undefined;
  const tokens = registry.registrations.flatMap((registration) => (registration.token && !isUndefined(registration.token) ? [registration.token] : []));
  const why = tokens.length === 0 ? `no registration on \`${registry.name}\` passes a token` : mismatch(token, tokens, registry, context);
  if (why === undefined) return undefined;
  return {
    mistake: 'unmatched-token',
    certainty: certaintyFor(registry, context),
    name: registry.name,
    node: call,
    what: `This unregisters nothing: \`${context.text(token)}\` matches no registration`,
    why,
    advice: 'Pass the same object as the third argument of `register`',
    rewrite: tokens.length === 0 ? addToken(token, registry, context) : NO_REWRITE,
  };
}

function certaintyFor({ creation, places, lost }: Registry, { index }: WeakContext): Certainty {
  // A registry that others can reach may have other registrations.
  if (!creation) return 'possible';
  const exported = places.some((place) => (place.kind === 'variable' && index.isExported(place.variable)) || (place.kind === 'global' && place.exported));
  return exported || lost ? 'likely' : 'proven';
}

function isUndefined(node: Node): boolean {
  return node.type === 'Identifier' && node.name === 'undefined';
}

/** Why a value can be none of the tokens, if it cannot. */
function mismatch(value: Expression, tokens: readonly Expression[], registry: Registry, context: WeakContext): string | undefined {
  const { refs } = context;
  const inner = unwrap(value);
  if (makesFresh(inner)) return 'it is made on the spot, so no registration can have it';
  if (inner.type === 'NewExpression' && context.tools.named(inner.callee) === 'WeakRef') return 'a new `WeakRef` is not the one that was registered';
  if (tokens.every((token) => makesFresh(unwrap(token)))) return 'the tokens are made in the call of `register`, so nothing else has them';
  if (isFreshLocal(inner, tokens, context)) return `the registrations have \`${context.text(tokens[0] as Node)}\` as their token`;
  const targets = registry.registrations.map(({ target }) => target);
  if (tokens.every((token) => refs.isRef(token)) && refs.isDereferenced(inner) && !refs.isRef(inner)) return 'the registrations have the `WeakRef` as their token, and this is its target';
  if (tokens.every((token) => targets.some((target) => context.isSame(token, target)) && !refs.isRef(token)) && refs.isRef(inner)) return 'the registrations have the target as their token, and this is a `WeakRef` of it';
  return undefined;
}

function makesFresh(node: Node): boolean {
  return node.type === 'ObjectExpression' || node.type === 'ArrayExpression' || isFunction(node) || (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'Symbol');
}

/** A `const` object of the same function that no registration mentions. */
function isFreshLocal(node: Node, tokens: readonly Expression[], { index }: WeakContext): boolean {
  if (node.type !== 'Identifier') return false;
  const variable = index.variableOf(node);
  const value = variable && index.constantValue(variable);
  if (!variable || !value || !makesFresh(unwrap(value)) || !runningFrame(variable.defs[0]?.node as Node, index)) return false;
  if (variable.references.some((reference) => !reference.init && isPassedOn(reference.identifier, node))) return false;
  return !tokens.some((token) => unwrap(token).type === 'Identifier' && index.variableOf(unwrap(token) as TSESTree.Identifier) === variable);
}

/** Is a value mentioned anywhere but as the token that is judged? */
function isPassedOn(node: Node, judged: Node): boolean {
  return node !== judged;
}

/** Adds the token to the one registration that lacks it. */
function addToken(token: Expression, { registrations }: Registry, context: WeakContext): WeakRewrite {
  const [registration, other] = registrations;
  if (!registration || other || registration.token || registration.call.arguments.length !== 2) return NO_REWRITE;
  const text = tokenFor(token, registration, context);
  if (!text) return NO_REWRITE;
  const last = registration.call.arguments[1] as Node;
  return {
    outcome: 'edits',
    codemod: undefined,
    grade: 'suggestion',
    assumption: text.assumption ?? `\`${context.text(token)}\` is the object whose registration is to end there`,
    title: `Register with \`${text.text}\` as the token`,
    edits: [{ range: [last.range[1], last.range[1]], text: `, ${text.text}` }],
  };
}

function tokenFor(token: Expression, registration: Registration, context: WeakContext): { text: string; assumption: string | undefined } | undefined {
  const { index } = context;
  const inner = unwrap(token);
  const target = unwrap(registration.target);
  if (inner.type === 'ThisExpression') return target.type === 'ThisExpression' ? { text: 'this', assumption: undefined } : undefined;
  if (inner.type !== 'Identifier') return undefined;
  const variable = index.variableOf(inner);
  if (!variable) return undefined;
  // The very variable is in scope where the target is registered.
  const declared = variable.defs[0]?.node as Node | undefined;
  const scope = variable.scope.block as Node;
  const isInScope = scope.range[0] <= registration.call.range[0] && registration.call.range[1] <= scope.range[1];
  if (isInScope && declared && (variable.defs[0]?.type === 'Parameter' || declared.range[1] <= registration.call.range[0])) return { text: inner.name, assumption: undefined };
  if (target.type === 'Identifier' && target.name === inner.name && parameterIndex(variable)) {
    return { text: target.name, assumption: `\`${inner.name}\` is here the object that was registered under that name` };
  }
  return undefined;
}
