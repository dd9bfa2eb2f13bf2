import { describe, expect, it } from 'vitest';
import { ephemeron } from '../../fixtures/run-command.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';

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
const PACKAGE = { 'package.json': '{ "private": true, "type": "module" }' };

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

  it('gives the same as JSON', () => {
    const folder = temporaryFolder({ ...PACKAGE, 'shape.js': TAGS });
    const [explanation] = JSON.parse(ephemeron(folder, ['explain', 'shape.js:4', '--json']).out) as [Record<string, unknown>];

    expect(explanation).toMatchObject({ name: 'Shape.#tags', kind: 'map', path: 'shape.js', line: 4, column: 18, verdict: 'leaks', rewrite: { grade: 'safe' } });
    expect(explanation.rewrite).toHaveProperty('proof');
  });

  it.each([
    [['explain'], 'error: missing required argument'],
    [['explain', 'marks.js'], 'error: explain takes FILE:LINE, not "marks.js"'],
    [['explain', 'marks.js:2'], 'error: marks.js: no container is made or used at line 2; containers are made at line 1'],
    [['explain', 'none.js:2'], 'error: none.js: no such file or folder'],
    [['explain', 'package.json:1'], 'error: package.json must end like a JavaScript, TypeScript, Vue or Svelte file'],
    [['explain', 'broken.js:1'], 'error: broken.js:1:'],
  ])('says in one line what is wrong with %j', (args, message) => {
    const folder = temporaryFolder({ ...PACKAGE, 'marks.js': MARKS, 'broken.js': 'const = 1;' });
    const { code, err } = ephemeron(folder, args);

    expect(code).toBe(2);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(err).toContain(message);
  });
});
