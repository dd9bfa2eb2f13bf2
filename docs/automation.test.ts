import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { ESLint, type Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { DEFAULTS } from '../codemods/options.js';
import { planFile } from '../codemods/plan.js';
import { ENVIRONMENT, MAIN } from '../fixtures/run-command.js';
import { REFUSED, SAFE, SUGGESTION } from '../fixtures/samples.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';
import ephemeron from '../rules/index.js';

/* What `docs/automation.md` promises to scripts and assistants. */

const CLEAN = 'export const sum = (a: number, b: number) => a + b;\n';
const BROKEN = 'const a = new Map();\nconst b = ;\n';
const FILES = { 'src/a-safe.ts': SAFE, 'src/b-suggestion.js': SUGGESTION, 'src/c-refused.ts': REFUSED, 'src/d-clean.ts': CLEAN };
const FIXED = SAFE.replace('new Map', 'new WeakMap');

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function ephemeronIn(cwd: string, ...args: string[]): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { cwd, encoding: 'utf8', env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] });
  return { code: status, out: stdout, err: stderr };
}

/** A folder whose files are all committed. */
function repository(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder(files);
  for (const args of [['init', '--quiet'], ['add', '--all'], ['commit', '--quiet', '--message', 'all']]) git(folder, ...args);
  return folder;
}

function git(cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'core.autocrlf=false', ...args], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

describe('the exit code', () => {
  it.each([
    ['0 of check: no leak is left', { 'a.ts': CLEAN }, ['check'], 0],
    ['1 of check: a leak is left', { 'a.ts': SAFE }, ['check'], 1],
    ['2 of check: a file does not parse', { 'a.ts': SAFE, 'b.ts': BROKEN }, ['check'], 2],
    ['0 of fix: all leaks are gone', { 'a.ts': SAFE }, ['fix'], 0],
    ['1 of fix: one is refused', { 'a.ts': SAFE, 'b.ts': REFUSED }, ['fix'], 1],
    ['1 of fix: one is above the grade', { 'a.js': SUGGESTION }, ['fix'], 1],
    ['1 of fix: one is not written', { 'a.ts': SAFE }, ['fix', '--dry'], 1],
    ['2 of fix: a flag cannot be', { 'a.ts': SAFE }, ['fix', '--grade', 'bold'], 2],
    ['2 of fix: a path cannot be', { 'a.ts': SAFE }, ['fix', 'b.ts'], 2],
  ] as const)('%s', (_, files, args, code) => {
    expect(ephemeronIn(repository(files), ...args).code).toBe(code);
  });
});

describe('the output', () => {
  it('of problems is one line each, on the standard error', () => {
    const folder = temporaryFolder({ ...FILES, 'src/e-broken.ts': BROKEN });
    const { err } = ephemeronIn(folder, 'check', 'src', 'none');
    expect(err.trimEnd().split('\n').sort()).toEqual([
      'error: none: no such file or folder',
      expect.stringMatching(/^error: src\/e-broken\.ts:2:11: \S.*$/),
    ]);
  });

  it.each([
    ['check', ['check', '--format', 'json']],
    ['check --json', ['check', '--json']],
    ['fix', ['fix', '--dry', '--format', 'json']],
  ])('of %s is one document, with each container once, in the order of paths', (_, args) => {
    const folder = temporaryFolder({ ...FILES, 'src/e-broken.ts': BROKEN });
    const { code, out } = ephemeronIn(folder, ...args, 'src');
    expect(code).toBe(2);
    const { version, containers, problems } = JSON.parse(out) as {
      version: number;
      containers: { path: string; name: string; line: number; fate: { state: string; assumption?: string; code?: string; docs?: string } }[];
      problems: object[];
    };
    expect(version).toBe(1);
    expect(containers.map(({ path, name, line, fate }) => [path, name, line, fate.state])).toEqual([
      ['src/a-safe.ts', 'outlines', 5, 'rewritten'],
      ['src/b-suggestion.js', 'attached', 1, 'suggestion'],
      ['src/c-refused.ts', 'summaries', 5, 'refused'],
    ]);
    expect(containers[1]?.fate.assumption).toMatch(/\S/);
    expect(containers[2]?.fate).toMatchObject({ code: 'cleared', at: { path: 'src/c-refused.ts', line: 14 }, docs: expect.stringContaining('#refusal-cleared') as string });
    expect(problems).toMatchObject([{ path: 'src/e-broken.ts', line: 2, column: 11 }]);
  });

  it('has no colours without a terminal', () => {
    const { out, err } = ephemeronIn(temporaryFolder({ ...FILES, 'src/e-broken.ts': BROKEN }), 'check', 'src');
    expect(out + err).not.toContain('\u001B');
  });
});

describe('a text that is on no disk', () => {
  const run = (input: string, path: string): Ran => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'fix', '--stdin', '--stdin-filename', path], { cwd: temporaryFolder(), encoding: 'utf8', env: ENVIRONMENT, input });
    return { code: status, out: stdout, err: stderr };
  };

  it.each([
    ['is rewritten', SAFE, 'src/a.ts', { code: 0, out: FIXED }],
    ['comes out as it came where there is nothing to rewrite', CLEAN, 'src/a.ts', { code: 0, out: CLEAN }],
    ['comes out as it came where the rewrite is refused', REFUSED, 'src/a.ts', { code: 1, out: REFUSED }],
    ['does not come out where it does not parse', BROKEN, 'src/a.ts', { code: 2, out: '' }],
  ])('%s', (_, input, path, expected) => {
    expect(run(input, path)).toMatchObject(expected);
  });

  it('is accounted for on the standard error', () => {
    expect(run(SAFE, 'src/a.ts').err).toContain('1 container seen, 1 leak');
    expect(run(BROKEN, 'src/a.ts').err).toMatch(/^error: src\/a\.ts:2:11: /m);
  });
});

describe('the guarantees', () => {
  it('whoever asks needs a terminal', () => {
    const folder = repository({ 'a.ts': SAFE });
    expect(ephemeronIn(folder, 'fix', '--interactive', '.')).toEqual({ code: 2, out: '', err: 'error: --interactive needs a terminal to ask at\n' });
    expect(readFileSync(join(folder, 'a.ts'), 'utf8')).toBe(SAFE);
  });

  it('nothing waits for input', async () => {
    for (const args of [['check', '.'], ['fix', '.']]) {
      const child = spawn(process.execPath, [MAIN, ...args], { cwd: repository(FILES), env: ENVIRONMENT, stdio: ['pipe', 'ignore', 'ignore'] });
      // The input stays open until the command has ended.
      expect(await new Promise((resolve) => child.on('close', resolve))).toBe(1);
      child.stdin.end();
    }
  });

  it('fix after fix changes nothing', () => {
    const folder = repository(FILES);
    expect(ephemeronIn(folder, 'fix', 'src', '--grade', 'suggestion').code).toBe(1);
    git(folder, 'commit', '--quiet', '--all', '--message', 'fixed');
    expect(ephemeronIn(folder, 'fix', 'src', '--grade', 'suggestion').code).toBe(1);
    expect(git(folder, 'status', '--porcelain')).toBe('');
  });

  it('a dry run writes nothing, and prints a patch', () => {
    const folder = repository({ 'a.ts': SAFE });
    const { out } = ephemeronIn(folder, 'fix', '--dry', 'a.ts');
    expect(git(folder, 'status', '--porcelain')).toBe('');
    const { status } = spawnSync('git', ['apply'], { cwd: folder, input: out.slice(0, out.indexOf('\n1 file') + 1) });
    expect(status).toBe(0);
    expect(readFileSync(join(folder, 'a.ts'), 'utf8')).toBe(FIXED);
  });

  it('uncommitted changes are safe, and then nothing is written', () => {
    const folder = repository({ 'a.ts': CLEAN, 'b.ts': SAFE });
    spawnSync('cp', ['b.ts', 'a.ts'], { cwd: folder });
    const { code, err } = ephemeronIn(folder, 'fix', '.');
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/^error: a\.ts: has uncommitted changes; .*--force/) as string });
    expect(readFileSync(join(folder, 'b.ts'), 'utf8')).toBe(SAFE);
    expect(ephemeronIn(folder, 'fix', '.', '--force').code).toBe(0);
    expect(readFileSync(join(folder, 'b.ts'), 'utf8')).toBe(FIXED);
  });
});

describe("editors, through ESLint's API", () => {
  const config: Linter.Config[] = [{ ...ephemeron.configs.recommended, files: ['**/*.{js,ts}'], languageOptions: { parser } }];

  async function messagesFor(text: string, filePath: string): Promise<Linter.LintMessage[]> {
    const [result] = await new ESLint({ overrideConfigFile: true, overrideConfig: config, cwd: import.meta.dirname }).lintText(text, { filePath });
    return result?.messages ?? [];
  }

  const apply = (text: string, { range: [start, end], text: inserted }: { range: readonly [number, number]; text: string }): string =>
    text.slice(0, start) + inserted + text.slice(end);

  it('get a safe rewrite as a fix', async () => {
    const messages = await messagesFor(SAFE, 'a.ts');
    expect(messages).toMatchObject([{ ruleId: 'ephemeron/no-instance-keyed-map', line: 5, column: 18, severity: 2 }]);
    const [fix] = messages.flatMap((message) => message.fix ?? []);
    expect(fix && apply(SAFE, fix)).toBe(FIXED);
    expect(messages[0]?.suggestions ?? []).toEqual([]);
  });

  it('get a rewrite that rests on an assumption as a suggestion with the assumption, and no fix', async () => {
    const messages = await messagesFor(SUGGESTION, 'a.js');
    expect(messages.map(({ fix }) => fix)).toEqual([undefined]);
    const suggestions = messages.flatMap((message) => message.suggestions ?? []);
    const plan = planFile({ path: 'a.js', text: SUGGESTION }, DEFAULTS);
    const [account] = plan.outcome === 'planned' ? plan.containers : [];
    const assumption = account?.fate.state === 'suggestion' ? account.fate.assumption : 'none';
    expect(suggestions).toMatchObject([{ messageId: 'rewrite', desc: expect.stringContaining(assumption) as string }]);
    const after = planFile({ path: 'a.js', text: SUGGESTION }, { ...DEFAULTS, grade: 'suggestion' });
    expect(suggestions.map(({ fix }) => apply(SUGGESTION, fix))).toEqual([after.outcome === 'planned' && after.output]);
  });

  it('get neither where the rewrite is refused', async () => {
    expect(await messagesFor(REFUSED, 'a.ts')).toMatchObject([{ ruleId: 'ephemeron/no-instance-keyed-map', line: 5 }]);
    const [message] = await messagesFor(REFUSED, 'a.ts');
    expect({ fix: message?.fix, suggestions: message?.suggestions ?? [] }).toEqual({ fix: undefined, suggestions: [] });
  });

  it('are told the version of the plugin, which ESLint makes a part of what its cache is good for', async () => {
    const { name, version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as Record<string, string>;
    const used = (await new ESLint({ overrideConfigFile: true, overrideConfig: config }).calculateConfigForFile('a.ts')) as object;
    expect(JSON.parse(JSON.stringify(used))).toMatchObject({ plugins: expect.arrayContaining([`ephemeron:${name}@${version}`]) as unknown });
  });
});
