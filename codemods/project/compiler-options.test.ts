import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';
import { type CompilerOptions, compilerOptionsFor } from './compiler-options.js';

function optionsIn(files: Readonly<Record<string, string>>, folder = ''): CompilerOptions | undefined {
  const root = temporaryFolder(files);
  return compilerOptionsFor(`${root}${folder}`, root);
}

describe('the options of the compiler', () => {
  it('are those of the nearest configuration', () => {
    const files = { 'tsconfig.json': '{ "compilerOptions": { "strict": true } }', 'test/tsconfig.json': '{ "compilerOptions": { "strict": false } }', 'test/a.ts': '', 'src/a.ts': '' };
    expect(optionsIn(files, '/src')?.isStrict).toBe(true);
    expect(optionsIn(files, '/test')?.isStrict).toBe(false);
    expect(optionsIn({ 'src/a.ts': '' }, '/src')).toBeUndefined();
  });

  it.each([
    ['by a relative name', { 'base.json': '{ "compilerOptions": { "strict": true, "noUnusedLocals": true } }', 'tsconfig.json': '{ "extends": "./base" }' }],
    ['by the last of several', { 'a.json': '{}', 'base.json': '{ "compilerOptions": { "strict": true, "noUnusedLocals": true } }', 'tsconfig.json': '{ "extends": ["./a.json", "./base.json"] }' }],
    ['from a package', { 'node_modules/@kit/strict/tsconfig.json': '{ "compilerOptions": { "strict": true, "noUnusedLocals": true } }', 'tsconfig.json': '{ "extends": "@kit/strict" }' }],
  ])('are found where they are extended %s', (_, files) => {
    const options = optionsIn(files);
    expect(options?.isStrict).toBe(true);
    expect(options?.mayHave('noUnusedLocals')).toBe(true);
    expect(options?.mayHave('checkJs')).toBe(false);
  });

  it('may be any where a part is missing', () => {
    const options = optionsIn({ 'tsconfig.json': '{ "extends": "@kit/missing" }' });
    expect(options?.mayHave('checkJs')).toBe(true);
    expect(options?.isStrict).toBe(false);
  });

  it.each([
    ['patterns of files are no comments', '{ "include": ["**/*.ts"], "compilerOptions": { "strict": true }, "exclude": ["out/**/*"] }', true],
    ['an address is no comment', '{ "$schema": "https://json.schemastore.org/tsconfig", "compilerOptions": { "strict": true } }', true],
    ['what is commented out to the end of the line is not set', '{ "compilerOptions": {\n  // "strict": true,\n  "noEmit": true\n} }', false],
    ['what is commented out within a line is not set', '{ "compilerOptions": { /* "strict": true, */ "noEmit": true } }', false],
  ])('%s', (_, text, isStrict) => {
    expect(optionsIn({ 'tsconfig.json': text })?.isStrict).toBe(isStrict);
  });

  it.each([
    ['another configuration that is not strict counts, too', { 'tsconfig.json': '{ "compilerOptions": {} }', 'tsconfig.strict.json': '{ "extends": "./tsconfig.json", "compilerOptions": { "strict": true } }' }, false],
    ['one that only others extend does not', { 'tsconfig.base.json': '{ "compilerOptions": {} }', 'tsconfig.json': '{ "extends": "./tsconfig.base.json", "compilerOptions": { "strict": true } }' }, true],
    ['one that only names others does not', { 'tsconfig.json': '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }', 'tsconfig.app.json': '{ "compilerOptions": { "strict": true } }' }, true],
    ['one that names others counts with these', { 'tsconfig.json': '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }', 'tsconfig.app.json': '{ "compilerOptions": {} }' }, false],
    ['one that is built upon the first is as strict', { 'tsconfig.json': '{ "compilerOptions": { "strict": true } }', 'tsconfig.build.json': '{ "extends": "./tsconfig.json", "exclude": ["**/*.test.ts"] }' }, true],
  ])('of several in a folder: %s', (_, files, isStrict) => {
    expect(optionsIn(files)?.isStrict).toBe(isStrict);
  });

  it.each([
    ['6.0.3', true],
    ['5.9.3', false],
  ])('are strict by themselves from TypeScript 6 on: %s', (version, isStrict) => {
    expect(optionsIn({ 'tsconfig.json': '{ "compilerOptions": {} }', 'node_modules/typescript/package.json': `{ "version": "${version}" }` })?.isStrict).toBe(isStrict);
  });
});
