import type { TSESTree } from '@typescript-eslint/utils';
import { assignmentTo, type Expression, isField, isFunction, isWritten, type Node, propertyName, unwrap, valuesOf } from '../source/ast.js';
import { ownerOf } from '../source/places.js';
import { lower } from '../containers/key-evidence.js';
import { declaredType } from './parts.js';
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
  const found = tokens.length === 0 ? { why: `no registration on \`${registry.name}\` passes a token` } : mismatchOf(token, tokens, registry, context);
  if (!found) return undefined;
  return {
    mistake: 'unmatched-token',
    certainty: found.certainty === 'likely' ? lower(certaintyFor(registry, context), 'likely') : certaintyFor(registry, context),
    name: registry.name,
    node: call,
    what: `This unregisters nothing: \`${context.text(token)}\` matches no registration`,
    why: found.why,
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

interface Mismatch {
  readonly why: string;
  /** Absent where it is certain. */
  readonly certainty?: Certainty;
}

/** Why none of the values of an expression can be one of the tokens, if they cannot. */
function mismatchOf(value: Expression, tokens: readonly Expression[], registry: Registry, context: WeakContext): Mismatch | undefined {
  const certain = mismatch(value, tokens, registry, context);
  if (certain !== undefined) return { why: certain };
  const values = valuesOf(value) as Expression[];
  if (values.length > 1) {
    const each = values.map((one) => mismatchOf(one, tokens, registry, context));
    return each.every((one) => one !== undefined) ? each.find(({ certainty }) => certainty) ?? each[0] : undefined;
  }
  return tokens.every((token) => isMadeApart(token, context)) ? notMade(unwrap(value), tokens, registry, context) : undefined;
}

/** Why a value is none of the tokens where each of these is an object or symbol made to be one. */
function notMade(node: Node, tokens: readonly Expression[], { registrations }: Registry, context: WeakContext): Mismatch | undefined {
  const { index } = context;
  const why = `the registrations have \`${context.text(tokens[0] as Node)}\` as their token`;
  if (ownerOf(node, index)?.kind === 'class') return { why };
  if (node.type === 'MemberExpression') return isNeverSet(node, tokens, context) ? { why, certainty: 'likely' } : undefined;
  const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
  if (!variable || variable.references.some((reference) => reference.isWrite() && !reference.init)) return undefined;
  const declared = declaredType(node, [], index);
  const isThat = (target: Node): boolean => {
    const inner = unwrap(target);
    if (inner.type === 'Identifier') return index.variableOf(inner) === variable || (parameterIndex(variable) !== undefined && inner.name === variable.name);
    // The class of what registers itself is the declared type of what is passed.
    const owner = ownerOf(inner, index);
    return owner?.kind === 'class' && declared?.type === 'TSTypeReference' && owner.node.id?.name === index.text(declared.typeName);
  };
  return registrations.every(({ target }) => isThat(target)) ? { why: `${why}, and this is the target`, certainty: 'likely' } : undefined;
}

/** A member of `this` that nothing in the file sets: it is `undefined`, or another object than the token. */
function isNeverSet(node: TSESTree.MemberExpression, tokens: readonly Expression[], { index }: WeakContext): boolean {
  const name = propertyName(node);
  const owner = ownerOf(node.object, index);
  if (name === undefined || owner?.kind !== 'class' || owner.node.superClass || index.declaresMember(owner.node, name)) return false;
  return !index.membersNamed(name).some(isWritten) && !index.listsMember(name) && !tokens.some((token) => propertyName(unwrap(token)) === name);
}

/** Is a token an object or symbol that is made to be one: by a constant, or in a field that nothing else is written to? */
function isMadeApart(token: Expression, context: WeakContext): boolean {
  const { index } = context;
  const node = unwrap(token);
  const isMade = (value: Node | null | undefined): boolean => value != null && makesFresh(unwrap(value));
  if (node.type === 'Identifier') {
    const variable = index.variableOf(node);
    return variable !== undefined && isMade(index.constantValue(variable));
  }
  const name = node.type === 'MemberExpression' ? propertyName(node) : undefined;
  const owner = node.type === 'MemberExpression' ? ownerOf(node.object, index) : undefined;
  if (name === undefined || owner?.kind !== 'class') return makesFresh(node);
  const field = index.membersOfClass(owner.node, name, owner.isStatic).find(isField);
  const written = index.membersNamed(name).filter(isWritten).map((member) => assignmentTo(member)?.right);
  const values = field?.value ? [field.value, ...written] : written;
  return values.length > 0 && values.every((value) => isMade(value) || (value !== undefined && unwrap(value).type === 'Identifier' && isMadeApart(value, context)));
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
