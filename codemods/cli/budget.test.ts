import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SAFE } from '../../fixtures/samples.js';
import { ephemeron } from '../../fixtures/run-command.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';
import { NESTED, NESTED_TYPES } from '../../fixtures/nested.js';

/** A file as a program writes it: one line of functions that keep things in a `Map`. */
const bundle = (bytes: number) => `const names=new Map();${'function a(b){names.set(b,1);return names.get(b)}'.repeat(bytes / 49)}`;
/** The same as a person writes it, with a leak that is safe to rewrite. */
const written = (bytes: number) => `${SAFE}${'export function width(a: number): number {\n  return a + 1;\n}\n'.repeat(bytes / 62).replaceAll('width', () => `width${String(Math.random()).slice(2)}`)}`;

interface Report {
  readonly files: readonly string[];
  readonly problems: readonly object[];
  readonly unjudged: readonly object[];
  readonly containers: readonly { readonly path: string }[];
}

describe('a file that takes too much', () => {
  it.each(['check', 'fix'])('is left out by %s where its lines are those of a program, and named', (command) => {
    const folder = temporaryFolder({ 'lib/editor.js': bundle(300_000), 'page.ts': SAFE });
    const { code, out, err } = ephemeron(folder, [command]);
    expect(err).toBe('not judged: lib/editor.js is generated (300 kB in 1 line)\n');
    expect(out).toContain(command === 'check' ? 'page.ts:5:18' : '  1 rewritten\n');
    expect(code).toBe(command === 'check' ? 1 : 0);
    expect(readFileSync(join(folder, 'lib/editor.js'), 'utf8')).toBe(bundle(300_000));
  });

  it('is judged where the lines are those of people, or the limit is moved, or it holds nothing of interest', () => {
    const folder = temporaryFolder({ 'long.ts': written(300_000), 'lib/editor.js': bundle(300_000), 'lib/data.js': `export default [${'"a",'.repeat(100_000)}]` });
    const { out, err } = ephemeron(folder, ['check', '--max-generated', '500', '--json']);
    const report = JSON.parse(out) as Report;
    expect(err).toBe('');
    expect(report.containers.map(({ path }) => path)).toEqual(['lib/editor.js', 'long.ts']);
    expect(ephemeron(folder, ['check', 'lib/data.js'])).toMatchObject({ code: 0, err: '' });
  });

  it('is in the report and in the summary', () => {
    const folder = temporaryFolder({ 'editor.js': bundle(300_000), 'page.ts': SAFE });
    const report = JSON.parse(ephemeron(folder, ['check', '--json']).out) as Report;
    expect(report).toMatchObject({ files: ['page.ts'], problems: [], unjudged: [{ path: 'editor.js', because: 'is generated (300 kB in 1 line)' }] });
    expect(ephemeron(folder, ['check', '--summary']).out).toContain('not judged: 1 file, because of the limits of a file\n');
    expect(ephemeron(folder, ['check', '--format', 'github']).out).toContain('::notice file=editor.js,title=ephemeron::Not judged: is generated (300 kB in 1 line)\n');
    expect(ephemeron(folder, ['check', '--quiet']).err).toBe('');
  });

  it.each([
    ['--max-nodes', '100', /^not judged: long\.ts has [\d,]+ nodes, more than 100 \(--max-nodes\)\n$/],
    ['--max-seconds', '1e-9', /number from 1 on/],
    ['--max-memory', '12', /^not judged: long\.ts takes more than 12 MB \(--max-memory\)\n$/],
    ['--max-generated', 'all', /^error: max-generated must be a number from 1 on, not "all"\n$/],
  ])('is limited by %s %s', (flag, value, expected) => {
    const { err } = ephemeron(temporaryFolder({ 'long.ts': written(1_000_000) }), ['check', flag, value]);
    expect(err).toMatch(expected);
  });

  it('keeps nobody waiting for longer than it may', () => {
    const nested = Array.from({ length: 7000 }, (_, at) => `function f${String(at)}(m) { const a${String(at)} = new Map(); a${String(at)}.set(m, f${String(at)}); return a${String(at)}; }`).join('\n');
    const { code, err } = ephemeron(temporaryFolder({ 'late.js': Array.from({ length: 12 }, (_, copy) => nested.replaceAll('function f', `function g${String(copy)}_`)).join('\n'), 'page.ts': SAFE }), ['check', '--max-seconds', '1']);
    expect(err).toBe('not judged: late.js takes more than 1 s (--max-seconds)\n');
    expect(code).toBe(1);
  });
});

describe('code that is nested 5,000 levels deep', () => {
  const shapes = { ...NESTED, types: NESTED_TYPES };
  const files = Object.fromEntries(Object.entries(shapes).map(([name, nested]) => [`${name}.tsx`, `${SAFE}${nested(5000)};\n`]));

  it('is judged as all other code is', () => {
    const { out, err } = ephemeron(temporaryFolder(files), ['check', '--preset', 'strict', '--format', 'short']);
    expect(err).toBe('');
    expect([...out.matchAll(/^(\w+)\.tsx:5:18: /gm)].map(([, name]) => name).sort()).toEqual(Object.keys(shapes).sort());
  });

  it('is rewritten', () => {
    const folder = temporaryFolder(files);
    expect(ephemeron(folder, ['fix'])).toMatchObject({ err: '' });
    for (const name of Object.keys(files)) expect(readFileSync(join(folder, name), 'utf8').slice(0, SAFE.length)).toContain('new WeakMap');
  });
});
