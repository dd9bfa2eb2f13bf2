import { describe, expect, it } from 'vitest';
import { asPattern, namesOneOf } from './words.js';

describe('the test of a text for names', () => {
  it.each([
    ['a name on its own', ['rows'], 'rows', true],
    ['behind a part of another', ['rows'], 'arows.rows', true],
    ['one of several', ['cols', 'rows'], 'this.#rows', true],
    ['beside characters that no ASCII name has', ['rows'], 'érows-', true],
    ['parts of other names alone', ['rows'], 'arows rowsb $rows rows1 _rows', false],
    ['a name with signs of its own', ['$a'], 'b$a $a', true],
    ['none of no names', [], 'rows', false],
    // A member may be named so: `class { '' = new Map() }`.
    ['the name without characters, which any text may have', [''], 'rows', true],
    ['a name that begins within itself', ['aa'], 'aaa aa', true],
  ])('finds %s', (_, names, text, isFound) => {
    expect(namesOneOf(names)(text)).toBe(isFound);
  });
});

it('makes a pattern of a name that matches it alone', () => {
  for (const name of ['rows', '$rows', '*', 'a(b', '[key]', 'x[z-a]', String.raw`a\b`, 'a.b']) expect(new RegExp(`^${asPattern(name)}$`).exec(name)?.[0]).toBe(name);
  expect(new RegExp(asPattern('a.b')).test('acb')).toBe(false);
});
