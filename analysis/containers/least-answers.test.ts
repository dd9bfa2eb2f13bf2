import { describe, expect, it } from 'vitest';
import { LeastAnswers } from './least-answers.js';

/** Which node can get to one that has an answer of its own? Counts how often it is worked out. */
function answersOver(edges: Readonly<Record<string, readonly string[]>>, own: Readonly<Record<string, string>>) {
  const answers = new LeastAnswers<string, string>();
  let count = 0;
  const ask = (node: string): string | undefined =>
    answers.ask(node, () => {
      count++;
      return own[node] ?? (edges[node] ?? []).map(ask).find((answer) => answer !== undefined);
    });
  return { ask, count: () => count };
}

describe('least answers', () => {
  it('are found around a circle', () => {
    const { ask } = answersOver({ a: ['b'], b: ['c'], c: ['a', 'd'] }, { d: 'here' });
    expect(['b', 'a', 'c'].map(ask)).toEqual(['here', 'here', 'here']);
  });

  it('are none where a circle rests on itself', () => {
    const { ask } = answersOver({ a: ['b', 'a'], b: ['c'], c: ['b', 'a'] }, {});
    expect(['a', 'b', 'c'].map(ask)).toEqual([undefined, undefined, undefined]);
  });

  it('do not depend on where one begins', () => {
    const edges = { a: ['b'], b: ['a', 'c'], c: ['b', 'd'], d: ['a', 'e'] };
    for (const first of ['a', 'b', 'c', 'd']) {
      const { ask } = answersOver(edges, { e: 'here' });
      expect([first, 'd', 'c', 'b', 'a'].map(ask)).toEqual(Array(5).fill('here'));
    }
  });

  it('forget what was assumed of a question that has an answer after all', () => {
    // `b` comes to nothing as long as `a` is open, and `a` gets its answer from `c`.
    const { ask } = answersOver({ a: ['b', 'c'], b: ['a'] }, { c: 'here' });
    expect([ask('a'), ask('b')]).toEqual(['here', 'here']);
  });

  it('are worked out once each, where every node leads to many', () => {
    const names = Array.from({ length: 60 }, (_, at) => String(at));
    const { ask, count } = answersOver(Object.fromEntries(names.map((name, at) => [name, [...names.slice(at + 1), names[0] ?? '']])), {});
    expect(names.map(ask)).toEqual(names.map(() => undefined));
    expect(count()).toBe(60);
  });
});
