import { contains, enclosingFunction, type Expression, isClass, isFunction, isImmediatelyCalled, isPrivateMember, isStatementPosition, methodOf, type Node, outermost, propertyName, thisOwner, unwrap } from '../source/ast.js';
import { lacksWeakRefs } from '../source/checker.js';
import type { Edit, Rewrite } from './model.js';
import type { Use, WriteUse } from '../flow/use.js';
import type { Sight } from '../modules/elsewhere.js';
import { callsAround } from '../modules/load-elsewhere.js';
import { isSynchronousCallback } from '../ir/callbacks.js';
import { ownerRefusal } from './owner-at.js';
import { planOwnership } from './ownership-rewrite.js';
import { around, isPlain, type OwnedWrite, type RegistryFacts } from './registry-facts.js';
import { keyTypeOf, objectOf, registryNames, type RegistryNames, registrySite, type RegistrySite, writtenType } from './registry-site.js';
import { ownedHelpers } from './registry-text.js';
import { normalise, reachRefusal, refuse, type Refusal, sightRefusal } from './rewrite.js';
import type { SourceIndex } from '../source/source-index.js';
import { idGivenAway, transientOwnerRefusal } from './transient-owners.js';

/**
 * Plans the rewrite of an id-keyed container whose entries are looked up by bare id.
 *
 * The container stays, and gets a map of its owners and a `FinalizationRegistry` beside it. A container of the instances
 * themselves would keep every owner alive: it comes to hold them weakly, which is a rewrite of grade *ownership*.
 */
export function planRegistry(facts: RegistryFacts): Rewrite {
  const { index, uses } = facts;
  const refusal = reachRefusal(facts) ?? sightRefusal(facts);
  if (refusal) return refusal;
  if (lacksWeakRefs(index.source.parserServices)) return refuse('missing-lib', facts.creations[0] as Node);
  const writes = ownedWrites(facts);
  if (!Array.isArray(writes)) return writes;
  const site = registrySite(facts);
  if ('outcome' in site) return site;
  const stray = strayUse(facts, site) ?? sharedScope(facts, writes, site);
  if (stray) return stray;
  if (facts.kind === 'map' && writes.every(({ write, owner }) => holdsItself(write, owner, index))) return planOwnership(facts, writes, site);
  for (const { write, owner } of writes) {
    const parts = write.value ? partsOf(unwrap(write.value), index) : [];
    const reached = facts.reachesOwner(write) ?? parts.map((part) => mentionOf(owner, part, index) ?? closureOver(owner, part, index)).find((node) => node !== undefined);
    if (reached) return refuse('value-reaches-owner', reached);
  }
  const transient = transientOwnerRefusal(writes.map(({ write, owner }) => ({ owner, node: write.node })), writes.map(({ write }) => write), { index, elsewhere: facts.elsewhere, file: undefined });
  if (transient) return transient;
  const stranger = lookedUpByStranger(facts);
  if (stranger) return stranger;
  if (!uses.some((use) => use.kind === 'get' || use.kind === 'has' || use.kind === 'iterate')) return refuse('only-owner', uses.find((use) => use.kind === 'set')?.node ?? facts.creations[0] as Node, 'nothing reads it, so it may hold its members on purpose');
  return addRegistry(facts, writes, site);
}

/**
 * A lookup by bare id, for somebody who need not hold the object that has it. Such an entry may be wanted for as long as the
 * thing is that the id names, whatever becomes of the object.
 */
function lookedUpByStranger({ uses, idOf, index, elsewhere }: RegistryFacts): Refusal | undefined {
  const isMinted = uses.every((use) => use.kind !== 'set' || idOf(use)?.origin === 'identity');
  const minted = uses.flatMap((use) => (use.kind === 'set' ? (idOf(use)?.source ?? []) : []))[0];
  const bare = uses.filter((use) => (use.kind === 'get' || use.kind === 'has') && idOf(use)?.owner === undefined);
  const held = bare.map((use) => (isMinted && minted !== undefined && 'key' in use ? holderCalls(use.key, minted, { index, elsewhere, file: undefined }) : undefined));
  const lookup = bare.find((_, at) => held[at] === undefined);
  const given = isMinted && minted !== undefined ? idGivenAway(minted, [...uses.map(({ node }) => node), ...held.flatMap((calls) => calls ?? [])], index) : undefined;
  if (given) return refuse('transient-owner', given, `\`${index.quoted(given)}\` gives the id away without the object, which may be gone when it is looked up`);
  return lookup && 'key' in lookup ? refuse('transient-owner', lookup.key, `\`${index.quoted(lookup.key)}\` is looked up on behalf of nobody who holds the object`) : undefined;
}

/**
 * The calls of the function that looks up an id that it is handed, where every caller hands in the id of an object that it holds;
 * none where the id is worked out in the file. `undefined` where somebody else may call it.
 */
function holderCalls(key: Expression, source: string, sight: Sight): readonly Node[] | undefined {
  const { index, elsewhere } = sight;
  const variable = key.type === 'Identifier' ? index.variableOf(key) : undefined;
  const declared = variable?.defs[0];
  const fn: Node | undefined = declared?.type === 'Parameter' ? declared.node : undefined;
  if (!declared || !isFunction(fn)) return [];
  const at = fn.params.findIndex((parameter) => parameter === declared.name);
  const method = methodOf(fn);
  const owner = method?.parent.parent;
  const named = index.bindingOf(isClass(owner) ? owner : fn);
  const isPublic = named !== undefined && index.isExported(named) && !(method && isPrivateMember(method));
  if (isPublic && (!elsewhere || elsewhere.hasOutsiders)) return undefined;
  const calls = callsAround(fn, sight)?.map(({ call }) => call) ?? [];
  const isHeld = calls.every((call) => {
    const passed = call.arguments[at];
    return passed !== undefined && propertyName(unwrap(passed)) === source;
  });
  return calls.length > 0 && isHeld ? calls : undefined;
}

/** The owner of each write, or the refusal that the first one without gives. */
function ownedWrites({ uses, idOf, index, creations }: RegistryFacts): OwnedWrite[] | Refusal {
  const owned: OwnedWrite[] = [];
  for (const write of uses) {
    if (write.kind !== 'set') continue;
    const owner = write.how === 'initial' ? undefined : idOf(write)?.owner;
    if (!owner) return refuse('no-owner', write.key);
    if (!isPlain(owner)) return refuse('no-owner', write.key, `the owner \`${index.text(owner)}\` is not in a variable`);
    const elsewhere = ownerRefusal(write.key, owner, index);
    if (elsewhere) return elsewhere;
    const pause = write.value && pauseIn(write.value, index);
    if (pause) return refuse('unknown-use', pause, 'the owner may die between the key and the value, which is waited for');
    owned.push({ write, owner });
  }
  return owned.length > 0 ? owned : refuse('no-owner', creations[0] as Node);
}

/** An `await` or `yield` of the same function. */
function pauseIn(value: Node, index: SourceIndex): Node | undefined {
  let found: Node | undefined;
  index.walk((node) => {
    if (found || (node.type !== 'AwaitExpression' && node.type !== 'YieldExpression')) return;
    for (let at: Node = node; at !== value && at.parent; at = at.parent) if (isFunction(at)) return;
    found = node;
  }, value);
  return found;
}

function holdsItself(write: WriteUse, owner: Expression, index: SourceIndex): boolean {
  return write.value !== undefined && index.plainText(write.value) === index.plainText(owner);
}

/** A use that the helpers cannot serve: out of their scope, or a replacement by nothing. */
function strayUse({ uses, kind, index }: RegistryFacts, site: RegistrySite): Refusal | undefined {
  for (const use of uses) {
    if (use.kind === 'replace' && use.by === 'nothing') return refuse('unknown-use', use.node, 'it is taken away as a whole');
    if (use.kind === 'delete' && use.node.type === 'AssignmentExpression') return refuse('unknown-use', use.node, 'an entry is emptied, and stays');
    if (use.kind === 'test') continue;
    if (objectOf(use, site, index) === undefined) return refuse('unknown-use', use.node, 'it is used where what is added beside it is out of reach');
    if (kind === 'dictionary' && use.kind === 'size') return refuse('unknown-use', use.node);
  }
  return undefined;
}

/** Closures share the scope that they are made in: the finalizer must not be made where an owner is at hand. */
function sharedScope({ index }: RegistryFacts, writes: readonly OwnedWrite[], site: RegistrySite): Refusal | undefined {
  for (const { write, owner } of writes) {
    const root = rootOf(owner);
    if (root.type === 'ThisExpression') {
      const self = thisOwner(write.node);
      if (site.kind === 'member' && !site.isStatic && self.kind === 'class' && self.node === site.owner) return refuse('value-reaches-owner', write.key, 'the owner is the object that the container is a field of');
    } else if (root.type === 'Identifier') {
      const declared = index.variableOf(root)?.scope.block as Node | undefined;
      const around: Node = site.kind === 'scope' ? site.scope : site.owner;
      if (declared && declared.type !== 'Program' && contains(declared, around)) return refuse('value-reaches-owner', owner, 'the container is made in a scope that holds the owner');
    }
  }
  return undefined;
}

/** A function in a value that can see the owner, or shares the scope of one that does: the engine keeps one scope for all. */
function closureOver(owner: Expression, value: Node, index: SourceIndex): Node | undefined {
  const root = rootOf(owner);
  const variable = root.type === 'Identifier' ? index.variableOf(root) : undefined;
  const isShared = variable ? variable.references.some((reference) => reference.from.variableScope !== variable.scope.variableScope) : hasArrowWithThis(root, index);
  if (!isShared) return undefined;
  let found: Node | undefined;
  index.walk((node) => {
    if (found || !isFunction(node) || isImmediatelyCalled(node)) return;
    if (node.parent.type === 'CallExpression' && isSynchronousCallback(node.parent)) return;
    if (variable ? contains(variable.scope.block, node) : node.type === 'ArrowFunctionExpression') found = node;
  }, value);
  return found;
}

/** Does an arrow function in the method around a node keep its `this`? */
function hasArrowWithThis(node: Node, index: SourceIndex): boolean {
  let method = enclosingFunction(node);
  while (method?.type === 'ArrowFunctionExpression') method = enclosingFunction(method);
  let found = false;
  index.walk((at) => {
    if (at.type === 'ThisExpression' && enclosingFunction(at)?.type === 'ArrowFunctionExpression') found = true;
  }, method ?? node);
  return found;
}

/** What else goes into a value that a variable holds: its initialiser, and what is assigned to or put into it. */
function partsOf(value: Node, index: SourceIndex): Node[] {
  const variable = value.type === 'Identifier' ? index.variableOf(value) : undefined;
  if (!variable || variable.defs[0]?.type !== 'Variable') return [value];
  const parts: Node[] = [];
  for (const reference of variable.references) {
    if (reference.writeExpr) parts.push(reference.writeExpr);
    const member = outermost(reference.identifier).parent;
    if (member?.type !== 'MemberExpression' || member.object !== outermost(reference.identifier)) continue;
    const use = outermost(member).parent;
    if (use?.type === 'AssignmentExpression' && use.left === member) parts.push(use.right);
    else if (use?.type === 'CallExpression' && use.callee === member) parts.push(...use.arguments);
  }
  return parts;
}

/** A mention of the owner in a value that is more than a read of one of its members. */
function mentionOf(owner: Expression, value: Node, index: SourceIndex): Node | undefined {
  const root = rootOf(owner);
  const variable = root.type === 'Identifier' ? index.variableOf(root) : undefined;
  let found: Node | undefined;
  index.walk((node) => {
    if (found || (variable ? node.type !== 'Identifier' || index.variableOf(node) !== variable : node.type !== 'ThisExpression')) return;
    const whole = outermost(node);
    if (whole.parent?.type !== 'MemberExpression' || whole.parent.object !== whole) found = node;
  }, value);
  return found;
}

function rootOf(node: Node): Node {
  const inner = unwrap(node);
  return inner.type === 'MemberExpression' ? rootOf(inner.object) : inner;
}

function addRegistry(facts: RegistryFacts, writes: readonly OwnedWrite[], site: RegistrySite): Rewrite {
  const { index, kind, uses } = facts;
  const id = keyTypeOf(facts);
  if (id === undefined) return refuse('typed-elsewhere', facts.creations[0] as Node);
  if (kind === 'dictionary' && mintsSymbols(index, id)) return refuse('unknown-use', facts.creations[0] as Node, 'its keys may be symbols');
  const names = registryNames(site.container, index);
  const edits = uses.flatMap((use) => editsOfUse(use, { facts, names, site, writes }));
  const needs = {
    clear: uses.some((use) => use.kind === 'clear'),
    prune: uses.some((use) => use.kind === 'iterate' || use.kind === 'size'),
  };
  const owner = writtenType(facts.ownerType, site, index);
  const text = ownedHelpers({ kind, names, site, needs, types: index.isTyped ? { id, owner } : undefined });
  return {
    outcome: 'edits',
    codemod: 'id-map-to-finalization-registry',
    grade: 'suggestion',
    assumption: 'nobody looks for the entry of an id after the owner of the id has died',
    title: 'Remove entries by a `FinalizationRegistry` when their owners die',
    edits: normalise([{ range: [site.offset, site.offset], text }, ...edits]),
  };
}

function mintsSymbols(index: SourceIndex, id: string): boolean {
  return /\bsymbol\b/.test(id) || (!index.isTyped && index.globalReferences('Symbol').some((node) => node.parent.type === 'CallExpression'));
}

interface Editing {
  readonly facts: RegistryFacts;
  readonly names: RegistryNames;
  readonly site: RegistrySite;
  readonly writes: readonly OwnedWrite[];
}

function editsOfUse(use: Use, { facts: { index }, names, site, writes }: Editing): Edit[] {
  const object = objectOf(use, site, index) ?? '';
  const call = (name: string): string => object + site.member(name);
  switch (use.kind) {
    case 'set': {
      const owned = writes.find(({ write }) => write === use);
      return owned ? around(use.key, `${call(names.own)}(`, `, ${index.text(owned.owner)})`) : [];
    }
    case 'get':
    case 'has':
      return around(use.key, `${call(names.live)}(`, ')');
    case 'delete':
      // A result that is used must not tell of an entry that no read would have found.
      return isUnused(use.node) ? around(use.key, `${call(names.disown)}(`, ')') : around(use.key, `${call(names.disown)}(${call(names.live)}(`, '))');
    case 'clear':
      return [{ range: use.node.range, text: `${call(names.clear)}()` }];
    case 'size':
    case 'iterate':
      return [{ range: use.receiver.range, text: `${call(names.prune)}()` }];
    default:
      return [];
  }
}

function isUnused(node: Node): boolean {
  return isStatementPosition(node);
}
