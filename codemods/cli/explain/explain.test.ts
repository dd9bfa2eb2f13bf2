import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { DOUBTS } from '../../../analysis/findings/doubts.js';
import { CLAIMS } from '../../../analysis/proof/index.js';
import { REFUSAL_CODES } from '../../../analysis/proof/refusals.js';
import { ephemeron } from '../../../fixtures/run-command.js';
import { temporaryFolder } from '../../../fixtures/temporary-folder.js';

const TAGS = `\
let last = 0;

export class Shape {
  static #tags = new Map();
  #id = ++last;

  tag(tag) {
    Shape.#tags.set(this.#id, tag);
  }

  get tags() {
    return Shape.#tags.get(this.#id);
  }
}
`;
const MARKS = `\
const marks = new Map();

export function mark(page) {
  marks.set(page, (marks.get(page) ?? 0) + page.weight);
}
`;
const JOBS = `\
const running = new Map<object, number>();

export function start(job: object): void {
  running.set(job, (running.get(job) ?? 0) + 1);
  try {
    run(job);
  } catch {
    stop(job);
  }
}

function stop(job: object): void {
  running.delete(job);
}
`;
const SHARED = {
  'pages.ts': 'export const pages = new Map<object, number>();\n\nexport const count = (page: object): number => pages.get(page) ?? 0;\n',
  'open.ts': "import { pages } from './pages.js';\nexport function open(page: object): void {\n  pages.set(page, 1);\n}\n",
};
const PACKAGE = { 'package.json': '{ "private": true, "type": "module" }' };

const SCHEMA = JSON.parse(readFileSync(join(import.meta.dirname, '../../../docs/schema/explain-v1.json'), 'utf8')) as { $defs: Record<string, { enum: string[] }> };
const isValid = new Ajv2020({ allErrors: true, formats: { uri: (text: string) => URL.canParse(text) } }).compile(closed(SCHEMA));

/** The schema without room for members that it does not name: what the command prints is documented in full. */
function closed<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(closed) as T;
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, closed<unknown>(part)]));
  return (parts.type === 'object' && 'properties' in parts ? { ...parts, additionalProperties: false } : parts) as T;
}

describe('the schema', () => {
  it('names what the tables name', () => {
    expect(SCHEMA.$defs.doubt?.enum).toEqual(DOUBTS.map(({ id }) => id));
    expect(SCHEMA.$defs.claim?.enum).toEqual(Object.keys(CLAIMS));
    expect(JSON.stringify(SCHEMA)).toContain(JSON.stringify(REFUSAL_CODES));
  });
});

describe('explain', () => {
  it('prints the proof of a safe rewrite: each claim, with the places that show it', () => {
    const folder = temporaryFolder({ ...PACKAGE, 'shape.js': TAGS });
    const { code, out, err } = ephemeron(folder, ['explain', 'shape.js:4']);

    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Shape.#tags shape.js:4:18');
    expect(out).toContain('rewrite safe: Use a `WeakMap` keyed by the object');
    expect(out).toMatch(/proven identity: An id stands for one object\n.* {2}shape\.js:5:11/);
    expect(out).toContain('(axiom: Methods of a class are called on its objects)');
  });

  it('names the claim that fails, and where', () => {
    const folder = temporaryFolder({ ...PACKAGE, 'marks.js': MARKS });
    const { code, out } = ephemeron(folder, ['explain', 'marks.js:1']);

    expect(code).toBe(0);
    expect(out).toContain('not proven keys: Every key is an object\n      nothing proves that `page` is always an object  marks.js:4:13');
  });

  it('finds a container by a line where it is used, too', () => {
    const folder = temporaryFolder({ ...PACKAGE, 'marks.js': MARKS });
    expect(ephemeron(folder, ['explain', 'marks.js:4']).out).toContain('marks marks.js:1:15');
  });

  it('tells each stage, and each doubt with what decides', () => {
    const folder = temporaryFolder({ ...PACKAGE, 'jobs.ts': JOBS });
    const { code, out } = ephemeron(folder, ['explain', 'jobs.ts:1']);

    expect(code).toBe(0);
    expect(out).toContain('variable running, which bounds its lifetime  jobs.ts:1:7');
    expect(out).toMatch(/start {2}jobs\.ts:3:8\n(?: .*\n)* +\* 4:3 +%\d+ = invoke running\.set\(job, /);
    expect(out).toContain('stop: delete job (parameter 1), a partial release; called by start  jobs.ts:8:5\n');
    expect(out).toContain('job is object, proven: `job: object`  jobs.ts:4:3');
    expect(out).toContain('module scope → `running` → the map `running` → every `object`');
    expect(out).toContain('start runs to its end  jobs.ts:3:8');
    expect(out).toContain('likely   released-by-writer: some paths release (decides)');
  });

  it('tells why nothing is reported', () => {
    const folder = temporaryFolder({ ...PACKAGE, 'hooks.ts': 'const hooks = new Set<() => void>();\nexport function on(hook: () => void): void {\n  if (!hooks.has(hook)) hooks.add(hook);\n}\n' });
    const { out } = ephemeron(folder, ['explain', 'hooks.ts:1']);

    expect(out).toContain('silent   set-of-functions: functions are kept to be called (decides)');
    expect(out).toContain('rewrite none');
  });

  it.each(['shape.js:4', 'marks.js:1', 'jobs.ts:1', 'pages.ts:1'])('gives the same of %s as JSON, in the form of its schema', (target) => {
    const folder = temporaryFolder({ ...PACKAGE, 'shape.js': TAGS, 'marks.js': MARKS, 'jobs.ts': JOBS, ...SHARED });
    const document = JSON.parse(ephemeron(folder, ['explain', target, '--json']).out) as { containers: [object] };

    expect(isValid(document), JSON.stringify(isValid.errors)).toBe(true);
    expect(document.containers).toHaveLength(1);
    expect(document.containers[0]).toMatchObject({ at: { path: target.split(':')[0] }, verdict: expect.stringMatching(/leaks|partial/) as string });
  });

  it('tells what other files do to it', () => {
    const { out } = ephemeron(temporaryFolder({ ...PACKAGE, ...SHARED }), ['explain', 'pages.ts:1']);
    expect(out).toContain('set in another file: pages.set(page, 1)  open.ts:3:3');
  });

  it('draws it for Mermaid', () => {
    const folder = temporaryFolder({ ...PACKAGE, 'shape.js': TAGS });
    const lines = ephemeron(folder, ['explain', 'shape.js:4', '--graph']).out.split('\n');

    expect(lines[0]).toBe('flowchart LR');
    // `#` begins a character reference there.
    expect(lines).toContain('  c0h2[".#35;tags"]:::holder');
    expect(lines).toContain('  c0h2 --> c0h3');
    expect(lines).toContain('  c0h3 -->|"has entries for"| c0h4');
    expect(lines).toContain('  c0u0>"tag, line 8"]:::writer');
    expect(lines).toContain('  c0u0 ==>|"adds"| c0h3');
  });

  it('draws it for Graphviz, removals marked', () => {
    const lines = ephemeron(temporaryFolder({ ...PACKAGE, 'jobs.ts': JOBS }), ['explain', 'jobs.ts:1', '--graph', 'dot']).out.split('\n');

    expect(lines[0]).toBe('digraph retention {');
    expect(lines).toContain('  c0u1 -> c0h2 [label="delete, on some paths", color="#1a7f37", style=dashed];');
    expect(lines.at(-2)).toBe('}');
  });

  it.each([
    [['explain'], 'error: missing required argument'],
    [['explain', 'marks.js'], 'error: explain takes FILE:LINE, not "marks.js"'],
    [['explain', 'marks.js:2'], 'error: marks.js: no container is made or used at line 2; containers are made at line 1'],
    [['explain', 'none.js:2'], 'error: none.js: no such file or folder'],
    [['explain', 'package.json:1'], 'error: package.json must end like a JavaScript, TypeScript, Vue or Svelte file'],
    [['explain', 'broken.js:1'], 'error: broken.js:1:'],
    [['explain', 'marks.js:1', '--graph', 'svg'], "argument 'svg' is invalid. Allowed choices are mermaid, dot."],
    [['explain', 'marks.js:1', '--graph', '--format', 'json'], "option '--graph [language]' cannot be used with option '--format <format>'"],
  ])('says in one line what is wrong with %j', (args, message) => {
    const folder = temporaryFolder({ ...PACKAGE, 'marks.js': MARKS, 'broken.js': 'const = 1;' });
    const { code, err } = ephemeron(folder, args);

    expect(code).toBe(2);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(err).toContain(message);
  });
});
