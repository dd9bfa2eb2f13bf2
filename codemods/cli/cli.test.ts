import { spawn } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { contentOf, ENVIRONMENT, ephemeron, git, MAIN, repository } from '../../fixtures/run-command.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';
import { REFUSED, SAFE, SUGGESTION } from '../../fixtures/samples.js';

const SAFE_FIXED = SAFE.replace('new Map', 'new WeakMap');

const CLEAN = 'export const sum = (a: number, b: number) => a + b;\n';

const SAFE_DIFF = `\
--- a/a.ts
+++ b/a.ts
@@ -2,7 +2,7 @@
   title = '';
 }
 
-const outlines = new Map<Page, string[]>();
+const outlines = new WeakMap<Page, string[]>();
 
 export function outlineOf(page: Page): string[] {
   const known = outlines.get(page) ?? [page.title];
`;

/** Lines that fit a terminal of 80 by 24, with the prompt below them. */
function expectOneScreen(text: string): void {
  const lines = text.trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(23);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
}

describe('ephemeron', () => {
  it('shows its help on one screen', () => {
    const { code, out, err } = ephemeron('/', ['--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('ephemeron fix src --dry');
    expectOneScreen(out);
  });

  it.each(['check', 'fix', 'heap'])('shows the options of %s on one screen', (command) => {
    const { code, out, err } = ephemeron('/', [command, '--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expectOneScreen(out);
  });

  it('tells its version', () => {
    expect(ephemeron('/', ['--version'])).toEqual({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string, err: '' });
  });

  it.each([
    [['check', '--colour'], "error: unknown option '--colour'\n"],
    [['fix', '--grade', 'bold'], "error: option '--grade <grade>' argument 'bold' is invalid. Allowed choices are safe, suggestion.\n"],
    [['fix', '--preset', 'strict'], "error: unknown option '--preset'\n"],
    [['check', '--preset', 'all'], "error: option '--preset <preset>' argument 'all' is invalid. Allowed choices are recommended, strict.\n"],
    [['check', '--concurrency', 'many'], 'error: concurrency must be auto or a number from 1 on, not "many"\n'],
    [['check', '--homes', 'moon'], 'error: homes must be one of module, static, closure, descriptor, global, field, not "moon"\n'],
    [['frobnicate'], "error: unknown command 'frobnicate'\n"],
    [['chek', 'src'], "error: unknown command 'chek'; did you mean check?\n"],
    [['fix', '--gradee', 'safe'], "error: unknown option '--gradee'; did you mean --grade?\n"],
    [['check', '--output', '/nowhere/report.json'], 'error: --output /nowhere/report.json: no such file or folder\n'],
  ])('refuses %j with one line', (args, err) => {
    expect(ephemeron('/', args)).toEqual({ code: 2, out: '', err });
  });

  it('shows its help where it is told nothing, and calls that bad usage', () => {
    expect(ephemeron('/', [])).toEqual({ code: 2, out: '', err: expect.stringMatching(/^Usage: ephemeron/) as string });
  });
});

describe('ephemeron check', () => {
  it('ends with 0 where nothing leaks', () => {
    expect(ephemeron(temporaryFolder({ 'a.ts': CLEAN }), ['check'])).toEqual({
      code: 0,
      out: '1 file read, 0 containers seen, 0 leaks\n',
      err: '',
    });
  });

  it('lists the leaks, and ends with 1', () => {
    const others = { 'src/c.mts': REFUSED, 'src/d.jsx': 'export const a = <b />;' };
    const folder = temporaryFolder({ 'src/a.ts': SAFE, 'src/b.js': SUGGESTION, ...others });
    expect(ephemeron(folder, ['check', 'src'])).toEqual({
      code: 1,
      out: `\
src/a.ts:5:18  ephemeron/no-instance-keyed-map

src/b.js:1:18  ephemeron/no-instance-keyed-map

src/c.mts:5:19  ephemeron/no-instance-keyed-map

4 files read, 3 containers seen, 3 leaks
  1 can be rewritten (ephemeron fix)
  1 rest on an assumption (ephemeron fix --grade suggestion)
    src/b.js:1:18  attached  ${assumptionOf(folder)}
  1 refused
    cleared: it is cleared, and its declaration does not allow a fresh container in its place
      src/c.mts:14:3  summaries
`,
      err: '',
    });
  });

  it('is told nothing by comments on the rules of others', () => {
    const text = [
      '/* eslint react/x: 2, no-undef: 2 */',
      '/* eslint-env node */',
      '/* eslint quotes: { */',
      'undefinedName;',
      '// eslint-disable-next-line foo/bar',
      'a; // eslint-disable-line import/no-unresolved -- why not',
      '/* eslint-disable foo/bar */',
      '/* eslint-enable */',
      '',
    ].join('\n');
    expect(ephemeron(temporaryFolder({ 'a.js': text }), ['check'])).toEqual({
      code: 0,
      out: '1 file read, 0 containers seen, 0 leaks\n',
      err: '',
    });
  });

  it.each([
    ['for the next line', SAFE.replace('const outlines', '// eslint-disable-next-line ephemeron/no-instance-keyed-map\n$&'), 6],
    ['for the file', `/* eslint-disable ephemeron/no-instance-keyed-map */\n${SAFE}`, 6],
    ['as configuration', `/* eslint ephemeron/no-instance-keyed-map: off */\n${SAFE}`, 6],
  ])('follows our own disable comments: %s', (_, text, line) => {
    expect(ephemeron(temporaryFolder({ 'a.ts': text }), ['check'])).toEqual({
      code: 0,
      out: `1 file read, 1 container seen, 0 leaks\n  1 suppressed: a disable comment covers it\n    a.ts:${line}:18  outlines\n`,
      err: '',
    });
  });

  it('leaves the options in a configuration comment to ESLint', () => {
    const text = `/* eslint ephemeron/no-instance-keyed-map: [2, { homes: ["static"] }] */\n${SAFE}`;
    expect(ephemeron(temporaryFolder({ 'a.ts': text }), ['check'])).toMatchObject({ code: 1, err: '' });
  });

  it('honours the bulk suppressions of ESLint', () => {
    const folder = temporaryFolder({
      'src/a.ts': SAFE,
      'src/b.ts': SAFE + REFUSED,
      'eslint-suppressions.json': JSON.stringify({
        'src/a.ts': { 'ephemeron/no-instance-keyed-map': { count: 1 } },
        'src/b.ts': { 'ephemeron/no-instance-keyed-map': { count: 1 } },
      }),
    });
    expect(ephemeron(folder, ['check', 'src/a.ts'])).toEqual({
      code: 0,
      out: '1 file read, 1 container seen, 0 leaks\n  1 suppressed: `eslint-suppressions.json` counts it\n    src/a.ts:5:18  outlines\n',
      err: '',
    });
    expect(ephemeron(folder, ['fix', 'src/a.ts'])).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(join(folder, 'src/a.ts'), 'utf8')).toBe(SAFE);
    // One more than was suppressed: both are told, as ESLint does.
    expect(ephemeron(folder, ['check', 'src/b.ts'])).toMatchObject({
      code: 1,
      out: expect.stringContaining('1 file read, 2 containers seen, 2 leaks\n') as string,
    });
  });

  it.each([
    [['--ignore-pattern', '^outlines$'], 0],
    [['--homes', 'static,field'], 0],
    [['--homes', 'static,module'], 1],
    [['--certainty', 'proven'], 1],
    [['--preset', 'strict'], 1],
    [['--concurrency', '2'], 1],
  ])('takes the options of the rule: %j', (options, code) => {
    expect(ephemeron(temporaryFolder({ 'a.ts': SAFE }), ['check', ...options])).toMatchObject({ code, err: '' });
  });

  it('uses types where there is a tsconfig.json and it is asked to', () => {
    const files = {
      'page.ts': 'export class Page {\n  #title = "";\n  get title() {\n    return this.#title;\n  }\n}\n',
      'a.ts': SAFE.replace(/^.*?\n}\n/s, "import type { Page } from './page.js';\n"),
    };
    const folder = temporaryFolder({
      'typed/tsconfig.json': '{ "compilerOptions": { "module": "nodenext", "target": "es2022", "strict": true }, "files": ["a.ts"] }',
      'typed/a.ts': files['a.ts'],
      'typed/page.ts': files['page.ts'],
      'typed/left-out.ts': SAFE,
      'plain/a.ts': files['a.ts'],
    });
    expect(ephemeron(folder, ['check', 'typed', 'plain', '--types', '--certainty', 'proven'])).toMatchObject({
      code: 1,
      out: expect.stringMatching(
        /^typed\/a\.ts:3:18 .*\n\ntyped\/left-out\.ts:5:18 .*\n\n4 files read, 3 containers seen, 2 leaks\n/,
      ) as string,
      err: '',
    });
  });
});

/** What the suggestion assumes is for the analysis to say. */
function assumptionOf(folder: string): string {
  const { out } = ephemeron(folder, ['fix', '--dry', 'src/b.js']);
  return /attached {2}(.+)/.exec(out)?.[1] ?? 'no assumption';
}

describe('ephemeron fix', () => {
  it('writes what is safe, and ends with 0 where no leak is left', () => {
    const folder = temporaryFolder({ 'a.ts': SAFE });
    expect(ephemeron(folder, ['fix'])).toEqual({
      code: 0,
      out: '1 file read, 1 container seen, 1 leak\n  1 rewritten\n',
      err: '',
    });
    expect(contentOf(folder)).toEqual({ 'a.ts': SAFE_FIXED });
  });

  it('changes nothing in a second run', () => {
    const folder = temporaryFolder({ 'a.ts': SAFE, 'b.ts': REFUSED });
    expect(ephemeron(folder, ['fix']).code).toBe(1);
    const before = statSync(join(folder, 'a.ts'));
    expect(ephemeron(folder, ['fix'])).toEqual({
      code: 1,
      out: `\
2 files read, 1 container seen, 1 leak
  1 refused
    cleared: it is cleared, and its declaration does not allow a fresh container in its place
      b.ts:14:3  summaries
`,
      err: '',
    });
    expect(statSync(join(folder, 'a.ts'))).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
  });

  it('applies suggestions when asked', () => {
    const folder = temporaryFolder({ 'b.js': SUGGESTION });
    expect(ephemeron(folder, ['fix'])).toMatchObject({
      code: 1,
      out: expect.stringMatching(
        /^1 file read, 1 container seen, 1 leak\n {2}1 rest on an assumption .*\n {4}b\.js:1:18 {2}attached {2}\S.*\n$/,
      ) as string,
    });
    expect(contentOf(folder)).toEqual({ 'b.js': SUGGESTION });
    expect(ephemeron(folder, ['fix', '--grade', 'suggestion'])).toMatchObject({ code: 0 });
    expect(contentOf(folder)).toEqual({ 'b.js': SUGGESTION.replace('Set', 'WeakSet') });
  });

  it('leaves alone what a comment disables', () => {
    const text = SAFE.replace('const outlines', '// eslint-disable-next-line ephemeron/no-instance-keyed-map\n$&');
    const folder = temporaryFolder({ 'a.ts': text });
    expect(ephemeron(folder, ['fix'])).toEqual({
      code: 0,
      out: '1 file read, 1 container seen, 0 leaks\n  1 suppressed: a disable comment covers it\n    a.ts:6:18  outlines\n',
      err: '',
    });
    expect(contentOf(folder)).toEqual({ 'a.ts': text });
  });

  it('takes the options of the rule', () => {
    const folder = temporaryFolder({ 'a.ts': SAFE });
    expect(ephemeron(folder, ['fix', '--ignore-pattern', '^outl'])).toMatchObject({ code: 0 });
    expect(ephemeron(folder, ['fix', '--homes', 'static'])).toMatchObject({ code: 0 });
    expect(contentOf(folder)).toEqual({ 'a.ts': SAFE });
  });

  it.each([
    ['CRLF', SAFE.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF${SAFE}`],
    ['a hashbang', `#!/usr/bin/env node\n${SAFE}`],
    ['no final newline', SAFE.trimEnd()],
  ])('keeps %s', (_, text) => {
    const folder = temporaryFolder({ 'a.ts': text });
    expect(ephemeron(folder, ['fix']).code).toBe(0);
    expect(contentOf(folder)).toEqual({ 'a.ts': text.replace('new Map', 'new WeakMap') });
  });

  it('keeps the mode of a file', () => {
    const folder = temporaryFolder({ 'a.ts': SAFE, 'b.ts': SAFE });
    chmodSync(join(folder, 'a.ts'), 0o755);
    chmodSync(join(folder, 'b.ts'), 0o666);
    expect(ephemeron(folder, ['fix']).code).toBe(0);
    expect(statSync(join(folder, 'a.ts')).mode & 0o777).toBe(0o755);
    expect(statSync(join(folder, 'b.ts')).mode & 0o777).toBe(0o666);
  });

  it('writes through a symbolic link, which stays one', () => {
    const folder = temporaryFolder({ 'real/a.ts': SAFE, 'links/keep.txt': '' });
    symlinkSync('../real/a.ts', join(folder, 'links/a.ts'));
    expect(ephemeron(folder, ['fix', 'links'])).toMatchObject({ code: 0, err: '' });
    expect(lstatSync(join(folder, 'links/a.ts')).isSymbolicLink()).toBe(true);
    expect(contentOf(folder)).toEqual({ 'links/keep.txt': '', 'real/a.ts': SAFE_FIXED });
  });

  it('does a file once that is reached in several ways', () => {
    const folder = temporaryFolder({ 'a.ts': SAFE });
    symlinkSync('a.ts', join(folder, 'b.ts'));
    expect(ephemeron(folder, ['fix', '--dry', '.', 'a.ts', './a.ts', 'b.ts', '*.ts'])).toMatchObject({
      out: `${SAFE_DIFF}1 file read, 1 container seen, 1 leak\n  1 would be rewritten (run without --dry)\n`,
      err: '',
    });
  });
});

describe('ephemeron fix --dry', () => {
  it('prints a diff, writes nothing, and ends with 1 while a leak is left', () => {
    const folder = temporaryFolder({ 'a.ts': SAFE, 'b.ts': CLEAN });
    expect(ephemeron(folder, ['fix', '--dry'])).toEqual({
      code: 1,
      out: `${SAFE_DIFF}2 files read, 1 container seen, 1 leak\n  1 would be rewritten (run without --dry)\n`,
      err: '',
    });
    expect(contentOf(folder)).toEqual({ 'a.ts': SAFE, 'b.ts': CLEAN });
  });

  it('is in colour where colours are wanted', () => {
    const folder = temporaryFolder({ 'a.ts': SAFE });
    const colored = ephemeron(folder, ['fix', '--dry'], { FORCE_COLOR: '1' }).out;
    expect(colored).toContain('\u001B[32m+const outlines = new WeakMap<Page, string[]>();\u001B[39m\n');
    expect(colored).toContain('\u001B[31m-const outlines = new Map<Page, string[]>();\u001B[39m\n');

    const plain = ephemeron(folder, ['fix', '--dry'], { FORCE_COLOR: '1', NO_COLOR: '1' }).out;
    expect(plain).toBe(stripVTControlCharacters(colored));
    expect(plain).not.toBe(colored);
  });

  it.each([
    ['LF', SAFE],
    ['CRLF', SAFE.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF${SAFE}`],
    ['no final newline', SAFE.trimEnd()],
    ['a rewrite in the last line, with no final newline', SAFE.replace(/(const outlines.*\n)\n([^]*)/, '$2$1').trimEnd()],
  ])('prints what `git apply` makes the same file of: %s', (_, text) => {
    const folder = temporaryFolder({ 'src/a.ts': text });
    writeFileSync(join(folder, 'patch'), ephemeron(folder, ['fix', '--dry']).out);
    git(folder, 'apply', '--whitespace=nowarn', 'patch');
    const applied = readFileSync(join(folder, 'src/a.ts'), 'utf8');
    writeFileSync(join(folder, 'src/a.ts'), text);
    expect(ephemeron(folder, ['fix']).code).toBe(0);
    expect(readFileSync(join(folder, 'src/a.ts'), 'utf8')).toBe(applied);
    expect(applied).toContain('new WeakMap');
  });

  it('does not ask git', () => {
    const folder = repository({ 'a.ts': CLEAN });
    writeFileSync(join(folder, 'a.ts'), SAFE);
    expect(ephemeron(folder, ['fix', '--dry'], { PATH: '/nowhere' })).toMatchObject({ code: 1, err: '' });
  });
});

describe('a dirty tree', () => {
  const DIRTY = 'has uncommitted changes; nothing was written (commit or stash them, or pass --force)\n';

  it('is left alone without --force', () => {
    const folder = repository({ 'a.ts': CLEAN, 'b.ts': CLEAN, 'sub/c.ts': SAFE });
    writeFileSync(join(folder, 'a.ts'), SAFE);
    expect(ephemeron(folder, ['fix'])).toEqual({ code: 2, out: '', err: `error: a.ts: ${DIRTY}` });
    expect(ephemeron(join(folder, 'sub'), ['fix', '..'])).toEqual({ code: 2, out: '', err: `error: ../a.ts: ${DIRTY}` });
    expect(contentOf(folder)).toEqual({ 'a.ts': SAFE, 'b.ts': CLEAN, 'sub/c.ts': SAFE });

    expect(ephemeron(folder, ['fix', '--force'])).toMatchObject({ code: 0, err: '' });
    expect(contentOf(folder)).toEqual({ 'a.ts': SAFE_FIXED, 'b.ts': CLEAN, 'sub/c.ts': SAFE_FIXED });
  });

  it('is one with staged changes, too', () => {
    const folder = repository({ 'a.ts': CLEAN });
    writeFileSync(join(folder, 'a b\u00E9.ts'), SAFE);
    git(folder, 'add', '--all');
    expect(ephemeron(folder, ['fix'])).toEqual({ code: 2, out: '', err: `error: a b\u00E9.ts: ${DIRTY}` });
  });

  it('is not one where other files are changed, or files that git does not track', () => {
    const folder = repository({ 'a.ts': SAFE, 'b.ts': CLEAN, '.gitignore': 'ignored.ts\n' });
    writeFileSync(join(folder, 'b.ts'), `${CLEAN}\n`);
    writeFileSync(join(folder, 'new.ts'), SAFE);
    writeFileSync(join(folder, 'ignored.ts'), SAFE);
    expect(ephemeron(folder, ['fix', '.', 'ignored.ts'])).toMatchObject({ code: 0, err: '' });
    expect(contentOf(folder)).toMatchObject({ 'a.ts': SAFE_FIXED, 'new.ts': SAFE_FIXED, 'ignored.ts': SAFE_FIXED });
  });

  it('is refused in one line where git cannot be asked', () => {
    const folder = repository({ 'a.ts': SAFE });
    const { code, out, err } = ephemeron(folder, ['fix'], { PATH: '/nowhere' });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: git cannot tell what has changed \(.*ENOENT\)\n$/);
    const bin = temporaryFolder({ git: '#!/bin/sh\nprintf "fatal: not yours\\n\\n\\tgit config\\n" >&2\nexit 128\n' });
    chmodSync(join(bin, 'git'), 0o755);
    const env = { PATH: [bin, process.env.PATH].join(delimiter) };
    expect(ephemeron(folder, ['fix'], env)).toEqual({ code: 2, out: '', err: 'error: git cannot tell what has changed (fatal: not yours git config)\n' });
    expect(contentOf(folder)).toEqual({ 'a.ts': SAFE });
  });
});

describe.each(['check', 'fix'])('what %s cannot use is told in one line, and the rest is done:', (command) => {
  /** Runs on a folder that also holds a good file. */
  function run(files: Readonly<Record<string, string | Uint8Array>>, args: readonly string[] = ['.'], prepare?: (folder: string) => void) {
    const folder = temporaryFolder({ 'good.ts': SAFE, ...files });
    prepare?.(folder);
    const { code, out, err } = ephemeron(folder, [command, ...args]);
    const isDone = command === 'fix' ? readFileSync(join(folder, 'good.ts'), 'utf8') === SAFE_FIXED : out.includes('good.ts:5:18');
    return { code, err, isDone };
  }

  it('a syntax error', () => {
    const { code, err, isDone } = run({ 'src/bad.ts': 'const a = new Map();\nconst = 1;\n' });
    expect({ code, isDone }).toEqual({ code: 2, isDone: true });
    expect(err).toMatch(/^error: src\/bad\.ts:2:\d+: .+\n$/);
  });

  it('a file that is not UTF-8', () => {
    const latin = Buffer.from('// caf\xE9\nnew Map();\n', 'latin1');
    expect(run({ 'latin.ts': latin })).toEqual({ code: 2, err: 'error: latin.ts: not UTF-8\n', isDone: true });
    expect(run({ 'wide.ts': Buffer.from('\uFEFFnew Map();', 'utf16le') })).toMatchObject({ err: 'error: wide.ts: not UTF-8\n' });
  });

  // Nothing is unreadable for a superuser.
  it.skipIf(process.getuid?.() === 0)('an unreadable file or folder', () => {
    const prepare = (folder: string) => {
      chmodSync(join(folder, 'closed.ts'), 0);
      chmodSync(join(folder, 'shut'), 0);
    };
    expect(run({ 'closed.ts': SAFE, 'shut/a.ts': SAFE }, ['.'], prepare)).toEqual({
      code: 2,
      err: 'error: shut: permission denied\nerror: closed.ts: permission denied\n',
      isDone: true,
    });
  });

  it('a broken symbolic link', () => {
    const prepare = (folder: string) => symlinkSync('nowhere.ts', join(folder, 'gone.ts'));
    const expected = { code: 2, err: 'error: gone.ts: a broken symbolic link\n', isDone: true };
    expect(run({}, ['.'], prepare)).toEqual(expected);
    expect(run({}, ['gone.ts', '.'], prepare)).toEqual({ ...expected, err: expected.err.repeat(2) });
  });

  it('a symbolic link that leads to itself', () => {
    const prepare = (folder: string) => symlinkSync('loop.ts', join(folder, 'loop.ts'));
    expect(run({}, ['.'], prepare)).toEqual({
      code: 2,
      err: 'error: loop.ts: a symbolic link that leads back to itself\n',
      isDone: true,
    });
  });

  it('a loop of folders', () => {
    const prepare = (folder: string) => {
      mkdirSync(join(folder, 'a/b'), { recursive: true });
      symlinkSync('../..', join(folder, 'a/b/up'));
    };
    expect(run({}, ['.'], prepare)).toEqual({
      code: 2,
      err: 'error: a/b/up: a symbolic link to a folder that it lies in, not followed\n',
      isDone: true,
    });
  });

  it('paths that match nothing', () => {
    expect(run({ 'docs/a.md': '' }, ['nowhere', 'docs', 'docs/a.md', 'no/**/*.ts', '*.md', 'good.ts'])).toEqual({
      code: 2,
      err: [
        'error: nowhere: no such file or folder',
        'error: docs: no JavaScript, TypeScript, Vue or Svelte files found',
        'error: docs/a.md: not a JavaScript, TypeScript, Vue or Svelte file',
        'error: no/**/*.ts: no JavaScript, TypeScript, Vue or Svelte files found',
        'error: *.md: no JavaScript, TypeScript, Vue or Svelte files found',
        '',
      ].join('\n'),
      isDone: true,
    });
  });
});

describe('what is searched', () => {
  /** The files that a search comes upon, by what `fix --dry` would rewrite. */
  function found(cwd: string, ...paths: string[]): string[] {
    const { out, err } = ephemeron(cwd, ['fix', '--dry', ...paths]);
    expect(err).toBe('');
    return Array.from(out.matchAll(/^--- a\/(.*)$/gm), ([, path]) => path ?? '');
  }

  it('is what git does not ignore, whatever folder says so', () => {
    const folder = repository({
      '.gitignore': '*.gen.ts\n/generated/\n',
      '.git/info/exclude': 'private.ts\n',
      'a.ts': SAFE,
      'a.gen.ts': SAFE,
      'private.ts': SAFE,
      'generated/a.ts': SAFE,
      'pkg/.gitignore': '!kept.gen.ts\nb.ts\nsub/*\n!sub/c.ts\n',
      'pkg/generated/a.ts': SAFE,
      'pkg/a.gen.ts': SAFE,
      'pkg/kept.gen.ts': SAFE,
      'pkg/b.ts': SAFE,
      'pkg/sub/b.ts': SAFE,
      'pkg/sub/c.ts': SAFE,
    });
    expect(found(folder)).toEqual(['a.ts', 'pkg/generated/a.ts', 'pkg/kept.gen.ts', 'pkg/sub/c.ts']);
    expect(found(join(folder, 'pkg'))).toEqual(['generated/a.ts', 'kept.gen.ts', 'sub/c.ts']);
    expect(found(folder, 'pkg/*.ts')).toEqual(['pkg/kept.gen.ts']);
    expect(found(folder, 'a.gen.ts', 'generated')).toEqual(['a.gen.ts', 'generated/a.ts']);
  });

  it('is no dependency and no build output, unless named', () => {
    const folder = temporaryFolder({
      'package.json': '{}',
      '.pnp.cjs': SUGGESTION,
      'node_modules/a/a.js': SUGGESTION,
      'dist/a.ts': SAFE,
      '.next/a.ts': SAFE,
      'pkg/package.json': '{}',
      'pkg/coverage/a.ts': SAFE,
      'pkg/src/build/a.ts': SAFE,
      'pkg/src/a.d.ts': SAFE,
      'pkg/src/node_modules/a.ts': SAFE,
      'pkg/vendor/a.min.js': SUGGESTION,
    });
    expect(found(folder)).toEqual(['pkg/src/build/a.ts']);
    expect(found(folder, 'dist', 'pkg/coverage/a.ts')).toEqual(['dist/a.ts', 'pkg/coverage/a.ts']);
  });

  it('may lie outside the current folder', () => {
    const folder = temporaryFolder({ 'here/a.txt': '', 'there/a.ts': SAFE, 'there/.gitignore': 'b.ts', 'there/b.ts': SAFE });
    const here = join(folder, 'here');
    expect(found(here, '../there')).toEqual(['../there/a.ts']);
    expect(found(here, join(folder, 'there/a.ts'))).toEqual([join(folder, 'there/a.ts')]);
    expect(ephemeron(here, ['check', '../there'])).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^\.\.\/there\/a\.ts:5:18 {2}ephemeron\/no-instance-keyed-map\n/) as string,
      err: '',
    });
    expect(ephemeron(here, ['check', join(folder, 'there')])).toMatchObject({ code: 1, err: '' });
  });

  it('may have wildcards in its name', () => {
    const folder = temporaryFolder({ 'app/[id]/a.ts': SAFE, 'app/i/a.ts': SAFE });
    expect(found(folder, 'app/[id]')).toEqual(['app/[id]/a.ts']);
    expect(found(folder, 'app/?/*.ts')).toEqual(['app/i/a.ts']);
  });

  it('is what links lead to, too', () => {
    const folder = temporaryFolder({ 'outside/a.ts': SAFE, 'inside/b.ts': SAFE });
    symlinkSync('../outside', join(folder, 'inside/link'));
    expect(found(folder, 'inside')).toEqual(['inside/b.ts', 'inside/link/a.ts']);
  });
});

describe('between reading and writing', () => {
  /** git is asked between the two, and so a `git` of our own is where to do something in the meantime. */
  function gitThat(script: string): { readonly folder: string; readonly env: NodeJS.ProcessEnv } {
    const bin = temporaryFolder({ git: `#!/bin/sh\ncase "$*" in *status*) ${script};; esac\n` });
    chmodSync(join(bin, 'git'), 0o755);
    const folder = repository(Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`${index}.ts`, SAFE])));
    return { folder, env: { PATH: [bin, process.env.PATH].join(delimiter) } };
  }

  it('a file that changes is not overwritten, and the others are done', () => {
    const { folder, env } = gitThat('echo "// edited" >> 3.ts');
    expect(ephemeron(folder, ['fix'], env)).toEqual({
      code: 2,
      out: '9 files read, 9 containers seen, 9 leaks\n  8 rewritten\n  1 could not be written\n',
      err: 'error: 3.ts: changed on disk since it was read, left as it is\n',
    });
    expect(contentOf(folder)).toEqual({
      ...Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`${index}.ts`, SAFE_FIXED])),
      '3.ts': `${SAFE}// edited\n`,
    });
  });

  it('a file that goes is told, and the others are done', () => {
    const { folder, env } = gitThat('rm 3.ts');
    expect(ephemeron(folder, ['fix'], env)).toMatchObject({ code: 2, err: 'error: 3.ts: no such file or folder\n' });
    expect(Object.values(contentOf(folder))).toEqual(Array.from({ length: 8 }, () => SAFE_FIXED));
  });

  it('an interruption ends the run with nothing written', async () => {
    const { folder, env } = gitThat('kill -INT $PPID; sleep 1');
    const child = spawn(process.execPath, [MAIN, 'fix'], { cwd: folder, env: { ...ENVIRONMENT, ...env } });
    const ended = await new Promise((resolve) => child.on('exit', (code, signal) => resolve({ code, signal })));
    expect(ended).toEqual({ code: null, signal: 'SIGINT' });
    expect([...new Set(Object.values(contentOf(folder)))]).toEqual([SAFE]);
  });
});

describe('an interruption while files are written', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leaves every file either old or new, and nothing else: %s', async (signal) => {
    const count = 600;
    const folder = temporaryFolder(Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}.ts`, SAFE])));
    const child = spawn(process.execPath, [MAIN, 'fix'], { cwd: folder, env: ENVIRONMENT });
    const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve({ code, signal })));
    while (readFileSync(join(folder, '0.ts'), 'utf8') === SAFE) await new Promise((resolve) => setTimeout(resolve, 1));
    child.kill(signal);

    expect(await ended).toEqual({ code: 130, signal: null });
    const content = contentOf(folder);
    expect(Object.keys(content)).toHaveLength(count);
    expect([...new Set(Object.values(content))].sort()).toEqual([SAFE, SAFE_FIXED].sort());
  });
});
