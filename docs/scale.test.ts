import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../fixtures/temporary-folder.js';
import { SAFE, SUGGESTION } from '../fixtures/samples.js';

/* What `docs/scale.md` says of ESLint's cache and threads, and of Turborepo, happens here for real. */

const ROOT = join(import.meta.dirname, '..');

/** Nothing is sent or looked up; colours are none of the terminal's that the tests run in. */
const ENVIRONMENT = Object.fromEntries(
  Object.entries({ ...process.env, DO_NOT_TRACK: '1', TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1', NO_COLOR: '1' }).filter(
    ([name]) => !['CI', 'FORCE_COLOR', 'NODE_ENV', 'VITEST'].includes(name) && !name.startsWith('npm_'),
  ),
);

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(cwd: string, command: string, ...args: string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (out += data.toString()));
    child.stderr.on('data', (data: Buffer) => (err += data.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out: stripVTControlCharacters(out), err: stripVTControlCharacters(err) }));
  });
}

/** Gives a folder the packages that are installed here, and this one as it was built. */
function install(folder: string, ...packages: string[]): void {
  const link = (to: string, from: string) => {
    mkdirSync(dirname(join(folder, from)), { recursive: true });
    symlinkSync(to, join(folder, from));
  };
  for (const name of packages) link(join(ROOT, 'node_modules', name), join('node_modules', name));
  link(ROOT, 'node_modules/eslint-plugin-ephemeron');
  link(join(ROOT, 'node_modules/eslint/bin/eslint.js'), 'node_modules/.bin/eslint');
}

describe('ESLint', { timeout: 120_000 }, () => {
  const config = (languageOptions: string) => `\
import parser from '@typescript-eslint/parser';
import ephemeron from 'eslint-plugin-ephemeron';

export default [{ ...ephemeron.configs.strict, files: ['**/*.{js,ts}'], languageOptions: { parser, ${languageOptions} } }];
`;

  function project(files: Record<string, string>, languageOptions = ''): string {
    const folder = temporaryFolder({ 'package.json': '{ "type": "module" }', 'eslint.config.js': config(languageOptions), ...files });
    install(folder, 'eslint', 'typescript', '@typescript-eslint/parser');
    return folder;
  }

  /** All that ESLint reports, with fixes and suggestions; exit code 1 says that there is something. */
  async function lint(folder: string, ...flags: string[]): Promise<unknown> {
    const { code, out, err } = await run(folder, process.execPath, 'node_modules/eslint/bin/eslint.js', 'src', '--format', 'json', ...flags);
    // What ESLint says of threads that do not pay is right: these files are few and small.
    expect({ code, err: err.replace(/^.*ESLintPoorConcurrencyWarning.*\n.*\n/, '') }).toEqual({ code: 1, err: '' });
    return JSON.parse(out);
  }

  const files = Object.fromEntries(
    Array.from({ length: 4 }, (_, at) => [
      [`src/safe-${at}.ts`, SAFE],
      [`src/suggestion-${at}.js`, SUGGESTION],
      [`src/clean-${at}.ts`, 'export const sum = (a: number, b: number) => a + b;\n'],
    ]).flat() as [string, string][],
  );

  it('finds the same with a cache, empty and full, and without', async () => {
    const folder = project(files);
    const uncached = await lint(folder);
    expect((uncached as { messages: unknown[] }[]).flatMap(({ messages }) => messages)).toHaveLength(8);
    expect(await lint(folder, '--cache')).toEqual(uncached);
    expect(readFileSync(join(folder, '.eslintcache'), 'utf8')).toContain('safe-3.ts');
    expect(await lint(folder, '--cache')).toEqual(uncached);
    expect(await lint(folder, '--cache', '--cache-strategy', 'content')).toEqual(uncached);
  });

  it('finds what has changed with a cache', async () => {
    const folder = project(files);
    await lint(folder, '--cache');
    writeFileSync(join(folder, 'src/safe-3.ts'), SAFE.replace('new Map', 'new WeakMap'));
    writeFileSync(join(folder, 'src/clean-3.ts'), `// Moved here.\n${SAFE}`);
    const cached = await lint(folder, '--cache');
    expect(cached).toEqual(await lint(folder));
    expect((cached as { filePath: string; messages: unknown[] }[]).find(({ filePath }) => filePath.endsWith('clean-3.ts'))?.messages).toHaveLength(1);
  });

  it('finds the same in several threads', async () => {
    const folder = project(files);
    expect(await lint(folder, '--concurrency', '2')).toEqual(await lint(folder));
  });

  it('keeps results that rest on the types of another file after that file has changed', async () => {
    const folder = project(
      {
        'tsconfig.json': '{ "compilerOptions": { "strict": true, "module": "nodenext", "target": "ES2022" }, "include": ["src"] }',
        'src/page.ts': 'export type Page = string;\n',
        'src/counts.ts': `import type { Page } from './page.js';\n\nconst counts = new Map<Page, number>();\n\nexport function count(page: Page): void {\n  counts.set(page, (counts.get(page) ?? 0) + 1);\n}\n`,
        'src/other.ts': SAFE,
      },
      'parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname }',
    );
    const before = await lint(folder, '--cache');
    writeFileSync(join(folder, 'src/page.ts'), 'export interface Page {\n  readonly title: string;\n  open(): void;\n}\n');
    const places = (results: unknown) => (results as { filePath: string; messages: unknown[] }[]).filter(({ messages }) => messages.length > 0).map(({ filePath }) => filePath.slice(folder.length));
    expect(places(before)).toEqual(['/src/other.ts']);
    expect(places(await lint(folder, '--cache'))).toEqual(['/src/other.ts']);
    expect(places(await lint(folder))).toEqual(['/src/counts.ts', '/src/other.ts']);
  });
});

describe('Turborepo', { timeout: 120_000 }, () => {
  const TURBO = join(ROOT, 'node_modules/turbo/bin/turbo');
  const LEAK = SAFE.replaceAll('Page', 'Sheet');

  function workspace(): string {
    const folder = temporaryFolder();
    cpSync(join(ROOT, 'fixtures/turbo-workspace'), folder, { recursive: true });
    install(folder, 'eslint', 'typescript', '@typescript-eslint/parser');
    return folder;
  }

  /** Lints the workspace as its script does; without a daemon, which would outlive the test. */
  async function lint(folder: string) {
    const { code, out, err } = await run(folder, process.execPath, TURBO, 'run', 'lint', '--no-daemon', '--output-logs=new-only');
    const said = out + err;
    return {
      code,
      said,
      /** The packages that were linted anew. */
      linted: [...new Set([...said.matchAll(/^@workspace\/(\w+):lint: cache (?:miss|bypass)/gm)].map((match) => match[1]))].sort(),
      sum: [/^ Tasks: +(.+?) *$/m, /^Cached: +(.+?) *$/m].map((line) => line.exec(said)?.[1]),
    };
  }

  it('serves a second run from its cache', async () => {
    const folder = workspace();
    expect(await lint(folder)).toMatchObject({ code: 0, linted: ['pages', 'shell', 'views'], sum: ['3 successful, 3 total', '0 cached, 3 total'] });
    const second = await lint(folder);
    expect(second).toMatchObject({ code: 0, linted: [], sum: ['3 successful, 3 total', '3 cached, 3 total'] });
    expect(second.said).toContain('FULL TURBO');
  });

  it('lints the one package that has changed, and those that depend on it', async () => {
    const folder = workspace();
    await lint(folder);
    writeFileSync(join(folder, 'packages/pages/src/more.ts'), 'export const more = 1;\n');
    expect(await lint(folder)).toMatchObject({ code: 0, linted: ['pages'], sum: ['3 successful, 3 total', '2 cached, 3 total'] });
    writeFileSync(join(folder, 'packages/views/src/more.ts'), 'export const more = 1;\n');
    expect(await lint(folder)).toMatchObject({ code: 0, linted: ['shell', 'views'], sum: ['3 successful, 3 total', '1 cached, 3 total'] });
  });

  it('lints everything again where the configuration has changed', async () => {
    const folder = workspace();
    await lint(folder);
    writeFileSync(join(folder, 'eslint.config.js'), readFileSync(join(folder, 'eslint.config.js'), 'utf8').replace('recommended', 'strict'));
    expect(await lint(folder)).toMatchObject({ code: 0, linted: ['pages', 'shell', 'views'] });
  });

  it('never serves a leak from its cache', async () => {
    const folder = workspace();
    await lint(folder);
    writeFileSync(join(folder, 'packages/pages/src/leak.ts'), LEAK);
    for (let time = 0; time < 2; time++) {
      const { code, linted, said } = await lint(folder);
      expect({ code, linted }).toEqual({ code: 1, linted: ['pages'] });
      expect(said).toContain('ephemeron/no-instance-keyed-map');
    }
    writeFileSync(join(folder, 'packages/pages/src/leak.ts'), LEAK.replace('new Map', 'new WeakMap'));
    expect(await lint(folder)).toMatchObject({ code: 0, linted: ['pages'] });
  });
});

describe('docs/scale.md', () => {
  const page = readFileSync(join(ROOT, 'docs/scale.md'), 'utf8');

  it.each(['turbo.json', 'eslint.config.js'])('shows %s as it was run', (file) => {
    expect(page).toContain(readFileSync(join(ROOT, 'fixtures/turbo-workspace', file), 'utf8'));
  });

  it('has as many machines as shards', () => {
    const machines = /shard: \[(.*)\]/.exec(page)?.[1]?.split(', ').length;
    expect(machines).toBe(Number(/--shard \$\{\{ matrix\.shard \}\}\/(\d+)/.exec(page)?.[1]));
  });
});
