import { describe, expect, it } from 'vitest';
import type { Edit } from '../analysis/index.js';
import { applyEdits, beforeEdits, mergeEdits } from './edits.js';

const edit = (from: number, to: number, text: string): Edit => ({ range: [from, to], text });

describe('applyEdits', () => {
  it('replaces, inserts and removes, in any order given', () => {
    expect(applyEdits('abcdef', [edit(4, 5, ''), edit(0, 1, 'AA'), edit(2, 2, '-')])).toBe('AAb-cdf');
  });

  it('leaves every other character as it is', () => {
    const text = '#!/bin/x\r\n\tMap \u{1F5FA}\r\n\u2028';
    expect(applyEdits(text, [edit(11, 14, 'WeakMap')])).toBe(text.replace('Map', 'WeakMap'));
  });

  it('takes edits that touch', () => {
    expect(applyEdits('abc', [edit(0, 1, 'x'), edit(1, 1, '|'), edit(1, 2, 'y')])).toBe('x|yc');
  });

  it.each([
    ['overlap', [edit(0, 2, ''), edit(1, 3, '')]],
    ['lie outside the text', [edit(2, 9, '')]],
    ['run backwards', [edit(2, 1, '')]],
  ])('throws where edits %s', (_, edits) => {
    expect(() => applyEdits('abc', edits)).toThrow(RangeError);
  });
});

describe('mergeEdits', () => {
  it('joins edits that lie apart, in order', () => {
    expect(mergeEdits([[edit(8, 9, 'b')], [edit(0, 1, 'a'), edit(10, 11, 'c')]])).toEqual({
      edits: [edit(0, 1, 'a'), edit(8, 9, 'b'), edit(10, 11, 'c')],
      deferred: new Set(),
    });
  });

  it('takes an edit that several owners share once', () => {
    const alias = edit(0, 3, 'WeakMap');
    expect(mergeEdits([[alias, edit(5, 6, 'a')], [alias, edit(7, 8, 'b')], [alias]])).toEqual({
      edits: [alias, edit(5, 6, 'a'), edit(7, 8, 'b')],
      deferred: new Set(),
    });
  });

  it('takes an insertion that several owners share once', () => {
    expect(mergeEdits([[edit(0, 0, 'import;')], [edit(0, 0, 'import;')]]).edits).toEqual([edit(0, 0, 'import;')]);
  });

  it('leaves out the later owner as a whole where two clash', () => {
    expect(mergeEdits([[edit(0, 4, 'x')], [edit(3, 5, 'y'), edit(8, 9, 'z')]])).toEqual({
      edits: [edit(0, 4, 'x')],
      deferred: new Set([1]),
    });
  });

  it('sees a clash with an edit that lies within another, and past it', () => {
    expect(mergeEdits([[edit(0, 20, 'x')], [edit(1, 2, 'y')], [edit(15, 16, 'z')]]).deferred).toEqual(new Set([1, 2]));
  });

  it('takes different insertions at one place for a clash: their order would be a guess', () => {
    expect(mergeEdits([[edit(5, 5, 'a')], [edit(5, 5, 'b')]]).deferred).toEqual(new Set([1]));
  });

  it('lets the first owner always stay, so that every pass gets somewhere', () => {
    const owners = Array.from({ length: 50 }, (_, index) => [edit(index, index + 2, String(index))]);
    const { edits, deferred } = mergeEdits(owners);
    expect(deferred.has(0)).toBe(false);
    expect(() => applyEdits('-'.repeat(60), edits)).not.toThrow();
  });
});

describe('beforeEdits', () => {
  const edits = [edit(2, 5, 'WeakMap'), edit(8, 10, ''), edit(12, 12, '++')];

  it.each([
    [0, 0],
    [1, 1],
    [2, 2],
    [5, 2],
    [9, 5],
    [11, 7],
    [12, 10],
    [13, 11],
    [14, 12],
    [15, 12],
    [16, 12],
    [17, 13],
  ])('takes %i of the new text to %i of the old', (after, before) => {
    expect(beforeEdits(edits)(after)).toBe(before);
  });
});
