import { join } from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { ESLint, type Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../fixtures/temporary-folder.js';
import ephemeron from './index.js';

const COMPILER_OPTIONS = { strict: true, module: 'nodenext', target: 'es2022', lib: ['es2022'], types: [] };
const PROJECT = {
  'tsconfig.json': JSON.stringify({ compilerOptions: COMPILER_OPTIONS }),
  // Nothing starts from outside: `ephemeron fix` would take the export for closed.
  'package.json': '{ "type": "module", "private": true }',
};

/** A map that is written in its own file. */
const BOXES = `\
export const boxes = new Map<object, number>();
export function put(key: object): void {
  boxes.set(key, (boxes.get(key) ?? 0) + 1);
}
`;
const RELEASE = `\
import { boxes } from './boxes.js';
export function drop(key: object): void {
  boxes.delete(key);
}
`;
const READ = RELEASE.replace('drop', 'has').replace('void', 'boolean').replace('boxes.delete', 'return boxes.has');

/** What is said of the map, and of what other files do with it. */
const possible = (removals = 'nothing in this file removes them', others = ''): readonly string[] => [
  `1 [possible: \`put\` adds entries, and ${removals}; keys are \`object\`: \`object\` (annotation); it lives in module scope${others}; not more certain, because other files can reach it; not rewritten, because code outside this file can reach it]`,
];

describe('a map that other files can reach', () => {
  it('is released by another file of the program: no report', async () => {
    const files = { 'boxes.ts': BOXES, 'drop.ts': RELEASE };
    expect((await lint(files, 'untyped')).said).toEqual(possible());
    expect((await lint(files, 'typed')).said).toEqual([]);
  });

  const imported = (from: string) => ({ 'drop.ts': RELEASE.replace('./boxes.js', from) });
  const compiledWith = (more: object) => ({ 'tsconfig.json': JSON.stringify({ compilerOptions: { ...COMPILER_OPTIONS, ...more } }) });

  it.each([
    ['by a path of tsconfig.json', { ...compiledWith({ paths: { '~/*': ['./*'] } }), ...imported('~/boxes.js') }],
    ['by a path for one module', { ...compiledWith({ paths: { kept: ['./boxes.ts'] } }), ...imported('kept') }],
    ['by its path from a base folder', { ...compiledWith({ baseUrl: '.', ignoreDeprecations: '6.0' }), ...imported('boxes.js') }],
    ['by an import of package.json', { 'package.json': '{ "type": "module", "private": true, "imports": { "#kept": "./boxes.ts" } }', ...imported('#kept') }],
    ['by a path of a module that another file adds to', { ...compiledWith({ paths: { '~/*': ['./*'] } }), 'more.ts': "export {};\ndeclare module '~/boxes.js' {\n  const more: number;\n}\n", ...imported('~/boxes.js') }],
    ['through a re-export by such a path', { ...compiledWith({ paths: { '~/*': ['./*'] } }), 'all.ts': "export { boxes } from '~/boxes.js';", ...imported('~/all.js') }],
    ['through a re-export', { 'all.ts': "export * from './boxes.js';", 'drop.ts': RELEASE.replace('boxes.js', 'all.js') }],
    ['through the index of a folder', { 'parts/index.ts': "export { boxes } from '../boxes.js';", 'drop.ts': RELEASE.replace('boxes.js', 'parts/index.js') }],
    ['in JSX', { 'drop.tsx': `${RELEASE}export const nothing = <T,>(it: T): T => it;\n` }],
  ])('is released %s', async (_, others) => {
    expect((await lint({ 'boxes.ts': BOXES, ...others }, 'typed')).said).toEqual([]);
  });

  it.each([
    ['no file', {}],
    ['a file that has another of its name', { 'other/boxes.ts': BOXES, 'other/drop.ts': RELEASE }],
    ['a file that is not of the program', { 'drop.js': RELEASE.replace(': object', '').replace(': void', '') }],
    ['a file whose alias leads to another', { ...compiledWith({ paths: { '~/*': ['./other/*'] } }), 'other/boxes.ts': BOXES, ...imported('~/boxes.js') }],
    ['an installed package', { 'node_modules/boxes/drop.ts': RELEASE.replace('./boxes.js', '../../boxes.js'), 'use.ts': "import './node_modules/boxes/drop.js';" }],
  ])('is not released by %s', async (_, others) => {
    expect((await lint({ 'boxes.ts': BOXES, ...others }, 'typed')).said).toEqual(possible());
  });

  it('is not released by a test', async () => {
    expect((await lint({ 'boxes.ts': BOXES, 'drop.test.ts': RELEASE }, 'typed')).said).toEqual(possible('drop.test.ts:3 releases nothing: only in a test', '; it is also used in drop.test.ts'));
  });

  it('stays as possible as it was, and is never rewritten, where all files of the program only fill and read it', async () => {
    const seen = await lint({ 'boxes.ts': BOXES, 'has.ts': READ }, 'typed');
    expect(seen).toMatchObject({ said: possible(undefined, '; it is also used in has.ts'), offers: 0, output: undefined });
  });

  it('is not reported for what other files alone write', async () => {
    const put = `import { boxes } from './boxes.js';\n${BOXES.split('\n').slice(1).join('\n')}`;
    expect((await lint({ 'boxes.ts': BOXES.split('\n')[0] ?? '', 'put.ts': put }, 'typed')).said).toEqual([]);
  });
});

describe('a static field that other files can reach', () => {
  const PAGES = `\
export class Pages {
  static readonly seen = new Map<object, number>();
  static see(page: object): void {
    Pages.seen.set(page, 1);
  }
}
`;
  const used = (call: string): string => `import { Pages } from './boxes.js';\nexport const use = (page: object): boolean => Pages.seen.${call};\n`;

  it('is released by another file that names it', async () => {
    expect(await lint({ 'boxes.ts': PAGES, 'drop.ts': used('delete(page)') }, 'typed')).toMatchObject({ said: [], offers: 0, output: undefined });
  });

  it('is no more certain a leak for what another file does', async () => {
    const said = ['2 [possible: `see` adds entries, and nothing removes them; keys are `object`: `object` (annotation); it lives in a static field of `Pages`; not more certain, because nothing reads it; not rewritten, because code outside the class can reach it, since the field is not private]'];
    expect(await lint({ 'boxes.ts': PAGES }, 'typed')).toMatchObject({ said, offers: 0 });
    expect(await lint({ 'boxes.ts': PAGES, 'has.ts': used('has(page)') }, 'typed')).toMatchObject({ said, offers: 0, output: undefined });
  });
});

describe('a public field of an object that only types tell', () => {
  const PAGES = `\
export class Pages {
  readonly seen = new Map<object, number>();
  see(page: object): void {
    this.seen.set(page, (this.seen.get(page) ?? 0) + 1);
  }
}
`;
  const APP = "import { Pages } from './boxes.js';\nexport const app = { pages: new Pages() };\n";
  const drop = (of: string): string => `import { app } from './app.js';\nexport const drop = (page: object): boolean => ${of}.delete(page);\n`;

  it('is released where one is named as its member', async () => {
    expect((await lint({ 'boxes.ts': PAGES, 'app.ts': APP, 'drop.ts': drop('app.pages.seen') }, 'untyped')).said).toHaveLength(1);
    expect(await lint({ 'boxes.ts': PAGES, 'app.ts': APP, 'drop.ts': drop('app.pages.seen') }, 'typed')).toMatchObject({ said: [], offers: 0 });
  });

  it('is not released where another member of its name is meant', async () => {
    const other = APP.replace('pages: new Pages()', 'pages: { seen: new Set<object>([Pages]) }');
    expect((await lint({ 'boxes.ts': PAGES, 'app.ts': other, 'drop.ts': drop('app.pages.seen') }, 'typed')).said).toHaveLength(1);
  });
});

describe('a field of a class that other files make', () => {
  const CACHE = `\
export class Cache {
  readonly #sizes = new Map<object, number>();
  add(size: number, page: object): void {
    this.#sizes.set(page, (this.#sizes.get(page) ?? 0) + size);
  }
}
`;
  const made = (how: string): string => `import { Cache } from './boxes.js';\n${how}\n`;
  const ONCE = made('export const once = (page: object): void => new Cache().add(1, page);');
  const said = (certainty: string, limit: string): readonly string[] => [
    `2 [${certainty}: \`add\` adds entries, and nothing removes them; keys are \`object\`: \`object\` (annotation); it lives in a field of \`Cache\`; not more certain, because ${limit}]`,
  ];
  const ALONE = said('likely', 'the owner of the field may die before its keys');

  it('is only possibly a leak where the program makes one for a call; who else makes one is not seen, so that it is still told', async () => {
    const seen = await lint({ 'boxes.ts': CACHE, 'once.ts': ONCE }, 'typed');
    expect(seen).toMatchObject({ said: said('possible', 'its owner is made for one call, as in once.ts:2'), parsed: ['once.ts'] });
  });

  it.each([
    ['a file that keeps one', { 'kept.ts': made('export const kept = new Cache();') }],
    ['a test', { 'once.test.ts': ONCE }],
    ['a file that gives one back', { 'once.ts': ONCE, 'make.ts': made('export const make = (): Cache => new Cache();') }],
    ['no file', {}],
  ])('is no less and no more certain by %s', async (_, files) => {
    expect((await lint({ 'boxes.ts': CACHE, ...files }, 'typed')).said).toEqual(ALONE);
  });

  it('is no leak by the program alone, where its own file shows none', async () => {
    const own = CACHE.replace('size: number, page: object): void {', 'size: number): void {\n    const page: object = this.next();').replace('  add(', '  declare readonly next: () => object;\n  add(');
    expect((await lint({ 'boxes.ts': own, 'kept.ts': made('export const kept = new Cache();') }, 'typed')).said).toEqual([]);
  });

  it('is told as its own file shows it where there are no types', async () => {
    expect(await lint({ 'boxes.ts': CACHE, 'once.ts': ONCE }, 'untyped')).toMatchObject({ said: ALONE, parsed: ['boxes.ts'] });
  });
});

describe('other files are read', () => {
  it.each([
    ['not at all for a file without candidates', "import './drop.js';\nexport const answer = 42;\n"],
    ['not at all for a map that is released where it is', `${BOXES}export const drop = (key: object): boolean => boxes.delete(key);\n`],
    ['not at all for an open container without a finding', 'export const names = new Map<string, string>();\nexport const name = (key: string, value: string) => names.set(key, value);\n'],
  ])('%s', async (_, text) => {
    expect(await lint({ 'boxes.ts': text, 'drop.ts': RELEASE }, 'typed')).toMatchObject({ listed: 0, parsed: [] });
  });

  it('once for a map with a finding that no other file reaches, and parsed where they name what fills it', async () => {
    const own = BOXES.replace('export const', 'const');
    const seen = await lint({ 'boxes.ts': own, 'drop.ts': 'export const drop = 1;\n', 'fill.ts': "import { put } from './boxes.js';\nput({});\n" }, 'typed');
    expect(seen).toMatchObject({ listed: 1, parsed: ['fill.ts'] });
  });

  it('once for a candidate, and parsed where they name its module', async () => {
    const seen = await lint({ 'boxes.ts': BOXES, 'drop.ts': RELEASE, 'apart.ts': 'export const apart = 1;\n' }, 'typed');
    expect(seen).toMatchObject({ listed: 1, parsed: ['drop.ts'] });
  });
});

/** What the preset `strict` says of `boxes.ts`, and which files it asked for that. */
async function lint(files: Readonly<Record<string, string>>, how: 'typed' | 'untyped') {
  const cwd = temporaryFolder({ ...PROJECT, ...files });
  const spy = new ParserSpy();
  const parserOptions = how === 'typed' ? { projectService: true, tsconfigRootDir: cwd } : {};
  const overrideConfig = { ...ephemeron.configs.strict, files: ['**/*.ts'], languageOptions: { parser: spy.parser, parserOptions } };
  const options = { cwd, overrideConfigFile: true, overrideConfig } as const;
  const [seen] = await new ESLint(options).lintFiles(['boxes.ts']);
  const { listed } = spy;
  const parsed = spy.parsed.filter((path) => path !== undefined).map((path) => path.slice(join(cwd, '/').length));
  const [fixed] = await new ESLint({ ...options, fix: true }).lintFiles(['boxes.ts']);
  return {
    said: seen?.messages.map(({ line, message }) => `${line} ${/\[.+\]$/.exec(message)?.[0] ?? message}`),
    offers: seen?.messages.flatMap(({ fix, suggestions = [] }) => [...(fix ? [fix] : []), ...suggestions]).length,
    output: fixed?.output,
    listed,
    parsed: parsed.sort(),
  };
}

/** A parser that counts how often the files of its programs are listed, and which it parses without types. */
class ParserSpy {
  listed = 0;
  readonly parsed: (string | undefined)[] = [];

  readonly parser: Linter.Parser = {
    meta: { name: 'spy', version: '1' },
    parseForESLint: (text: string, options?: parser.ParserOptions) => {
      const result = parser.parseForESLint(text, options);
      const { program } = result.services;
      if (!program) this.parsed.push(options?.filePath);
      return program ? { ...result, services: { ...result.services, program: this.#watch(program) } } : result;
    },
  } as Linter.Parser;

  #watch<T extends object>(program: T): T {
    return new Proxy(program, {
      get: (target, name) => {
        if (name === 'getSourceFiles') this.listed++;
        return Reflect.get(target, name) as unknown;
      },
    });
  }
}
