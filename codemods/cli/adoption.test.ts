import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REFUSED, SAFE, SUGGESTION } from '../../fixtures/samples.js';
import { ENVIRONMENT, MAIN } from '../../fixtures/run-command.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';

const ROOT = join(import.meta.dirname, '../..');
const SUPPRESSIONS = 'eslint-suppressions.json';
const renamed = (name: string): string => SUGGESTION.replaceAll('attach', name).replaceAll('owns', `${name}Owns`);
const PROJECT = { 'src/a.js': SUGGESTION, 'src/b.js': renamed('join') + SUGGESTION, 'c.js': 'export const sum = (a, b) => a + b;\n' };
const LEAKY = { 'src/safe.ts': SAFE, 'src/cache/refused.ts': REFUSED, 'attached.js': SUGGESTION };

function ephemeron(cwd: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { cwd, encoding: 'utf8', env: ENVIRONMENT });
  return { code: status, out: stdout, err: stderr };
}

const suppressionsIn = (folder: string): unknown => JSON.parse(readFileSync(join(folder, SUPPRESSIONS), 'utf8'));

describe('a code base with old findings', () => {
  it('has them written down by check to the letter as by eslint, and both are content with the file', () => {
    const config = `import ephemeron from ${JSON.stringify(join(ROOT, 'dist/run/plugin.js'))};\nexport default [ephemeron.configs.strict];\n`;
    const folder = temporaryFolder({ ...PROJECT, 'eslint.config.mjs': config });
    const eslint = (...args: string[]) => spawnSync(process.execPath, [join(ROOT, 'node_modules/eslint/bin/eslint.js'), '--no-warn-ignored', 'src', 'c.js', ...args], { cwd: folder, encoding: 'utf8' });
    expect(eslint('--suppress-all')).toMatchObject({ status: 0, stderr: '' });
    const byESLint = readFileSync(join(folder, SUPPRESSIONS), 'utf8');
    rmSync(join(folder, SUPPRESSIONS));
    expect(ephemeron(folder, 'check', 'src', 'c.js', '--preset', 'strict', '--suppress-all')).toEqual({ code: 0, out: 'eslint-suppressions.json counts 3 findings\n', err: '' });
    expect(readFileSync(join(folder, SUPPRESSIONS), 'utf8')).toBe(byESLint);
    expect(eslint()).toMatchObject({ status: 0, stdout: '' });
    expect(ephemeron(folder, 'check', '--preset', 'strict')).toMatchObject({ code: 0 });
  });

  it('is told of what is new, and of all of a file that has more than before', () => {
    const folder = temporaryFolder(PROJECT);
    ephemeron(folder, 'check', '--preset', 'strict', '--suppress-all');
    writeFileSync(join(folder, 'src/a.js'), SUGGESTION + renamed('late'));
    expect(ephemeron(folder, 'check', '--preset', 'strict', '--format', 'short').out.match(/^src\/\w\.js/gm)).toEqual(['src/a.js', 'src/a.js']);
  });

  it('keeps what other rules have there, and what was not read', () => {
    const others = { 'src/a.js': { 'no-var': { count: 2 } }, 'src/b.js': { 'ephemeron/no-instance-keyed-map': { count: 9 }, 'no-var': { count: 1 } } };
    const folder = temporaryFolder({ ...PROJECT, [SUPPRESSIONS]: JSON.stringify(others) });
    ephemeron(folder, 'check', 'src/a.js', '--preset', 'strict', '--suppress-all');
    expect(suppressionsIn(folder)).toEqual({ ...others, 'src/a.js': { 'ephemeron/no-instance-keyed-map': { count: 1 }, 'no-var': { count: 2 } } });
  });

  it('takes out what is not found any more, and adds nothing', () => {
    const known = { 'gone.js': { 'ephemeron/no-id-keyed-map': { count: 1 } }, 'src/b.js': { 'ephemeron/no-instance-keyed-map': { count: 9 } }, 'c.js': { 'ephemeron/no-finalizer-race': { count: 1 }, 'no-var': { count: 1 } } };
    const folder = temporaryFolder({ ...PROJECT, [SUPPRESSIONS]: JSON.stringify(known) });
    expect(ephemeron(folder, 'check', '--preset', 'strict', '--prune-suppressions')).toMatchObject({ code: 1, out: expect.stringMatching(/^eslint-suppressions\.json counts 2 findings\n/) as string });
    expect(suppressionsIn(folder)).toEqual({ 'c.js': { 'no-var': { count: 1 } }, 'src/b.js': { 'ephemeron/no-instance-keyed-map': { count: 2 } } });
  });

  it.each(['--suppress-all', '--prune-suppressions'])('is told in a document that programs can read: %s', (flag) => {
    const { out } = ephemeron(temporaryFolder(PROJECT), 'check', '--preset', 'strict', flag, '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({ command: 'check', summary: { leaks: 3 } });
  });

  it('is not changed where its file of suppressions is not JSON', () => {
    const folder = temporaryFolder({ ...PROJECT, [SUPPRESSIONS]: '{ broken' });
    expect(ephemeron(folder, 'check', '--suppress-all')).toMatchObject({ code: 2, err: expect.stringMatching(/^error: eslint-suppressions\.json cannot be read: /) as string });
    expect(readFileSync(join(folder, SUPPRESSIONS), 'utf8')).toBe('{ broken');
  });
});

describe('what passes', () => {
  it.each([
    [{ 'a.js': SUGGESTION }, '1', 0],
    [{ 'a.js': SUGGESTION }, '0', 1],
    [{ 'a.js': SUGGESTION, 'b.js': SUGGESTION }, '1', 1],
    // What is proven never does.
    [{ 'a.ts': SAFE }, '99', 1],
  ])('%j with --max-warnings %s: %i', (files, most, code) => {
    expect(ephemeron(temporaryFolder(files), 'check', '--preset', 'strict', '--max-warnings', most).code).toBe(code);
  });

  it.each(['-1', 'x', '1.5', ''])('is not read from --max-warnings=%s', (most) => {
    expect(ephemeron(temporaryFolder({ 'a.ts': SAFE }), 'check', `--max-warnings=${most}`)).toMatchObject({ code: 2, err: `error: max-warnings must be a number from 0 on, not "${most}"\n` });
  });
});

describe('the terminal', () => {
  it('shows a finding with the lines that show it, what to write, and why', () => {
    expect(ephemeron(temporaryFolder({ 'a.ts': SAFE }), 'check').out).toBe(`\
error: \`outlines\` keeps every \`Page\` used as a key alive  ephemeron/no-instance-keyed-map
  --> a.ts:5:18
  > 5 | const outlines = new Map<Page, string[]>();
      |                  ^^^^^^^^^^^^^^^^^^^^^^^^^
  > 9 |   outlines.set(page, known);
      |   ^^^^^^^^^^^^^^^^^^^^^^^^^ added here
  help: Use a \`WeakMap\`: \`new WeakMap<Page, string[]>()\`
  why:  \`outlineOf\` adds entries, and nothing removes them
        keys are \`Page\`: \`Page\` (annotation)
        it lives in module scope
  docs: https://eslint-plugin-ephemeron.github.io/eslint-plugin-ephemeron/rules/no-instance-keyed-map

1 file read, 1 container seen, 1 leak
  1 can be rewritten (ephemeron fix)
`);
  });

  it('shows a release that does not count', () => {
    const text = `export class Job {\n  async run() {}\n}\nconst started = new Map<Job, number>();\nexport async function run(job: Job) {\n  started.set(job, started.get(job) ?? Date.now());\n  await job.run();\n  started.delete(job);\n}\n`;
    const { out } = ephemeron(temporaryFolder({ 'a.ts': text }), 'check', '--preset', 'strict');
    expect(out).toContain('  > 8 |   started.delete(job);\n      |   ^^^^^^^^^^^^^^^^^^^ removed here, but what `run` awaits on line 7 may fail, and there is no `finally`\n');
  });

  it('is narrow: no word is broken, and long lines are cut around what they show', () => {
    const long = SAFE.replace('const outlines = new Map', `/* ${'a long comment '.repeat(20)} */ const outlines = new Map`);
    const { stdout } = spawnSync(process.execPath, [MAIN, 'check'], { cwd: temporaryFolder({ 'a.ts': long }), encoding: 'utf8', env: { ...ENVIRONMENT, COLUMNS: '48' } });
    const shown = stdout.split('\n').filter((line) => !/^(?:error|note|warning):|docs:/.test(line));
    expect(shown.filter((line) => line.length > 58)).toEqual([]);
    expect(stdout).toMatch(/> 5 \| ….*new Map<Page.*\n +\| +\^{3}/);
    expect(stdout).toContain('  why:  `outlineOf` adds entries, and');
  });

  it('is told findings one a line with --format short, and numbers with --summary', () => {
    const folder = temporaryFolder(LEAKY);
    expect(ephemeron(folder, 'check', '--preset', 'strict', '--format', 'short')).toEqual({
      code: 1,
      out: `\
attached.js:1:18: warning: \`attached\` keeps every object used as a key alive [ephemeron/no-instance-keyed-map]
src/cache/refused.ts:5:19: error: \`summaries\` keeps every \`Article\` used as a key alive [ephemeron/no-instance-keyed-map]
src/safe.ts:5:18: error: \`outlines\` keeps every \`Page\` used as a key alive [ephemeron/no-instance-keyed-map]
`,
      err: '',
    });
    expect(ephemeron(folder, 'check', '--preset', 'strict', '--summary')).toEqual({
      code: 1,
      out: `\
by rule                              proven    likely  possible       all
  ephemeron/no-instance-keyed-map         2         1         0         3

by folder      proven    likely  possible       all
  .                 0         1         0         1
  src/cache         1         0         0         1
  src               1         0         0         1

3 files read, 3 findings
`,
      err: '',
    });
  });

  it('is told what was not judged', () => {
    const unknown = 'export function make(names) {\n  const seen = new Map();\n  return (key) => seen.get(names[key]);\n}\n';
    const { out } = ephemeron(temporaryFolder({ 'a.js': unknown, 'b.ts': 'let a = ; new Map();' }), 'check', '--summary');
    expect(out).toMatch(/^1 file read, 0 findings\nnot judged: 1 container, because .+\nnot judged: 1 file, because of the errors above\n$/);
  });

  it('is told the findings alone with --quiet', () => {
    const { out } = ephemeron(temporaryFolder({ 'a.ts': SAFE }), 'check', '--quiet');
    expect(out).toMatch(/^error: /);
    expect(out).not.toContain('file read');
  });
});
