import { describe, expect, it } from 'vitest';
import { RACE } from '../fixtures/samples.js';
import { type CodemodName, type CodemodOptions, DEFAULTS } from './options.js';
import { planFile } from './plan.js';

const scan = `
const refs = new Set();
const registry = new FinalizationRegistry((held) => {
  for (const ref of refs) if (ref === held) refs.delete(ref);
});
`;
const table = `
const values = new WeakMap();

export class Box {
  constructor(value) { values.set(this, value); }
}
`;

/** The text that a file becomes, and what became of the leaks and mistakes in it. */
function planned(text: string, options: Partial<CodemodOptions> = {}) {
  const plan = planFile({ path: 'file.js', text }, { ...DEFAULTS, ...options });
  if (plan.outcome !== 'planned') return plan.outcome;
  return { output: plan.output, states: plan.containers.map(({ name, fate }) => `${name} ${fate.state}`).filter((state) => !/ (?:clean|other)$/.test(state)) };
}

const only = (codemod: CodemodName): Partial<CodemodOptions> => ({ only: [codemod] });

describe('guard-finalizers', () => {
  const output = RACE.replace('map.delete', 'if (map.get(key)?.deref() === undefined) map.delete');

  it('adds the check by default, for it is safe', () => {
    expect(planned(RACE)).toEqual({ output, states: ['map rewritten'] });
  });

  it('adds it by name, and again adds nothing', () => {
    expect(planned(RACE, only('guard-finalizers'))).toEqual({ output, states: ['map rewritten'] });
    expect(planned(output, only('guard-finalizers'))).toEqual({ output, states: [] });
  });

  it('adds nothing under another name', () => {
    expect(planned(RACE, only('map-to-weakmap'))).toEqual({ output: RACE, states: [] });
  });

  it('leaves alone what a comment covers', () => {
    const covered = RACE.replace('const registry', '// eslint-disable-next-line ephemeron/no-finalizer-race\nconst registry');
    expect(planned(covered)).toEqual({ output: covered, states: ['map refused'] });
  });

  it('leaves alone what is not certain enough, and names to ignore', () => {
    expect(planned(RACE, { ignorePattern: '^map$' })).toMatchObject({ output: RACE });
    const setter = RACE.replace('  const known = map.get(key)?.deref();\n  if (known) return known;\n', '');
    expect(planned(setter)).not.toMatchObject({ output: setter });
    expect(planned(setter, { certainty: 'proven' })).toMatchObject({ output: setter });
  });

  it('keeps a byte order mark and line ends', () => {
    const windows = (text: string): string => `\uFEFF${text.replaceAll('\n', '\r\n')}`;
    expect(planned(windows(RACE))).toMatchObject({ output: windows(output) });
  });
});

describe('hold-the-key', () => {
  it('is opt-in, by name and by grade', () => {
    expect(planned(scan)).toMatchObject({ output: scan, states: [] });
    expect(planned(scan, only('hold-the-key'))).toEqual({ output: scan, states: ['refs suggestion'] });
    expect(planned(scan, { ...only('hold-the-key'), grade: 'suggestion' })).toEqual({
      output: scan.replace(/for .*/, 'refs.delete(held);'),
      states: ['refs rewritten'],
    });
  });
});

describe('weakmap-to-private-field', () => {
  it('is opt-in, by name and by grade', () => {
    // Nothing else that is asked for can be in this file, which its text tells.
    expect(planned(table, { grade: 'suggestion' })).toBe('skipped');
    expect(planned(table, only('weakmap-to-private-field'))).toEqual({ output: table, states: ['values suggestion'] });
    expect(planned(table, { ...only('weakmap-to-private-field'), grade: 'suggestion' })).toEqual({
      output: `
export class Box {
  #values;
  constructor(value) { this.#values = value; }
}
`,
      states: ['values rewritten'],
    });
  });
});
