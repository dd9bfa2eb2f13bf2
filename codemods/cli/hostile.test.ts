import { chmodSync, existsSync, linkSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import ephemeronPlugin from '../../rules/index.js';
import { NESTED } from '../../fixtures/nested.js';
import { SAFE } from '../../fixtures/samples.js';
import { ephemeron, git, repository } from '../../fixtures/run-command.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';

const filesOf = (levels: number) => Object.fromEntries(Object.entries(NESTED).map(([name, nested]) => [`${name}.js`, `const names = new Map();\n${nested(levels)};\n`]));

describe('code that is nested', () => {
  it.each(['check', 'fix'])('50,000 levels deep is named, and all other files are done by %s', (command) => {
    const { code, out, err } = ephemeron(temporaryFolder({ ...filesOf(50_000), 'page.ts': SAFE }), [command]);
    expect(err.trimEnd().split('\n')).toEqual(Object.keys(NESTED).sort().map((name) => `error: ${name}.js:1:1: nested too deeply for the parser; not judged`));
    expect(out).toContain(command === 'check' ? 'page.ts:5:18  ephemeron/no-instance-keyed-map\n' : '  1 rewritten\n');
    expect(code).toBe(2);
  });
});

const FIXED = SAFE.replace('new Map', 'new WeakMap');

describe('a repository that brings programs along', () => {
  it('has none of them run', () => {
    const folder = repository({ 'a.ts': SAFE, 'b.ts': 'export {};\n', '.gitattributes': '*.ts filter=canary diff=canary\n' });
    const canary = join(folder, 'canary');
    const program = join(folder, '.git/program');
    writeFileSync(program, `#!/bin/sh\ntouch '${canary}'\ncat\n`);
    chmodSync(program, 0o755);
    for (const hook of readdirSync(join(folder, '.git/hooks'))) if (!hook.endsWith('.sample')) throw new Error(hook);
    for (const hook of ['post-index-change', 'post-checkout', 'pre-commit']) {
      writeFileSync(join(folder, '.git/hooks', hook), readFileSync(program));
      chmodSync(join(folder, '.git/hooks', hook), 0o755);
    }
    for (const key of ['core.fsmonitor', 'core.pager', 'filter.canary.clean', 'filter.canary.smudge', 'filter.canary.process', 'diff.canary.textconv', 'diff.canary.command', 'diff.external', 'core.sshCommand', 'core.editor']) git(folder, 'config', key, program);
    // Another time, so that git looks at what the file holds.
    writeFileSync(join(folder, 'b.ts'), 'export {}; \n');
    expect(ephemeron(folder, ['fix', '--since', 'HEAD', '--dry']).code).not.toBe(130);
    expect(ephemeron(folder, ['fix', 'a.ts'])).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(join(folder, 'a.ts'), 'utf8')).toBe(FIXED);
    expect(existsSync(canary)).toBe(false);
    git(folder, 'status');
    expect(existsSync(canary)).toBe(true);
  });
});

describe.skipIf(process.platform === 'win32')('a name that is no plain text', () => {
  const name = 'a\n::error::b\u001B[31m.ts';
  const shown = String.raw`a\u000a::error::b\u001b[31m.ts`;

  it.each(['text', 'short', 'github'])('begins no line and colours nothing: --format %s', (format) => {
    const folder = temporaryFolder({ [name]: SAFE, [`${name}.broken.ts`]: 'let a = ;\nnew Map();' });
    for (const command of [['check', '--preset', 'strict'], ['fix', '--dry', '--grade', 'suggestion']]) {
      const { out, err } = ephemeron(folder, [...command, '--format', format]);
      expect(`${out}${err}`).not.toContain('\u001B');
      expect(out.match(/^::error::/gm)).toBeNull();
      expect(err).toContain(`error: ${shown}.broken.ts:1:9: `);
    }
  });
});

describe('a file that is unusual', () => {
  it('is not parted from its other names', () => {
    const folder = temporaryFolder({ 'a.ts': SAFE });
    linkSync(join(folder, 'a.ts'), join(folder, 'other.txt'));
    expect(ephemeron(folder, ['fix'])).toMatchObject({ code: 2, err: 'error: a.ts: has 2 names (hard links), of which a rewrite would change one; copy the file over itself first\n' });
    expect(readFileSync(join(folder, 'a.ts'), 'utf8')).toBe(SAFE);
  });

  it('is written under the longest name that there is', () => {
    const name = `${'n'.repeat(252)}.ts`;
    const folder = temporaryFolder({ [name]: SAFE });
    expect(ephemeron(folder, ['fix'])).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(join(folder, name), 'utf8')).toBe(FIXED);
    expect(readdirSync(folder)).toEqual([name]);
  });

  it.each(['utf16le', 'utf16be'])('is named where it is %s without a mark', (encoding) => {
    const bytes = Buffer.from(SAFE, 'utf16le');
    const folder = temporaryFolder({ 'a.ts': encoding === 'utf16be' ? bytes.swap16() : bytes });
    expect(ephemeron(folder, ['fix'])).toMatchObject({ code: 2, err: 'error: a.ts: not UTF-8\n' });
  });
});

it('a shard of more than there can be is refused', () => {
  expect(ephemeron(temporaryFolder({ 'a.ts': SAFE }), ['fix', '--dry', '--shard', '1/99999999999999999999'])).toMatchObject({ code: 2, err: expect.stringMatching(/^error: shard must be one such as 2\/8/) as string });
});

it.each([{ ignorePattern: '(' }, { idNames: ['['] }])('an option %j of a rule is refused with the configuration', (options) => {
  const config = { plugins: { ephemeron: ephemeronPlugin }, rules: { 'ephemeron/no-id-keyed-map': ['error', options] } } as Linter.Config;
  expect(() => new Linter().verify('new Map();', config)).toThrow(/"ephemeron\/no-id-keyed-map"[^]*should match format "regex"/);
});
