import { expect, it } from 'vitest';
import { parseSource } from '../../codemods/parse.js';
import { SourceIndex } from './source-index.js';

it.each([
  ['as it is', "cache.get('a  b')", "cache.get('a b')"],
  ['in one line', 'fetch(url)\n  .then(read)\n  ?.finally', 'fetch(url).then(read)?.finally'],
  ['with both its ends where it is long', `first(${'x'.repeat(60)}).last`, `first(${'x'.repeat(24)}…${'x'.repeat(23)}).last`],
])('a node is quoted %s', (_, text, quote) => {
  const source = parseSource('a.ts', text);
  expect(SourceIndex.of(source).quoted(source.ast)).toBe(quote);
});

it('the strings of a text are found in any quotes and as templates without holes, in source order; not in comments, in other strings, or with holes', () => {
  const text = "f(`./a`); import('./a'); import x from \"./a\"; // './a'\nf(\"'./a'\", './ab', `./a${x}`, /'.\\/a'/, { './a': 1 });";
  const strings = SourceIndex.of(parseSource('a.ts', text)).stringsOf('./a');
  expect(strings.map(({ range, parent }) => [text.slice(...range), parent.type])).toEqual([
    ['`./a`', 'CallExpression'],
    ["'./a'", 'ImportExpression'],
    ['"./a"', 'ImportDeclaration'],
    ["'./a'", 'Property'],
  ]);
});
