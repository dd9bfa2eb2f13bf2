import type { TSESTree } from '@typescript-eslint/utils';
import { type Expression, isStatementPosition, type Node, outermost, unwrap } from '../source/ast.js';
import type { IdFacts } from '../containers/ids.js';
import { annotationOf } from '../source/expression-types.js';
import type { Edit, Rewrite } from './model.js';
import type { KeyedUse, Use, WriteUse } from '../flow/use.js';
import { ownerRefusal, stampRefusal } from './owner-at.js';
import { planRegistry } from './registry-rewrite.js';
import { isUseful, meaningOf, proveWeakening, standIn } from '../proof/index.js';
import { graded, normalise, reachRefusal, refuse, type Refusal, type Rewriting, sightRefusal, typeSites, weakeningOf } from './rewrite.js';
import type { SourceIndex } from '../source/source-index.js';
import { givenAgain, givenId, isLiving, transientOwnerRefusal } from './transient-owners.js';

type Keyed = KeyedUse | WriteUse;

/** Decides what a codemod may do about a container that is keyed by ids. */
export function planForIds(facts: Rewriting): Rewrite {
  const { uses, creations, reader, index } = facts;
  if (facts.verdict !== 'leaks' && facts.verdict !== 'partial') return { outcome: 'none' };
  const keyed = uses.filter((use): use is Extract<Use, Keyed> => use.kind === 'get' || use.kind === 'has' || use.kind === 'delete' || use.kind === 'set');
  const idOf = (use: Keyed): IdFacts | undefined => reader.read(use.key, use.node).id;
  const writes = keyed.filter((use): use is WriteUse => use.kind === 'set');
  // Instances kept under their own ids stay under them: only who owns them is in question.
  const holdsInstances = writes.every((write) => storesOwner(write, idOf(write), index));
  for (const write of writes) {
    const id = idOf(write);
    if (id?.owner === undefined) return refuse('no-owner', write.key, id?.origin === 'fresh' ? 'its keys are made for the entries, with no object behind them' : 'the object behind the id is not in hand at the write');
    if (id.isPart) return refuse('mixed-keys', write.key, 'the key is only derived from the object');
    if (holdsInstances) continue;
    if (id.isForeign) return refuse('domain-id', write.key, `\`${index.text(write.key)}\` may be the id of another object`);
    if (id.origin === 'domain') return refuse('domain-id', write.key, `\`${index.text(write.key)}\` is passed in, so two objects can share it`);
  }
  const [first] = writes;
  if (!first) return refuse('unknown-use', creations[0] as Node);
  const plan = planByOwners(facts, { keyed, writes, first, idOf, holdsInstances });
  return plan.outcome === 'edits' ? (uselessFor(facts, writes, idOf) ?? plan) : plan;
}

/** The uses of a container by ids, each write with the object behind its id in hand. */
interface Owned {
  readonly keyed: readonly Keyed[];
  readonly writes: readonly WriteUse[];
  /** The first write. */
  readonly first: WriteUse;
  readonly idOf: (use: Keyed) => IdFacts | undefined;
  /** Are the values the objects behind the ids? */
  readonly holdsInstances: boolean;
}

function planByOwners(facts: Rewriting, { keyed, writes, first, idOf, holdsInstances }: Owned): Rewrite {
  const { creations, index } = facts;
  const { source } = idOf(first) as IdFacts;
  if (facts.kind === 'array') return refuse('unknown-use', first.node, 'a list of ids is searched by its elements');
  const isShared = writes.some((write) => {
    const id = idOf(write);
    return id !== undefined && (id.isForeign || id.origin === 'domain');
  });
  if (!isShared && keyed.every((use) => idOf(use)?.owner !== undefined && idOf(use)?.source === source)) return planRekeying(facts, keyed, idOf);
  // An address names a thing: when one object that stands for the thing dies, another may still be looked up by it.
  if (!holdsInstances && /uri$/i.test(source)) return refuse('domain-id', first.key, `\`${index.text(first.key)}\` names a thing that several objects can stand for`);
  const ownerType = ownerTypeOf(idOf(first) as IdFacts, creations[0] as Node, index);
  return planRegistry({ ...facts, kind: facts.kind, idOf, reachesOwner: (write) => reachesOwner(write, idOf(write), index), ownerType, idType: idTypeOf(facts) });
}

/** Refuses where the objects behind the ids are kept by something else, so that no entry would go with them. */
function uselessFor(facts: Rewriting, writes: readonly WriteUse[], idOf: (use: Keyed) => IdFacts | undefined): Refusal | undefined {
  const [view] = weakeningOf(facts, []).views;
  const owned = writes.flatMap((write) => {
    const owner = idOf(write)?.owner;
    return owner ? [{ ...write, key: owner }] : [];
  });
  const answer = view && isUseful({ ...view, uses: owned }, facts.keys);
  return answer && !answer.holds && answer.gap.code ? refuse(answer.gap.code, answer.gap.node, answer.gap.says, answer.gap.file) : undefined;
}

/** `pages.set(page.id, page)` */
function storesOwner({ value }: WriteUse, id: IdFacts | undefined, index: SourceIndex): boolean {
  return value !== undefined && id?.owner !== undefined && index.plainText(value) === index.plainText(id.owner);
}

/** Every use has the object in hand: the object itself becomes the key. */
function planRekeying(facts: Rewriting, keyed: readonly Keyed[], idOf: (use: Keyed) => IdFacts | undefined): Rewrite {
  const { kind, creations, uses, index } = facts;
  const refusal = reachRefusal(facts) ?? sightRefusal(facts) ?? shapeRefusal(uses);
  if (refusal) return refusal;
  const write = keyed.find((use) => use.kind === 'set') as WriteUse;
  const id = idOf(write) as IdFacts;
  const weak = kind === 'set' ? 'WeakSet' : 'WeakMap';
  const ownerType = ownerTypeOfAll(keyed.map((use) => idOf(use) as IdFacts), creations[0] as Node, index);
  const edits: Edit[] = [];
  for (const creation of creations) {
    const made = creationEdits(creation, weak, ownerType);
    if (!Array.isArray(made)) return made;
    edits.push(...made);
  }
  for (const site of typeSites(facts)) {
    const typed = typeEdits(site, weak, ownerType, index);
    if (!Array.isArray(typed)) return typed;
    edits.push(...typed);
  }
  for (const use of keyed) {
    const used = idOf(use) as IdFacts;
    const kept = ownerRefusal(use.key, used.owner as Expression, index) ?? stampRefusal(use.key, used, index);
    if (kept) return kept;
    const owner = index.text(used.owner as Expression);
    const written = kind === 'dictionary' ? entryEdits(use, owner, facts) : [{ range: use.key.range, text: owner }];
    if (!Array.isArray(written)) return written;
    edits.push(...written);
  }
  const plan = { outcome: 'edits', codemod: 'id-map-to-weakmap', title: `Use a \`${weak}\` keyed by the object`, edits: normalise(edits) } as const;
  if (id.isUncopyable) {
    const safety = proveWeakening(weakeningOf(facts, [weak], idOf));
    const changed = safety.grade === 'safe' ? undefined : givenId(id.source, index) ?? givenAgain(id.source, index);
    return changed ? refuse('domain-id', changed, `\`${index.quoted(outermost(changed).parent ?? changed)}\` gives an object another id than its own`) : graded(plan, safety);
  }
  const owned = keyed.flatMap((use) => ({ owner: (idOf(use) as IdFacts).owner as Expression, node: use.node }));
  const transient = transientOwnerRefusal(owned, keyed.filter((use) => use.kind === 'set'), { index, elsewhere: facts.elsewhere, file: undefined });
  if (transient) return transient;
  const given = givenId(id.source, index);
  if (given) return refuse('domain-id', given, `\`${index.quoted(given)}\` is passed in, so two objects can share it`);
  const double = index.table(standIn);
  if (double) return refuse('transient-owner', double, `\`${index.quoted(double.parent ?? double)}\` may make another object with the same id`);
  const record = id.origin === 'unseen' || id.origin === 'stamped' ? owned.find(({ owner }) => !isLiving(owner, id.source, index)) : undefined;
  if (record) return refuse('domain-id', record.owner, `nothing shows that \`${index.quoted(record.owner)}\` is the only object with its id`);
  return { ...plan, grade: 'suggestion', assumption: `the very same \`${ownerName(id, index)}\` object is passed every time` };
}

/** The object behind an id, as its user calls it. */
function ownerName({ owner, ownerClass }: IdFacts, index: SourceIndex): string {
  return owner?.type === 'ThisExpression' ? (ownerClass?.id?.name ?? 'this') : owner ? index.quoted(owner) : 'same';
}

function shapeRefusal(uses: readonly Use[]): Refusal | undefined {
  for (const use of uses) {
    switch (use.kind) {
      case 'iterate':
        return refuse('iterated', use.node);
      case 'size':
        return refuse('sized', use.node);
      case 'clear':
        return refuse('cleared', use.node);
      case 'get':
      case 'has':
      case 'set':
      case 'delete':
      case 'test':
      case 'escape':
      case 'replace':
      case 'unknown':
        break;
    }
  }
  if (!uses.some((use) => use.kind === 'get' || use.kind === 'has')) {
    const write = uses.find((use) => use.kind === 'set');
    if (write) return refuse('only-owner', write.node, 'nothing reads it, so it may hold its members on purpose');
  }
  return undefined;
}

function creationEdits(creation: Expression, weak: string, ownerType: string | undefined): Edit[] | Refusal {
  if (creation.type !== 'NewExpression') return [{ range: creation.range, text: `new ${weak}()` }];
  const [iterable] = creation.arguments;
  if (iterable && !(iterable.type === 'Literal' && iterable.raw === 'null')) return refuse('unknown-key', iterable, 'it is filled from an iterable of ids');
  const edits: Edit[] = [{ range: creation.callee.range, text: weak }];
  const [key] = creation.typeArguments?.params ?? [];
  if (!key) return edits;
  if (ownerType === undefined) return refuse('unknown-key', key, 'the type of the objects is not written in this file');
  return [...edits, { range: key.range, text: ownerType }];
}

/** `Map<K, V>`, `Set<K>`, `Record<K, V>` and index signatures become weak and keyed by the owner. */
function typeEdits(type: TSESTree.TypeNode, weak: string, ownerType: string | undefined, index: SourceIndex): Edit[] | Refusal {
  if (ownerType === undefined) return refuse('unknown-key', type, 'the type of the objects is not written in this file');
  if (type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && /^(?:(?:Readonly)?(?:Map|Set)|Record)$/.test(type.typeName.name) && index.typesNamed(type.typeName.name).length === 0) {
    const [key] = type.typeArguments?.params ?? [];
    return [{ range: type.typeName.range, text: weak }, ...(key ? [{ range: key.range, text: ownerType }] : [])];
  }
  if (type.type === 'TSTypeLiteral' && type.members.length === 1) {
    const [member] = type.members;
    if (member?.type === 'TSIndexSignature' && member.typeAnnotation) return [{ range: type.range, text: `${weak}<${ownerType}, ${index.text(member.typeAnnotation.typeAnnotation)}>` }];
  }
  return refuse('typed-elsewhere', type);
}

/** `d[x.id]` and its relatives become calls. */
function entryEdits(use: Keyed, owner: string, { index }: Rewriting): Edit[] | Refusal {
  const { node, receiver } = use;
  const end = receiver.range[1];
  const odd = oddPosition(use, index);
  if (odd) return refuse('unknown-use', odd, `\`${index.quoted(odd)}\` has no plain counterpart on a \`WeakMap\``);
  switch (use.kind) {
    case 'set': {
      const before = node.type === 'AssignmentExpression' && use.value ? writeBefore(node.operator, index.text(receiver), owner, isStatementPosition(node)) : undefined;
      if (before === undefined || !use.value) return refuse('unknown-use', node, `\`${index.text(node).split('\n')[0] ?? ''}\` has no plain counterpart on a \`WeakMap\``);
      const after = isStatementPosition(node) ? ')' : `).get(${owner})${index.isTyped ? '!' : ''}`;
      return [{ range: [node.range[0], use.value.range[0]], text: before }, { range: [use.value.range[1], use.value.range[1]], text: after }];
    }
    case 'get':
      if (node.type !== 'MemberExpression') return refuse('unknown-use', node);
      return [{ range: [end, node.range[1]], text: `.get(${owner})${needsAssertion(node, index) ? '!' : ''}` }];
    case 'has':
      if (node.type === 'BinaryExpression') return [{ range: [node.range[0], receiver.range[0]], text: '' }, { range: [end, end], text: `.has(${owner})` }];
      return [{ range: node.range, text: `${index.text(receiver)}.has(${owner})` }];
    case 'delete':
      if (node.type !== 'UnaryExpression') return refuse('unknown-use', node);
      return [{ range: [node.range[0], receiver.range[0]], text: '' }, { range: [end, node.range[1]], text: `.delete(${owner})` }];
  }
}

/** Where an entry stands in a way that a call cannot: called, made, a target of a pattern or a loop, behind `?.`, in parentheses of its own. */
function oddPosition({ kind, node, receiver, ...use }: Keyed, index: SourceIndex): Node | undefined {
  const at = outermost(node);
  const parent = at.parent as Node;
  const entry = node.type === 'MemberExpression' ? node : node.type === 'AssignmentExpression' ? node.left : node.type === 'UnaryExpression' ? unwrap(node.argument) : undefined;
  const { text } = index.source;
  if (outermost(receiver) !== receiver) return parent;
  if (entry?.type === 'MemberExpression') {
    // Anything but white space around the brackets: parentheses, a comment, `?.`.
    if (entry.range[0] !== receiver.range[0] || text.slice(receiver.range[1], entry.property.range[0]).trim() !== '[' || text.slice(entry.property.range[1], entry.range[1]).trim() !== ']') return parent;
  } else if (node.type === 'BinaryExpression' && node.range[1] !== receiver.range[1]) {
    return parent;
  }
  switch (kind) {
    case 'get':
      return isAsserted(node, at) && isPlainRead(parent, at) && !isInConstructor(at) ? undefined : parent;
    case 'set':
      return node.type === 'AssignmentExpression' && 'value' in use && use.value && !/^\s*\W+=\s*$|^\s*=\s*$/.test(text.slice(node.left.range[1], use.value.range[0])) ? node : undefined;
    case 'delete':
      return isStatementPosition(node) ? undefined : parent;
    case 'has':
      return undefined;
  }
}

/** Is an expression's value only read where it stands? Of a position that is not listed nothing is known. */
function isPlainRead(parent: Node, at: Node): boolean {
  switch (parent.type) {
    case 'CallExpression':
    case 'NewExpression':
      return parent.callee !== at;
    case 'MemberExpression':
      return parent.object === at || parent.computed;
    case 'AssignmentExpression':
      return parent.right === at;
    case 'VariableDeclarator':
      return parent.init === at;
    case 'AssignmentPattern':
      return parent.right === at;
    case 'ForOfStatement':
    case 'ForInStatement':
      return parent.right === at;
    case 'Property':
      return parent.value === at && parent.parent.type === 'ObjectExpression';
    case 'UnaryExpression':
      return parent.operator !== 'delete';
    case 'ReturnStatement':
    case 'ArrowFunctionExpression':
    case 'ExpressionStatement':
    case 'LogicalExpression':
    case 'BinaryExpression':
    case 'ConditionalExpression':
    case 'IfStatement':
    case 'SwitchStatement':
    case 'WhileStatement':
    case 'ThrowStatement':
    case 'AwaitExpression':
    case 'YieldExpression':
    case 'SpreadElement':
    case 'TemplateLiteral':
    case 'ArrayExpression':
    case 'SequenceExpression':
      return true;
    default:
      return false;
  }
}

/** Is there nothing around a read but `!` and casts? */
function isAsserted(read: Node, whole: Node): boolean {
  for (let at = read; at !== whole; at = at.parent as Node) if (at.parent?.type === 'ChainExpression') return false;
  return true;
}

/** `new d[id].Model()`: with a call in it, `new` would take the call for its own. */
function isInConstructor(node: Node): boolean {
  let at = node;
  while (at.parent?.type === 'MemberExpression' && at.parent.object === at) at = at.parent;
  return at.parent?.type === 'NewExpression' && at.parent.callee === at;
}

/**
 * What stands before the written value: `d.set(x, `, and for a get-or-create `d.get(x) ?? d.set(x, `. The value of the
 * whole is read back by `get`, since `set` gives the table.
 *
 * @returns `undefined` for assignments that compute with the old value, and for plain ones whose value is used.
 */
function writeBefore(operator: string, table: string, owner: string, isStatement: boolean): string | undefined {
  const write = `${table}.set(${owner}, `;
  switch (operator) {
    case '=':
      return isStatement ? write : undefined;
    case '??=':
    case '||=':
      return `${table}.get(${owner}) ${operator.slice(0, 2)} ${write}`;
    default:
      return undefined;
  }
}

/** In typed code a read of a dictionary is never `undefined` to the compiler; `get` may be. */
function needsAssertion(read: Node, index: SourceIndex): boolean {
  if (!index.isTyped) return false;
  const at = outermost(read);
  if (at !== read) return read.parent?.type === 'TSSatisfiesExpression';
  const parent = at.parent;
  switch (parent?.type) {
    case 'LogicalExpression':
      return parent.left !== at || parent.operator === '&&';
    case 'MemberExpression':
      return parent.object === at && !parent.optional;
    case 'IfStatement':
    case 'ExpressionStatement':
      return false;
    case 'UnaryExpression':
      return !/^(?:!|typeof|void)$/.test(parent.operator);
    case 'BinaryExpression':
      return !/^[!=]==?$/.test(parent.operator);
    case 'ConditionalExpression':
      return parent.test !== at;
    default:
      return true;
  }
}

/** The one type of the objects behind all ids; `object` where they are declared in several ways. */
function ownerTypeOfAll(ids: readonly IdFacts[], container: Node, index: SourceIndex): string | undefined {
  const types = new Set(ids.map((id) => ownerTypeOf(id, container, index)));
  const [only] = types;
  return types.size === 1 ? only : types.has(undefined) ? undefined : 'object';
}

/** The type of the objects behind the ids, as this file writes it, where the name means the same at the container. */
function ownerTypeOf(id: IdFacts, container: Node, index: SourceIndex): string | undefined {
  if (id.ownerClass?.id) {
    const meaning = meaningOf(id.ownerClass.id.name, container, index);
    return id.ownerClass.typeParameters || meaning.kind !== 'declared' || meaning.nodes[0] !== id.ownerClass ? undefined : id.ownerClass.id.name;
  }
  const owner = id.owner && unwrap(id.owner);
  if (owner?.type !== 'Identifier') return undefined;
  const variable = index.variableOf(owner);
  const annotation = variable && annotationOf(variable, index);
  if (annotation?.type !== 'TSTypeReference') return annotation?.type === 'TSObjectKeyword' ? 'object' : undefined;
  if (annotation.typeName.type !== 'Identifier') return index.text(annotation);
  const { name } = annotation.typeName;
  const [there, here] = [annotation, container].map((at) => meaningOf(name, at, index));
  const isSame = there?.kind === here?.kind && there?.kind !== 'parameter' && (there?.kind !== 'declared' || here?.kind !== 'declared' || there.nodes[0] === here.nodes[0]);
  return isSame ? index.text(annotation) : undefined;
}

/** The type of the ids, as the container's declaration writes it. */
function idTypeOf(facts: Rewriting): string | undefined {
  for (const creation of facts.creations) {
    const [key] = creation.type === 'NewExpression' ? (creation.typeArguments?.params ?? []) : [];
    if (key) return facts.index.text(key);
  }
  for (const site of typeSites(facts)) {
    const [key] = site.type === 'TSTypeReference' ? (site.typeArguments?.params ?? []) : [];
    if (key) return facts.index.text(key);
  }
  return undefined;
}

/** The place in a written value that keeps the owner alive: the owner itself, `this`, or a closure or literal with it. */
function reachesOwner(write: WriteUse, id: IdFacts | undefined, index: SourceIndex): Node | undefined {
  const owner = id?.owner && unwrap(id.owner);
  const { value } = write;
  if (!owner || !value) return undefined;
  let found: Node | undefined;
  const seek = (node: Node): void => {
    index.walk((at) => {
      if (found) return;
      if (owner.type === 'ThisExpression' ? at.type === 'ThisExpression' : at.type === 'Identifier' && owner.type === 'Identifier' && index.variableOf(at) === index.variableOf(owner)) {
        const parent = at.parent as Node;
        // A member read copies a value out; whether that reaches back is not seen, and members named as ids do not.
        if (parent.type === 'MemberExpression' && parent.object === at) return;
        found = at;
      }
    }, node);
  };
  seek(value);
  return found;
}
