import { describe, expect, it } from 'vitest';
import { specifiersIn } from './named-modules.js';

describe('the modules that a text names', () => {
  it.each([
    ['what is imported and exported', `import a from 'a';\nimport 'b';\nexport * from "c";\nimport(\`d\`);\nrequire ( 'e' );`, ['a', 'b', 'c', 'd', 'e']],
    ['relative paths wherever they stand', `jest.mock('./a');\nnew URL("../b", base); const c = \`./c\`;`, ['./a', '../b', './c']],
    ['each once, in the order of the text', `require('b'); import('./a'); require('b'); require("./a");`, ['b', './a']],
    ['types alone', `declare module 'a' {}\ntype B = import('b').B;\nimport c = require('c');`, ['a', 'b', 'c']],
    ['no words that end in one of these', `reimport('a'); wherefrom 'b'; submodule('c');`, []],
    ['nothing that begins within what it names', `import('a'.concat('b')); require('./from "c"');`, ['a', 'c']],
    ['nothing that does not end on its line', `import 'a\n'; './b\n'`, []],
    ['what words in prose seem to name', `// from 'here', to there; it's a module`, ['here']],
  ])('are %s', (_, text, named) => {
    expect(specifiersIn(text)).toEqual(named);
  });

  it('are not the types that a doc comment imports', () => {
    expect(specifiersIn(`/**\n * @param {import('./a').A} a\n * @import { B } from './b'\n */\nrequire('./c');`)).toEqual(['./c']);
    expect(specifiersIn(`/* import('./a') */ import('./b');`)).toEqual(['./a', './b']);
  });
});
