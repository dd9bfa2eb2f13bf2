import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasTerminal, onTerminal } from '../../fixtures/on-terminal.js';
import { contentOf, ENVIRONMENT, ephemeron, git, MAIN, repository, type Run } from '../../fixtures/run-command.js';
import { REFUSED, SAFE, SUGGESTION } from '../../fixtures/samples.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';

const SAFE_FIXED = SAFE.replace('new Map', 'new WeakMap');
const CLEAN = 'export const sum = (a: number, b: number) => a + b;\n';
const OTHER = SAFE.replaceAll('Page', 'Book').replaceAll('outline', 'index');

/** A container whose rewrite changes another file, too. */
const PAIR = {
  'src/boxes.ts': `\
export interface Box {
  readonly width: number;
}

export const boxes = new Map<object, string>();
`,
  'src/use.ts': `\
import { boxes } from './boxes.js';

export function boxOf(page: { title: string }): string {
  const all: Map<object, string> = boxes;
  const known = all.get(page) ?? page.title;
  all.set(page, known);
  return known;
}
`,
};
const PAIR_FIXED = Object.fromEntries(Object.entries(PAIR).map(([path, text]) => [path, text.replace('Map<', 'WeakMap<')]));

/** Files of a package that nobody can import from. */
const closed = (files: Readonly<Record<string, string>>) => ({ 'package.json': '{ "private": true, "type": "module" }', ...files });

const FIXTURES = join(import.meta.dirname, '../../fixtures');

/** The files that would be rewritten. */
function rewritten(cwd: string, ...args: readonly string[]): string[] {
  const { out, err } = ephemeron(cwd, ['fix', '--dry', '--json', ...args]);
  expect(err).toBe('');
  return (JSON.parse(out) as { changes: { path: string }[] }).changes.map(({ path }) => path);
}

/** Programs of all sorts, each in a folder of its own. */
function manyFiles(): string {
  const folder = temporaryFolder();
  for (const name of readdirSync(FIXTURES).filter((fixture) => /-(?:safe|suggestion|ownership|refused|silent)$/.test(fixture))) {
    cpSync(join(FIXTURES, name), join(folder, name), { recursive: true, filter: (path) => !/(?:scenario|output)\.[cm]?[jt]sx?$/.test(path) });
  }
  return folder;
}

describe('ephemeron fix', () => {
  it('changes nothing in a second run, whatever the first one did', () => {
    const folder = manyFiles();
    const bold = ['fix', '--grade', 'suggestion', '--ownership', '--certainty', 'possible'];
    expect(ephemeron(folder, bold).out).toMatch(/\n {2}\d+ rewritten\n/);
    const first = contentOf(folder);
    const again = ephemeron(folder, bold);
    expect(again.out).not.toMatch(/rewritten/);
    expect(contentOf(folder)).toEqual(first);
  });

  it('asks the whole project, and changes several files for one container, all or none', () => {
    const boxes = 'export const boxes = new Map<object, number>();\n';
    const put = `import { boxes } from '../boxes.js';\n\nfunction bump(map: Map<object, number>, key: object): void {\n  map.set(key, (map.get(key) ?? 0) + 1);\n}\n\nexport const put = (key: object): void => bump(boxes, key);\n`;
    const list = "import { boxes } from './boxes.js';\n\nexport const list = () => [...boxes.keys()];\n";
    const files = { 'package.json': '{ "private": true }', 'src/boxes.ts': boxes, 'src/more/put.ts': put };
    const folder = temporaryFolder(files);

    expect(ephemeron(folder, ['check', 'src/boxes.ts'])).toEqual({
      code: 1,
      out: 'src/boxes.ts:1:22  ephemeron/no-instance-keyed-map\n\n1 file read, 1 container seen, 1 leak\n  1 can be rewritten (ephemeron fix)\n',
      err: '',
    });
    writeFileSync(join(folder, 'src/list.ts'), list);
    expect(ephemeron(folder, ['fix', '--certainty', 'possible', 'src/boxes.ts'])).toEqual({
      code: 1,
      out: '1 file read, 1 container seen, 1 leak\n  1 refused\n    iterated: it is iterated, and weak containers cannot be listed\n      src/list.ts:3:31  boxes  of src/boxes.ts:1:22\n',
      err: '',
    });
    rmSync(join(folder, 'src/list.ts'));
    expect(ephemeron(folder, ['fix', 'src/boxes.ts'])).toEqual({ code: 0, out: '1 file read, 1 container seen, 1 leak\n  1 rewritten\n', err: '' });
    expect(contentOf(folder)).toEqual({ ...files, 'src/boxes.ts': boxes.replace('Map', 'WeakMap'), 'src/more/put.ts': put.replace('Map', 'WeakMap') });
  });

  it('runs the codemods that are asked for', () => {
    const folder = temporaryFolder({ 'a.ts': SAFE });
    expect(ephemeron(folder, ['fix', '--only', 'prune-weakrefs,id-map-to-weakmap'])).toEqual({
      code: 1,
      out: '1 file read, 1 container seen, 1 leak\n  1 left to other codemods\n    a.ts:5:18  outlines\n',
      err: '',
    });
    expect(contentOf(folder)).toEqual({ 'a.ts': SAFE });
    expect(ephemeron(folder, ['fix', '--only', 'prune-weakrefs, map-to-weakmap'])).toMatchObject({ code: 0, err: '' });
    expect(contentOf(folder)).toEqual({ 'a.ts': SAFE_FIXED });
  });

  it.each([
    [
      ['--only', 'map-to-weekmap'],
      'only must be one of map-to-weakmap, prune-weakrefs, id-map-to-weakmap, id-map-to-finalization-registry, guard-finalizers, hold-the-key, weakmap-to-private-field, not "map-to-weekmap"',
    ],
    [['--shard', '3'], 'shard must be one such as 2/8, the second of eight, not "3"'],
    [['--shard', '0/8'], 'shard must be one such as 2/8, the second of eight, not "0/8"'],
    [['--shard', '9/8'], 'shard must be one such as 2/8, the second of eight, not "9/8"'],
    [['--concurrency', '0'], 'concurrency must be auto or a number from 1 on, not "0"'],
    [['--concurrency', 'many'], 'concurrency must be auto or a number from 1 on, not "many"'],
    [['--interactive'], '--interactive needs a terminal to ask at'],
    [['--dry', '--interactive'], "option '--interactive' cannot be used with option '--dry'"],
    [['--stdin', '--dry'], "option '--stdin' cannot be used with option '--dry'"],
    [['--stdin'], '--stdin needs --stdin-filename <path>, whose ending tells the language'],
    [['--stdin-filename', 'a.md'], '--stdin-filename must end like a JavaScript, TypeScript, Vue or Svelte file, not "a.md"'],
    [['--stdin-filename', 'a.ts', 'b.ts'], '--stdin takes no paths, not "b.ts"'],
  ])('refuses %j with one line', (args, message) => {
    expect(ephemeron(temporaryFolder({ 'a.ts': SAFE }), ['fix', ...args])).toEqual({ code: 2, out: '', err: `error: ${message}\n` });
  });
});

describe('a rewrite of several files', () => {
  it('changes all of them', () => {
    const folder = temporaryFolder(closed(PAIR));
    expect(ephemeron(folder, ['fix', 'src/boxes.ts'])).toEqual({ code: 0, out: '1 file read, 1 container seen, 1 leak\n  1 rewritten\n', err: '' });
    expect(contentOf(folder)).toEqual(closed(PAIR_FIXED));
  });

  it('changes none where one is changed in the meantime, and does the others', () => {
    const folder = repository(closed({ ...PAIR, 'src/a.ts': SAFE }));
    // git is asked between reading and writing.
    const bin = temporaryFolder({ git: '#!/bin/sh\ncase "$*" in *status*) echo "// edited" >> src/use.ts;; esac\n' });
    chmodSync(join(bin, 'git'), 0o755);
    expect(ephemeron(folder, ['fix'], { PATH: [bin, process.env.PATH].join(delimiter) })).toEqual({
      code: 2,
      out: '3 files read, 2 containers seen, 2 leaks\n  1 rewritten\n  1 could not be written\n',
      err: 'error: src/boxes.ts: left as it is: it changes together with src/use.ts\nerror: src/use.ts: changed on disk since it was read, left as it is\n',
    });
    expect(contentOf(folder)).toEqual(closed({ ...PAIR, 'src/a.ts': SAFE_FIXED, 'src/use.ts': `${PAIR['src/use.ts']}// edited\n` }));
  });

  it('is refused where one has uncommitted changes', () => {
    const folder = repository(closed({ ...PAIR, 'src/use.ts': CLEAN }));
    writeFileSync(join(folder, 'src/use.ts'), PAIR['src/use.ts']);
    expect(ephemeron(folder, ['fix', 'src/boxes.ts'])).toMatchObject({ code: 2, err: expect.stringMatching(/^error: src\/use\.ts: has uncommitted changes/) as string });
    expect(contentOf(folder)).toEqual(closed(PAIR));
  });
});

describe('ephemeron fix --since', () => {
  it('takes the files that have changed since, whether git has them yet or not', () => {
    const folder = repository({ '.gitignore': 'ignored.ts\n', 'a.ts': SAFE, 'b.ts': CLEAN, 'c.ts': CLEAN, 'd.ts': SAFE, 'sub/e.ts': CLEAN, 'sub/f.ts': SAFE });
    git(folder, 'tag', 'before');
    writeFileSync(join(folder, 'b.ts'), SAFE);
    git(folder, 'commit', '--quiet', '--all', '--message', 'b');
    writeFileSync(join(folder, 'c.ts'), SAFE);
    git(folder, 'add', '--all');
    writeFileSync(join(folder, 'sub/e.ts'), SAFE);
    renameSync(join(folder, 'd.ts'), join(folder, 'moved.ts'));
    for (const path of ['ignored.ts', 'sub/n\u00E9w file.ts']) writeFileSync(join(folder, path), SAFE);

    expect(rewritten(folder, '--since', 'before')).toEqual(['b.ts', 'c.ts', 'moved.ts', 'sub/e.ts', 'sub/n\u00E9w file.ts']);
    expect(rewritten(join(folder, 'sub'), '--since', 'before')).toEqual(['e.ts', 'n\u00E9w file.ts']);
    expect(rewritten(folder, '--since', 'HEAD', '*.ts')).toEqual(['c.ts', 'moved.ts']);
  });

  it('means where the branches went apart', () => {
    const folder = repository({ 'a.ts': CLEAN, 'b.ts': CLEAN, 'c.ts': SAFE });
    git(folder, 'branch', '--move', 'trunk');
    git(folder, 'checkout', '--quiet', '-b', 'topic');
    writeFileSync(join(folder, 'a.ts'), SAFE);
    git(folder, 'commit', '--quiet', '--all', '--message', 'a');
    git(folder, 'checkout', '--quiet', 'trunk');
    writeFileSync(join(folder, 'c.ts'), `${SAFE}\n`);
    git(folder, 'commit', '--quiet', '--all', '--message', 'c');
    git(folder, 'checkout', '--quiet', 'topic');
    expect(rewritten(folder, '--since', 'trunk')).toEqual(['a.ts']);
  });

  it('reads no file where none has changed', () => {
    const folder = repository({ 'a.ts': SAFE });
    expect(ephemeron(folder, ['fix', '--since', 'HEAD'])).toEqual({ code: 0, out: '0 files read, 0 containers seen, 0 leaks\n', err: '' });
  });

  it('says in one line what is wrong', () => {
    const folder = repository({ 'a.ts': SAFE });
    expect(ephemeron(folder, ['fix', '--since', 'v9'])).toEqual({ code: 2, out: '', err: 'error: git knows no commit "v9"\n' });
    expect(ephemeron(folder, ['fix', '--since=--output=a.ts'])).toEqual({ code: 2, out: '', err: 'error: git knows no commit "--output=a.ts"\n' });
    expect(ephemeron(folder, ['fix', '--since', 'HEAD'], { PATH: '/nowhere' })).toMatchObject({ code: 2, err: expect.stringMatching(/^error: git knows no commit "HEAD" \(.*ENOENT\)\n$/) as string });
    const plain = temporaryFolder({ 'a.ts': SAFE });
    expect(ephemeron(plain, ['fix', '--since', 'HEAD'])).toEqual({ code: 2, out: '', err: `error: --since needs a git repository, and ${plain} is in none\n` });
    expect(contentOf(folder)).toEqual({ 'a.ts': SAFE });
  });
});

describe('ephemeron fix --shard', () => {
  const names = Array.from({ length: 40 }, (_, index) => `${index % 2 === 0 ? 'even' : 'odd'}/${index}.ts`);
  const shards = ['1/3', '2/3', '3/3'];

  it('splits the files so that all shards together are the whole, and no file is in two', () => {
    const folder = repository(Object.fromEntries(names.map((name) => [name, SAFE])));
    const parts = shards.map((shard) => rewritten(folder, '--shard', shard));
    expect(parts.flat().sort()).toEqual([...names].sort());
    expect(parts.map((part) => part.length)).not.toContain(0);

    // One after the other they write what one run writes.
    for (const shard of shards) expect(ephemeron(folder, ['fix', '--force', '--shard', shard]).code).toBe(0);
    expect(contentOf(folder)).toEqual(Object.fromEntries(names.map((name) => [name, SAFE_FIXED])));
  });

  it('leaves a rewrite of several files to the shard of the file that creates the container', () => {
    const folders = Array.from({ length: 8 }, (_, index) => `part${index}`);
    const files = folders.flatMap((part) => Object.entries(PAIR).map(([path, text]): [string, string] => [join(part, path), text]));
    const folder = repository(closed(Object.fromEntries(files)));
    const parts = shards.map((shard) => rewritten(folder, '--shard', shard));
    expect(parts.flat().sort()).toEqual(rewritten(folder).sort());
    expect(parts.flat().sort()).toEqual(files.map(([path]) => path).sort());
    for (const part of parts) expect(part.filter((path) => path.endsWith('use.ts')).length).toBe(part.length / 2);
  });

  it('goes by the path in the repository alone: not by the folder that it is run in, nor by other files', () => {
    const folder = repository(Object.fromEntries(names.map((name) => [name, SAFE])));
    const whole = rewritten(folder, '--shard', '2/3');
    expect(rewritten(join(folder, 'odd'), '--shard', '2/3')).toEqual(
      whole.filter((path) => path.startsWith('odd/')).map((path) => path.slice('odd/'.length)),
    );
    rmSync(join(folder, 'even'), { recursive: true });
    expect(rewritten(folder, '--shard', '2/3')).toEqual(whole.filter((path) => path.startsWith('odd/')));
  });
});

describe('ephemeron fix --stdin', () => {
  function piped(input: string | Uint8Array, ...args: string[]): Run {
    return pipedInto({ 'a.ts': CLEAN }, input, ...args);
  }

  /** Pipes a source through the command, which changes no file of its project. */
  function pipedInto(files: Readonly<Record<string, string>>, input: string | Uint8Array, ...args: string[]): Run {
    const folder = temporaryFolder(files);
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'fix', '--stdin', ...args], { cwd: folder, encoding: 'utf8', env: ENVIRONMENT, input });
    expect(contentOf(folder)).toEqual(files);
    return { code: status, out: stdout, err: stderr };
  }

  it('gives the rewritten source back, and the account apart from it', () => {
    expect(piped(SAFE, '--stdin-filename', 'a.ts')).toEqual({ code: 0, out: SAFE_FIXED, err: '1 file read, 1 container seen, 1 leak\n  1 rewritten\n' });
  });

  it.each([
    ['nothing leaks', CLEAN, 0],
    ['nothing comes in', '', 0],
    ['nothing may be rewritten', REFUSED, 1],
    ['there is CRLF, a byte order mark and no final newline', `\uFEFF${CLEAN.trimEnd()}\r\n;`, 0],
  ])('gives back what came in where %s', (_, text, code) => {
    expect(piped(text, '--stdin-filename', 'src/a.ts')).toMatchObject({ code, out: text });
  });

  it('reads the language from the name', () => {
    expect(piped(SUGGESTION, '--stdin-filename', 'b.js', '--grade', 'suggestion')).toMatchObject({ code: 0, out: SUGGESTION.replace('Set', 'WeakSet') });
  });

  it('takes evidence from other files, and its own text from the input alone', () => {
    const use = PAIR['src/use.ts'].replace('all: Map<object, string>', 'all');
    const files = closed({ 'src/boxes.ts': 'export const boxes = 1;\n', 'src/use.ts': use });
    const name = ['--stdin-filename', 'src/boxes.ts'];
    const output = PAIR_FIXED['src/boxes.ts'];
    expect(pipedInto(files, PAIR['src/boxes.ts'], ...name)).toEqual({ code: 0, out: output, err: '1 file read, 1 container seen, 1 leak\n  1 rewritten\n' });
    expect(pipedInto(files, `\uFEFF${PAIR['src/boxes.ts']}`, ...name)).toMatchObject({ code: 0, out: `\uFEFF${output}` });
    expect(pipedInto({ 'package.json': '{ "private": true }', 'src/use.ts': use }, PAIR['src/boxes.ts'], ...name)).toMatchObject({ code: 0, out: output });

    const list = { ...files, 'src/list.ts': "import { boxes } from './boxes.js';\n\nexport const list = () => [...boxes.keys()];\n" };
    expect(pipedInto(list, PAIR['src/boxes.ts'], ...name, '--certainty', 'possible')).toEqual({
      code: 1,
      out: PAIR['src/boxes.ts'],
      err: '1 file read, 1 container seen, 1 leak\n  1 refused\n    iterated: it is iterated, and weak containers cannot be listed\n      src/list.ts:3:31  boxes  of src/boxes.ts:5:22\n',
    });
  });

  it('refuses a rewrite that would change other files', () => {
    expect(pipedInto(closed(PAIR), PAIR['src/boxes.ts'] + OTHER, '--stdin-filename', 'src/boxes.ts')).toEqual({
      code: 1,
      out: PAIR['src/boxes.ts'] + OTHER.replace('new Map', 'new WeakMap'),
      err: '1 file read, 2 containers seen, 2 leaks\n  1 rewritten\n  1 refused\n    multi-file: the rewrite needs several files\n      src/use.ts:4:14  boxes  of src/boxes.ts:5:22\n',
    });
  });

  it('gives nothing where the source cannot be used', () => {
    expect(piped('new Map(;', '--stdin-filename', 'a.ts')).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^error: a\.ts:1:9: .+\n0 files read/) as string });
    expect(piped(Buffer.from('// caf\xE9', 'latin1'), '--stdin-filename', 'a.ts')).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^error: a\.ts: not UTF-8\n/) as string });
  });
});

describe('ephemeron fix --concurrency', () => {
  it('comes to the same in any number of threads, in the same order', () => {
    const folder = manyFiles();
    writeFileSync(join(folder, 'bad.ts'), 'new Map(;');
    writeFileSync(join(folder, 'z.ts'), Buffer.from('// caf\xE9', 'latin1'));
    const run = (threads: string) => ephemeron(folder, ['fix', '--dry', '--grade', 'suggestion', '--concurrency', threads]);
    const one = run('1');
    expect(one.code).toBe(2);
    expect(one.out.match(/^--- a/gm)?.length).toBeGreaterThan(50);
    expect(run('3')).toEqual(one);
    expect(run('auto')).toEqual(one);
  });

  /** Something to do in whatever thread comes to read a file of this name. */
  function at(name: string, action: string): NodeJS.ProcessEnv {
    const hook = temporaryFolder({
      'hook.cjs': `
        const fs = require('node:fs');
        const { readFileSync } = fs;
        const { isMainThread } = require('node:worker_threads');
        fs.readFileSync = (path, ...rest) => {
          if (String(path).endsWith('/${name}')) { ${action} }
          return readFileSync(path, ...rest);
        };
        require('node:module').syncBuiltinESMExports();`,
    });
    return { NODE_OPTIONS: `--require ${join(hook, 'hook.cjs')}` };
  }

  /** Files of such a size that each is a batch of its own. */
  function largeFiles(count: number, folder = ''): Record<string, string> {
    return Object.fromEntries(Array.from({ length: count }, (_, index) => [`${folder}${index}.ts`, `${SAFE}${'// filler\n'.repeat(22_000)}`]));
  }

  it('goes on with the other files where one ends its thread', () => {
    // The last batch holds several files. The first keeps the main thread until a worker is at the last. Each folder is a
    // project of its own, so that the bad file is read as evidence for no other.
    const folder = temporaryFolder({ ...largeFiles(6, 'a/'), 'y/bad.ts': SAFE, 'z/good.ts': SAFE });
    const { NODE_OPTIONS } = at('0.ts', `while (isMainThread && !fs.existsSync('reached'));`);
    const { NODE_OPTIONS: bad } = at('bad.ts', `if (!isMainThread) fs.writeFileSync('reached', ''); for (const all = []; !isMainThread || process.send; ) all.push(new Array(100_000).fill(path));`);
    expect(ephemeron(folder, ['fix', '--concurrency', '2', '--max-memory', '100'], { NODE_OPTIONS: `${NODE_OPTIONS} ${bad} --max-old-space-size=100` })).toEqual({
      code: 0,
      out: '7 files read, 7 containers seen, 7 leaks\n  7 rewritten\n',
      err: 'not judged: y/bad.ts takes more than 100 MB (--max-memory)\n',
    });
  });

  it.each(['1', '2'])('ends at an interruption with nothing written, and its threads with it: %s', async (threads) => {
    const files = largeFiles(6);
    const folder = temporaryFolder(files);
    const env = at('3.ts', `process.kill(process.pid, 'SIGINT');`);
    const child = spawn(process.execPath, [MAIN, 'fix', '--concurrency', threads], { cwd: folder, env: { ...ENVIRONMENT, ...env } });
    const ended = await new Promise((resolve) => child.on('exit', (code, signal) => resolve({ code, signal })));
    expect(ended).toEqual({ code: null, signal: 'SIGINT' });
    expect(contentOf(folder)).toEqual(files);
  });
});

describe.skipIf(!hasTerminal)('ephemeron fix --interactive', () => {
  /** Answers each question when it is put. */
  function reviewed(cwd: string, answers: readonly (readonly [question: string, key: string])[], args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
    const keys = answers.map(([question, key]) => [new RegExp(`${question.replace('?', '\\?')}[^]*?quit, and keep what was done`), key] as const);
    return onTerminal(cwd, ['fix', '--interactive', ...args], keys, env);
  }

  const FILES = { 'a.ts': SAFE + OTHER, 'b.js': SUGGESTION, 'c.ts': REFUSED };
  const weak = (text: string, name: string) => text.replace(`${name}s = new Map`, `${name}s = new WeakMap`);

  it('shows one container at a time with its evidence and its diff, and writes what is accepted', async () => {
    const folder = temporaryFolder(FILES);
    const { code, screen } = await reviewed(folder, [['Rewrite outlines?', 'y'], ['Rewrite indexs?', 'n'], ['Rewrite attached?', 'y']], ['--grade', 'suggestion']);
    expect(contentOf(folder)).toEqual({ ...FILES, 'a.ts': weak(FILES['a.ts'], 'outline'), 'b.js': SUGGESTION.replace('Set', 'WeakSet') });
    expect(code).toBe(1);
    expect(screen).toContain('Rewrite 1 of 3: outlines\nerror: `outlines` keeps every `Page` used as a key alive  ephemeron/no-instance-keyed-map\n  --> a.ts:5:18\n');
    expect(screen).toContain('-const outlines = new Map<Page, string[]>();\n+const outlines = new WeakMap<Page, string[]>();\n');
    expect(screen).toContain('Rewrite 3 of 3: attached\n');
    expect(screen).toMatch(/\nRight only if \S.*\.\n/);
    expect(screen).toMatch(/\n3 files read, 4 containers seen, 4 leaks\n {2}2 rewritten\n {2}1 declined\n {4}a\.ts:16:16 {2}indexs\n {2}1 refused\n/);
  });

  it('takes Enter for no', async () => {
    const folder = temporaryFolder({ 'a.ts': SAFE });
    expect(await reviewed(folder, [['Rewrite outlines?', '\r']])).toMatchObject({ code: 1 });
    expect(contentOf(folder)).toEqual({ 'a.ts': SAFE });
  });

  it('ends with 0 where no leak is left', async () => {
    const folder = temporaryFolder({ 'a.ts': SAFE + OTHER });
    expect(await reviewed(folder, [['Rewrite outlines?', 'a']])).toMatchObject({ code: 0 });
    expect(contentOf(folder)).toEqual({ 'a.ts': weak(weak(SAFE + OTHER, 'outline'), 'index') });
  });

  it('leaves a mark for later, and never a second one', async () => {
    const folder = temporaryFolder({ 'a.ts': SAFE });
    const marked = SAFE.replace('const outlines', '// TODO(ephemeron): map-to-weakmap\n$&');
    expect(await reviewed(folder, [['Rewrite outlines?', 'e']])).toMatchObject({ code: 1 });
    expect(contentOf(folder)).toEqual({ 'a.ts': marked });
    expect(await reviewed(folder, [['Rewrite outlines?', 'e']])).toMatchObject({ code: 1 });
    expect(contentOf(folder)).toEqual({ 'a.ts': marked });
  });

  it('keeps what was accepted when it is quit', async () => {
    const folder = temporaryFolder({ 'a.ts': SAFE + OTHER, 'b.ts': SAFE });
    const { code, screen } = await reviewed(folder, [['Rewrite outlines?', 'y'], ['Rewrite indexs?', 'q']]);
    expect(code).toBe(1);
    expect(contentOf(folder)).toEqual({ 'a.ts': weak(SAFE + OTHER, 'outline'), 'b.ts': SAFE });
    expect(screen).toContain('  1 rewritten\n  2 declined\n    a.ts:16:16  indexs\n    b.ts:5:18  outlines\n');
  });

  it('ends at Ctrl-C with the files done before, and 130', async () => {
    const folder = temporaryFolder({ 'a.ts': SAFE, 'b.ts': OTHER + SAFE });
    const { code } = await reviewed(folder, [['Rewrite outlines?', 'y'], ['Rewrite indexs?', 'y'], ['Rewrite outlines?', '\u0003']]);
    expect(code).toBe(130);
    expect(contentOf(folder)).toEqual({ 'a.ts': SAFE_FIXED, 'b.ts': OTHER + SAFE });
  });

  it('shows files that change together as a whole', async () => {
    const folder = temporaryFolder(closed({ ...PAIR, 'src/a.ts': SAFE }));
    const { code, screen } = await reviewed(folder, [['Rewrite outlines?', 'n'], ['Rewrite boxes?', 'y']]);
    expect(code).toBe(1);
    expect(contentOf(folder)).toEqual(closed({ ...PAIR_FIXED, 'src/a.ts': SAFE }));
    expect(screen).toContain('-  const all: Map<object, string> = boxes;\n+  const all: WeakMap<object, string> = boxes;\n');
  });

  it('shows one container at a time also where the evidence is in other files', async () => {
    const files = { 'src/boxes.ts': PAIR['src/boxes.ts'] + OTHER, 'src/use.ts': PAIR['src/use.ts'].replace('all: Map<object, string>', 'all') };
    const folder = temporaryFolder(closed(files));
    expect(await reviewed(folder, [['Rewrite boxes?', 'y'], ['Rewrite indexs?', 'n']])).toMatchObject({ code: 1 });
    expect(contentOf(folder)).toEqual(closed({ ...files, 'src/boxes.ts': weak(PAIR['src/boxes.ts'], 'boxe') + OTHER }));
  });

  it('has colours, unless they are not wanted', async () => {
    const folder = temporaryFolder({ 'a.ts': SAFE });
    const colored = await reviewed(folder, [['Rewrite outlines?', 'n']]);
    const plain = await reviewed(folder, [['Rewrite outlines?', 'n']], [], { NO_COLOR: '1' });
    const colors = /\u001B\[[\d;]*m/;
    expect(colored.raw).toMatch(colors);
    expect(plain.raw).not.toMatch(colors);
    expect(plain.screen).toBe(colored.screen);
  });

  it('asks nothing where nothing can be written', async () => {
    const folder = repository({ 'a.ts': CLEAN });
    writeFileSync(join(folder, 'a.ts'), SAFE);
    const { code, screen } = await reviewed(folder, []);
    expect(code).toBe(2);
    expect(screen).toBe('error: a.ts: has uncommitted changes; nothing was written (commit or stash them, or pass --force)\n');
    expect(contentOf(folder)).toEqual({ 'a.ts': SAFE });
  });
});
