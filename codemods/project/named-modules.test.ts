import { describe, expect, it } from 'vitest';
import { specifiersIn } from './named-modules.js';

describe('the modules that a text names', () => {
  it.each([
    ['what is imported and exported', `import a from 'a';\nimport 'b';\nexport * from "c";\nimport(\`d\`);\nrequire ( 'e' );`, ['a', 'b', 'c', 'd', 'e']],
    ['relative paths wherever they stand', `jest.mock('./a');\nnew URL("../b", base); const c = \`./c\`;`, ['./a', '../b', './c']],
    ['each once, in the order of the text', `require('b'); import('./a'); require('b'); require("./a");`, ['b', './a']],
    ['types alone', `declare module 'a' {}\ntype B = import('b').B;\nimport c = require('c');`, ['a', 'b', 'c']],
    ['no words that end in one of these', `reimport('a'); wherefrom 'b'; submodule('c');`, []],
    ['also what seems to begin where another text ends', `import('a'.concat('b')); require('./from "c"');`, ['a', '.concat(', 'c']],
    ['what follows one of the words as a text', `const kind = 'import'; import { a } from './a'; const n = { "module": () => import('./b') }; if (x === 'from') await import('c');`, ['; import { a } from ', './a', './b', ') await import(', 'c']],
    ['what is behind a comment', `import { a } from /* of ours */ '#a';\nimport { b } from // of ours\n 'b';`, ['#a', 'b']],
    ['nothing that does not end on its line', `import 'a\n'; './b\n'`, []],
    ['what words in prose seem to name', `// from 'here', to there; it's a module`, ['here']],
  ])('are %s', (_, text, named) => {
    expect(specifiersIn(text)).toEqual(named);
  });

  it('are not the types that a doc comment imports', () => {
    expect(specifiersIn(`/**\n * @param {import('./a').A} a\n * @import { B } from './b'\n */\nrequire('./c');`)).toEqual(['./c']);
    expect(specifiersIn(`export const plugins = {\n  *all() { yield import('./a'); },\n  size: 2\n  * (await import('./b')).size,\n};`)).toEqual(['./a', './b']);
    expect(specifiersIn(`/* import('./a') */ import('./b');`)).toEqual(['./a', './b']);
  });
});

describe('a text names a module for a test runner', () => {
  it.each([
    ['the module itself', "const real = await vi.importActual('@/boxes');"],
    ['the module itself, required', "const real = jest.requireActual('@/boxes');"],
    ['another one in its place', "vi.mock('@/boxes', async (importOriginal) => importOriginal());"],
    ['another one in its place, later', "vi.doMock('@/boxes', async (importOriginal) => importOriginal());"],
  ])('%s', (_, text) => {
    expect(specifiersIn(text)).toEqual(['@/boxes']);
  });
});

describe('a text imports on a line with the end of a comment', () => {
  it.each([
    ['an import', "/**\n * Boxes.\n */ import { boxes } from 'boxes';"],
    ['a re-export', "/*\n * Boxes.\n */ export { boxes } from 'boxes';"],
    ['a line that multiplies', "const two = 2 /* of\n * them */\n* Number('1'); import { boxes } from 'boxes';"],
  ])('%s', (_, text) => {
    expect(specifiersIn(text)).toEqual(['boxes']);
  });
});
