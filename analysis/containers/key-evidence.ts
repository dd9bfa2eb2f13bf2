import { thisOwner } from '../source/ast.js';
import type { Certainty, KeyEvidence } from './facts.js';
import type { TypeFact } from '../source/type-syntax.js';

const RANK: Record<Certainty, number> = { possible: 0, likely: 1, proven: 2 };

/** The lower of two certainties. */
export function lower(a: Certainty, b: Certainty): Certainty {
  return RANK[a] <= RANK[b] ? a : b;
}

/** Is `a` at least as certain as `b`? */
export function atLeast(a: Certainty, b: Certainty): boolean {
  return RANK[a] >= RANK[b];
}

/** What holds for all of several keys: the weakest evidence, `mixed` where the sorts differ. */
export function mergeKeys(keys: readonly KeyEvidence[]): KeyEvidence {
  const [first, ...rest] = keys;
  if (!first) throw new Error('mergeKeys needs at least one key');
  return rest.reduce((a, b) => {
    const nullable = a.nullable || b.nullable;
    const weaker = RANK[b.certainty] < RANK[a.certainty] ? b : a;
    if (a.sort === b.sort) return { ...weaker, nullable, callable: Boolean(a.callable) && Boolean(b.callable) };
    // `null` and `undefined` join any sort.
    if (a.sort === 'primitive' && a.nullable) return { ...b, nullable };
    if (b.sort === 'primitive' && b.nullable) return { ...a, nullable };
    if (a.sort === 'unknown') return { ...a, nullable };
    if (b.sort === 'unknown') return { ...b, nullable };
    return { ...weaker, sort: 'mixed', nullable };
  }, first);
}

/** What holds for a key that is one of several: `page.id || 'default'` is an id in some cases. */
export function mergeChoices(keys: readonly KeyEvidence[]): KeyEvidence {
  const owned = keys.find(({ id }) => id?.owner);
  const isOneSort = !owned?.id || keys.every(({ sort }) => sort === 'id') || !keys.every(({ sort }) => sort === 'id' || sort === 'primitive');
  if (isOneSort) return mergeKeys(keys);
  return { ...owned, certainty: 'possible', because: `${owned.because} or another value`, id: { ...owned.id, isPart: true } };
}

/** The evidence of a key where the object that it is the id of is not in hand any more: in what a caller calls. */
export function awayFromOwner(key: KeyEvidence): KeyEvidence {
  return key.id ? { ...key, id: { ...key.id, owner: undefined } } : key;
}

/** The noun for a container's keys in messages. */
export function keyNoun(evidence: KeyEvidence, declared: TypeFact | undefined): string {
  if (declared?.noun && declared.sort !== 'any' && /^[\w.$]+$/.test(declared.noun) && declared.noun !== 'this') return `\`${declared.noun}\``;
  const type = /^`(?:(?:\w+: |new )([A-Z][\w.]*)`?|([A-Z][\w.]*)` \(type\))/.exec(evidence.because)?.slice(1).find(Boolean);
  if (type) return `\`${type}\``;
  if (evidence.because === '`this`') {
    const owner = evidence.node.type === 'ThisExpression' ? thisOwner(evidence.node) : undefined;
    return owner?.kind === 'class' && owner.node.id ? `\`${owner.node.id.name}\`` : 'object';
  }
  if (evidence.callable) return 'function';
  if (evidence.sort === 'class') return 'class';
  return 'object';
}
