import { describe, expect, it } from 'vitest';
import { SHAPES } from '../../bench/shapes.js';
import { parseSource } from '../../codemods/parse.js';
import { analyze } from '../index.js';

/** How many containers of each shape must be found: one for each piece, or the one that all pieces are about. */
const FOUND: Readonly<Record<string, 'each' | 'one' | 'two'>> = {
  'members of instances, all with one name': 'one',
  'maps in maps': 'two',
  'uses of one map': 'one',
  'uses of one field': 'one',
  'uses of one map in one function': 'one',
  'helpers that hand a map on': 'one',
  'helpers that give a map back': 'one',
  'aliases in a chain': 'one',
  'keys through helpers': 'one',
  'asm.js: one function of many steps, called by others like it': 'one',
  'a switch with many cases': 'one',
  'a generated parser: tables, and an action for each rule': 'one',
  'blocks nested a hundred levels deep': 'one',
  'callbacks nested a hundred levels deep': 'one',
};

describe('every shape of code is judged at a size where quadratic work or recursion would not end', () => {
  it.each(Object.entries(SHAPES))('%s', (shape, write) => {
    const size = 2000;
    const { containers } = analyze(parseSource('program.ts', write(size)));
    const found = FOUND[shape] ?? 'each';
    expect(containers).toHaveLength({ each: size, one: 1, two: 2 * size }[found]);
  }, 60_000);

  it('a map is followed through 8,000 helpers to the write at their end', () => {
    const write = SHAPES['helpers that hand a map on'];
    const [container] = analyze(parseSource('program.ts', write?.(8000) ?? '')).containers;
    expect(container?.verdict).toBe('leaks');
    expect(container?.uses.map(({ kind }) => kind)).toEqual(['set']);
  }, 60_000);
});
