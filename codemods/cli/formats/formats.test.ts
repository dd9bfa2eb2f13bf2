import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { default as Ajv04 } from 'ajv-draft-04';
import { Linter } from 'eslint';
import * as parser from '@typescript-eslint/parser';
import { describe, expect, it } from 'vitest';
import { DOUBTS } from '../../../analysis/findings/doubts.js';
import { REFUSAL_CODES } from '../../../analysis/proof/refusals.js';
import { hasTerminal, onTerminal } from '../../../fixtures/on-terminal.js';
import { MAIN } from '../../../fixtures/run-command.js';
import { RACE, REFUSED, SAFE, SUGGESTION } from '../../../fixtures/samples.js';
import { temporaryFolder } from '../../../fixtures/temporary-folder.js';
import { MOST_OF_HEADLINE } from '../../../analysis/containers/wording.js';
import ephemeron from '../../../rules/index.js';
import { LEAK_RULE, MISTAKE_RULE } from '../../../rules/leak-rules.js';
import { INNOCENCE } from '../../fate.js';
import { CERTAINTIES, CODEMODS, DEFAULTS, HOMES } from '../../options.js';
import { judgeFile } from '../../plan.js';
import type { Summary } from '../account.js';
import { linesOf } from './lines.js';
import { FORMATS } from './names.js';

const ROOT = join(import.meta.dirname, '../../..');
const SCHEMA = JSON.parse(readFileSync(join(ROOT, 'docs/schema/report-v1.json'), 'utf8')) as Schema;
const DOCS = 'https://eslint-plugin-ephemeron.github.io/eslint-plugin-ephemeron';

interface Schema {
  readonly [name: string]: unknown;
  readonly $defs: Readonly<Record<'certainty' | 'codemod' | 'doubt' | 'refusal' | 'summary' | 'container' | 'finding' | 'fate', Schema & { enum: string[] }>>;
}

interface Report {
  readonly version: number;
  readonly summary: Summary;
  readonly files: readonly string[];
  readonly containers: readonly Reported[];
  readonly changes?: readonly { path: string; written: boolean; diff: string }[];
  readonly problems: readonly { path: string; line?: number; column?: number; message: string }[];
}

interface Reported {
  readonly kind: string;
  readonly name: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly finding?: { line: number; column: number; rule: string; message: string; what: string };
  readonly fate: { state: string; written?: boolean; code?: string; at?: object; docs?: string };
}

/** An entry of every fate that a run without `--only` and without questions can give, and a file that does not parse. */
const PROJECT = {
  'src/a.ts': SAFE,
  'src/b.js': SUGGESTION,
  'src/c.mts': REFUSED,
  'src/suppressed.ts': SAFE.replace('const outlines', '// eslint-disable-next-line ephemeron/no-instance-keyed-map\n$&'),
  // In a folder apart: a file of the same project that holds objects weakly may look for one that a rewrite frees.
  'race/race.js': RACE,
  'src/manual.js': "const map = new WeakMap();\nmap.set('a', 1);\nconst table = {};\ntable[new Map()] = 1;\n",
  'src/clean.ts': 'const names = new Map<string, string>([["a", "b"]]);\nexport const of = (name: string) => names.get(name);\n',
  'src/100%, a:b/<d&d>.ts': SAFE,
  'src/broken.ts': 'new Map();\nlet a = ;\n',
};

const OTHER = SAFE.replaceAll('Page', 'Book').replaceAll('outline', 'index');
const weak = (name: string) => (SAFE + OTHER).replace(`${name}s = new Map`, `${name}s = new WeakMap`);

const BROKEN = 'src/broken.ts';

function run(cwd: string, ...args: string[]): { readonly code: number | null; readonly out: string } {
  const { status, stdout } = spawnSync(process.execPath, [MAIN, ...args], { cwd, encoding: 'utf8', maxBuffer: 2 ** 28, env: { ...process.env, NO_COLOR: '1' } });
  return { code: status, out: stdout };
}

function reportOf(cwd: string, ...args: string[]): Report {
  const report = JSON.parse(run(cwd, ...args, '--json').out) as Report;
  validate(report);
  return report;
}

const validator = new Ajv2020({ allErrors: true, formats: { uri: (text: string) => URL.canParse(text) } }).compile(closed(SCHEMA));

function validate(report: object): void {
  if (!validator(report)) throw new Error(JSON.stringify(validator.errors?.slice(0, 5), undefined, 2));
}

/** The schema without room for members that it does not name: what the command prints is documented in full. */
function closed<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(closed) as T;
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, closed<unknown>(part)]));
  const isOpen = parts.type === 'object' && 'properties' in parts && !('additionalProperties' in parts);
  return (isOpen ? { ...parts, additionalProperties: false } : parts) as T;
}

const placeOf = ({ path, line, column }: { path: string; line?: number; column?: number }) => `${path}:${line}:${column}`;

const counts = ({ fate }: Reported) => fate.state !== 'clean' && fate.code !== 'suppressed';

describe('a report in JSON', () => {
  it.each([
    ['check', { mistakes: 3, rewritten: 0, rewritable: 3, manual: 2 }],
    ['fix --dry', { mistakes: 1, rewritten: 0, rewritable: 3, manual: 0 }],
    ['fix', { mistakes: 1, rewritten: 3, rewritable: 0, manual: 0 }],
  ])('accounts for everything: %s', (command, { mistakes, ...states }) => {
    const { summary, containers, files, problems, changes } = reportOf(temporaryFolder(PROJECT), ...command.split(' '));
    expect(summary).toEqual({
      files: 8,
      containers: 8,
      leaks: 4,
      mistakes,
      ...states,
      declined: 0,
      suggestion: 1,
      refused: 1,
      other: 0,
      suppressed: 1,
      clean: 3,
      refusals: { cleared: 1 },
    });
    expect(files).toEqual(Object.keys(PROJECT).filter((path) => path !== BROKEN).sort());
    expect(containers.map(({ path }) => path)).toEqual(containers.map(({ path }) => path).sort());
    expect(problems.map(placeOf)).toEqual([expect.stringMatching(/^src\/broken\.ts:2:\d+$/)]);
    expect(changes?.map(({ path, written }) => `${path} ${written}`)).toEqual(
      command === 'check' ? undefined : ['race/race.js', 'src/100%, a:b/<d&d>.ts', 'src/a.ts'].map((path) => `${path} ${command === 'fix'}`),
    );
  });

  it('tells of a refusal what it means, where it is, and where to read on', () => {
    const { containers } = reportOf(temporaryFolder(PROJECT), 'check', 'src/c.mts');
    expect(containers).toMatchObject([
      {
        kind: 'container',
        name: 'summaries',
        type: 'map',
        home: { kind: 'module', label: 'module scope' },
        verdict: 'leaks',
        finding: { rule: 'ephemeron/no-instance-keyed-map', leak: 'instance-keyed', docs: `${DOCS}/rules/no-instance-keyed-map` },
        fate: { state: 'refused', code: 'cleared', at: { path: 'src/c.mts', line: 14, column: 3 }, docs: `${DOCS}/refusals#refusal-cleared` },
      },
    ]);
  });

  it('is whole where uncommitted changes keep all files from being written', () => {
    const folder = temporaryFolder({ 'a.ts': SAFE });
    spawnSync('git', ['init', '--quiet'], { cwd: folder });
    spawnSync('git', ['add', '.'], { cwd: folder });
    const { problems, containers } = reportOf(folder, 'fix');
    expect(problems).toEqual([{ path: 'a.ts', message: expect.stringMatching(/^has uncommitted changes/) as string }]);
    expect(containers).toMatchObject([{ fate: { state: 'rewritten', written: false } }]);
  });

  it('has paths from the current folder, however they were given', () => {
    const folder = temporaryFolder({ 'here/a.txt': '', 'there/a.ts': SAFE });
    const here = join(folder, 'here');
    expect(reportOf(here, 'check', join(folder, 'there')).files).toEqual(['../there/a.ts']);
    expect(reportOf(folder, 'fix', '--dry', join(folder, 'there')).containers).toMatchObject([{ path: 'there/a.ts' }]);
  });

  it.skipIf(!hasTerminal)('is the same after questions, which are put on the standard error', async () => {
    const folder = temporaryFolder({ 'a.ts': SAFE + OTHER });
    const answers = [[/Rewrite outlines\?[^]*quit, and keep/, 'y'], [/Rewrite indexs\?[^]*quit, and keep/, 'n']] as const;
    for (const format of FORMATS) {
      writeFileSync(join(folder, 'a.ts'), SAFE + OTHER);
      const { code, screen } = await onTerminal(folder, ['fix', '--interactive', '--format', format, '--output', `report.${format}`], answers);
      expect(code).toBe(1);
      expect(screen.slice(screen.lastIndexOf('Rewrite indexs?'))).not.toMatch(/[{<:]/);
      expect(readFileSync(join(folder, `report.${format}`), 'utf8')).toMatch(format === 'short' ? /^\S+: error: `indexs` .*\n$/ : /declined/i);
    }
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report;
    validate(report);
    expect(report.summary).toMatchObject({ leaks: 2, rewritten: 1, declined: 1 });
    expect(report.changes).toMatchObject([{ path: 'a.ts', written: true }]);
  });

  it('goes to a file where one is named', () => {
    const folder = temporaryFolder({ 'a.ts': SAFE });
    expect(run(folder, 'check', '--json', '--output', 'report.json')).toEqual({ code: 1, out: '' });
    validate(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as object);
  });

  it('has a line for each container', () => {
    const lines = run(temporaryFolder(PROJECT), 'check', '--json').out.split('\n').filter((line) => line.startsWith('    {"kind":'));
    expect(lines.map((line) => (JSON.parse(line.replace(/,$/, '')) as Reported).kind)).toHaveLength(11);
  });
});

/** What the text says of each state. */
const WORDS = { suggestion: 'rest on an assumption', refused: 'refused', manual: '(?:is|are) for you to mend', suppressed: 'suppressed' } as const;

describe('all formats', () => {
  it.each([['check'], ['fix', '--dry'], ['fix']])('agree on the numbers: %s %s', (...command) => {
    const told = Object.fromEntries(FORMATS.map((format) => [format, run(temporaryFolder(PROJECT), ...command, '--format', format).out]));
    const report = JSON.parse(told.json ?? '') as Report;
    const { summary } = report;
    const total = summary.leaks + summary.mistakes;

    expect(report.containers.filter(counts)).toHaveLength(total);
    expect(report.containers).toHaveLength(total + summary.suppressed + summary.clean);

    const head = `${summary.files} files read, ${summary.containers} containers seen, ${summary.leaks} leaks, ${summary.mistakes} mistake${summary.mistakes === 1 ? '' : 's'} with weak tools`;
    expect(told.text).toContain(head);
    expect(told.text).toMatch(new RegExp(`^  ${summary.rewritten + summary.rewritable} (?:rewritten|can be rewritten .*|would be rewritten .*)$`, 'm'));
    for (const state of ['suggestion', 'refused', 'manual', 'suppressed'] as const) {
      const [, size = '0'] = new RegExp(`^  (\\d+) ${WORDS[state]}`, 'm').exec(told.text ?? '') ?? [];
      expect({ state, size: Number(size) }).toEqual({ state, size: summary[state] });
    }

    expect(told.github).toContain(head);
    const commands = told.github?.split('\n').filter((line) => line.startsWith('::')) ?? [];
    expect(commands).toHaveLength(total + report.problems.length);

    const { results, invocations, properties } = (JSON.parse(told.sarif ?? '') as Sarif).runs[0];
    expect(properties.summary).toEqual(summary);
    expect(results.filter(({ suppressions }) => suppressions)).toHaveLength(summary.suppressed);
    expect(results.filter(({ kind }) => kind === 'pass')).toHaveLength(summary.rewritten);
    expect(results).toHaveLength(total + summary.suppressed);
    expect(results.filter(({ fixes }) => fixes)).toHaveLength(summary.rewritable + summary.suggestion);
    expect(invocations[0].toolExecutionNotifications).toHaveLength(report.problems.length);

    const tiles = [...(told.html ?? '').matchAll(/<dt>([^<]+)<\/dt><dd>(\d+)<\/dd>/g)].map(([, term, size]) => [term, Number(size)]);
    expect(tiles).toEqual([
      ['files read', summary.files],
      ['containers seen', summary.containers],
      ['leaks', summary.leaks],
      ['mistakes with weak tools', summary.mistakes],
    ]);
    const sections = [...(told.html ?? '').matchAll(/<h2>.*? <span>(\d+)<\/span><\/h2>/g)].map(([, size]) => Number(size));
    const listed = report.containers.length + report.problems.length + (report.changes?.length ?? 0);
    expect(sections.reduce((sum, size) => sum + size, 0)).toBe(listed);
  });
});

interface Sarif {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { id: string; helpUri: string }[] } };
      readonly invocations: readonly [{ readonly toolExecutionNotifications: readonly unknown[] }];
      readonly properties: { readonly summary: Summary };
      readonly results: readonly { ruleId: string; kind?: string; suppressions?: unknown; fixes?: readonly Fix[]; partialFingerprints: object }[];
    },
  ];
}

interface Fix {
  readonly description: { readonly text: string };
  readonly artifactChanges: readonly {
    readonly artifactLocation: { readonly uri: string };
    readonly replacements: readonly { readonly deletedRegion: Record<'startLine' | 'startColumn' | 'endLine' | 'endColumn', number>; readonly insertedContent: { readonly text: string } }[];
  }[];
}

/** What a viewer makes of a file by a fix of one file. */
function applied(text: string, { artifactChanges: [change, ...others] }: Fix): string {
  expect(others).toEqual([]);
  const lines = text.replace(/^\uFEFF/, '').split(/(?<=\r\n|(?<!\r)\n)/);
  const offsetOf = (line: number, column: number) => lines.slice(0, line - 1).join('').length + column - 1;
  return (change?.replacements ?? []).toReversed().reduce((at, { deletedRegion: region, insertedContent }) => {
    return at.slice(0, offsetOf(region.startLine, region.startColumn)) + insertedContent.text + at.slice(offsetOf(region.endLine, region.endColumn));
  }, lines.join(''));
}

describe('SARIF', () => {
  const sarif = (files: Readonly<Record<string, string>>) => JSON.parse(run(temporaryFolder(files), 'check', '--format', 'sarif').out) as Sarif;

  it.each([
    ['check', '--preset', 'strict'],
    ['fix', '--dry', '--certainty', 'possible'],
    ['fix', '--certainty', 'possible', '--grade', 'suggestion'],
  ])('is what the standard says: %s', (...command) => {
    const require = createRequire(import.meta.url);
    const schema = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json') as object;
    const isSarif = new Ajv04.default({ strict: false, unicodeRegExp: false, formats: { uri: (text) => URL.canParse(text), 'uri-reference': (text) => URL.canParse(text, 'file:///'), 'date-time': true } }).compile(schema);
    const log = JSON.parse(run(temporaryFolder(PROJECT), ...command, '--format', 'sarif').out) as Sarif;
    isSarif(log);
    expect(isSarif.errors).toBeNull();
    expect(log.runs[0].results.length).toBeGreaterThan(3);
    expect(log.runs[0].invocations[0].toolExecutionNotifications).toHaveLength(1);
  });

  it('names each rule and its page', () => {
    const { runs } = sarif({ 'a.ts': SAFE });
    expect(runs[0].tool.driver.rules.map(({ id, helpUri }) => [id, helpUri])).toEqual(
      Object.keys(ephemeron.rules ?? {}).map((name) => [`ephemeron/${name}`, `${DOCS}/rules/${name}`]),
    );
  });

  it('has places that a viewer can open, and those that end a rewrite', () => {
    const { runs } = sarif({ 'a b/c#.ts': REFUSED });
    expect(runs[0].results).toMatchObject([
      {
        ruleId: 'ephemeron/no-instance-keyed-map',
        level: 'error',
        locations: [{ physicalLocation: { artifactLocation: { uri: 'a%20b/c%23.ts' }, region: { startLine: 5, startColumn: 19 } } }],
        relatedLocations: [{ physicalLocation: { region: { startLine: 14, startColumn: 3 } } }],
        properties: { name: 'summaries', fate: { state: 'refused', code: 'cleared' } },
      },
    ]);
  });

  it.each([
    ['what is safe', { 'a.ts': SAFE }, ['Use a `WeakMap`'], [SAFE.replace('new Map', 'new WeakMap')]],
    ['what rests on an assumption, and says on which', { 'a b.js': SUGGESTION }, [expect.stringMatching(/^Use a `WeakSet`; right only if \S/)], [SUGGESTION.replace('Set', 'WeakSet')]],
    ['each alone, of the text as it is', { 'a.ts': SAFE + OTHER }, ['Use a `WeakMap`', 'Use a `WeakMap`'], [weak('outline'), weak('index')]],
    ['lines that end in CRLF, after a byte order mark', { 'a.ts': `\uFEFF${SAFE.replaceAll('\n', '\r\n')}` }, ['Use a `WeakMap`'], [SAFE.replace('new Map', 'new WeakMap').replaceAll('\n', '\r\n')]],
    ['a mistake', { 'race.js': RACE }, ['Remove the entry only if its target is still dead'], [RACE.replace('map.delete', 'if (map.get(key)?.deref() === undefined) map.delete')]],
    ['what is refused not at all', { 'a.ts': REFUSED }, [], []],
  ])('says how to rewrite %s', (_, files, titles, outputs) => {
    const [path = '', text = ''] = Object.entries(files)[0] ?? [];
    for (const command of [['check'], ['fix', '--dry']]) {
      const { runs } = JSON.parse(run(temporaryFolder(files), ...command, '--format', 'sarif').out) as Sarif;
      const fixes = runs[0].results.flatMap((result) => result.fixes ?? []);
      expect(fixes.map(({ description }) => description.text)).toEqual(titles);
      expect(fixes.map((fix) => applied(text, fix))).toEqual(outputs);
      for (const { artifactChanges } of fixes) expect(artifactChanges.map(({ artifactLocation }) => artifactLocation.uri)).toEqual([encodeURIComponent(path)]);
    }
  });

  it('says nothing of how to rewrite what the run has written, nor of what changes several files', () => {
    const several = {
      'package.json': '{ "private": true }',
      'a.ts': 'export const boxes = new Map<object, number>();\n',
      'b.ts': "import { boxes } from './a.js';\nfunction bump(map: Map<object, number>, key: object): void {\n  map.set(key, (map.get(key) ?? 0) + 1);\n}\nexport const put = (key: object): void => bump(boxes, key);\n",
    };
    const { runs } = JSON.parse(run(temporaryFolder(several), 'fix', '--dry', '--format', 'sarif').out) as Sarif;
    expect(runs[0].results).toMatchObject([{ ruleId: 'ephemeron/no-instance-keyed-map', properties: { fate: { state: 'rewritten' } } }]);
    expect(runs[0].results[0]).not.toHaveProperty('fixes');
    const both = JSON.parse(run(temporaryFolder({ 'a.ts': SAFE + SUGGESTION }), 'fix', '--certainty', 'possible', '--format', 'sarif').out) as Sarif;
    expect(both.runs[0].results.map(({ kind }) => kind)).toContain('pass');
    for (const result of both.runs[0].results) expect(result).not.toHaveProperty('fixes');
  });

  it('knows a finding again when lines above it come, and tells namesakes apart', () => {
    const twice = `${SAFE}{\n${SAFE.replaceAll('export ', '').replace('function', 'globalThis.f = function')}}\n`;
    const fingerprintsOf = (text: string) => sarif({ 'a.ts': text }).runs[0].results.map(({ partialFingerprints }) => JSON.stringify(partialFingerprints));
    expect(fingerprintsOf(`\n\n${SAFE}`)).toEqual(fingerprintsOf(SAFE));
    expect(fingerprintsOf(SAFE)).toHaveLength(1);
    expect(new Set(fingerprintsOf(twice)).size).toBe(2);
  });
});

describe('GitHub', () => {
  it('gets what separates the parts of its commands escaped', () => {
    const { out } = run(temporaryFolder({ 'src/100%, a:b/<d&d>.ts': SAFE }), 'check', '--format', 'github');
    expect(out).toMatch(/^::error file=src\/100%25%2C a%3Ab\/<d&d>\.ts,line=5,col=18,title=ephemeron\/no-instance-keyed-map::`outlines` keeps /);
  });
});

describe('HTML', () => {
  it('is a page without scripts that loads nothing, and shows names as they are', () => {
    const { out } = run(temporaryFolder(PROJECT), 'fix', '--dry', '--format', 'html');
    expect(out).toMatch(/^<!doctype html>\n/);
    expect(out).not.toMatch(/<script|<link|<img|src=|@import|url\(/);
    expect(out).toContain('src/100%, a:b/&lt;d&amp;d&gt;.ts:5:18');
    expect(out).toContain('<code>map</code>');
    expect(out).toContain(`<a href="${DOCS}/refusals#refusal-cleared"><code>cleared</code></a>`);
    expect(out).toContain('<ins>+const outlines = new WeakMap&lt;Page, string[]&gt;();</ins>');
  });
});

describe('the schema', () => {
  const enumOf = (schema: unknown): unknown => (schema as { enum: unknown }).enum;
  const propertiesOf = (schema: Schema) => schema.properties as Record<string, unknown>;

  it('names what the tables name', () => {
    const { certainty, codemod, refusal, doubt, finding, container, fate } = SCHEMA.$defs;
    expect(refusal.enum).toEqual(REFUSAL_CODES);
    expect(doubt.enum).toEqual(DOUBTS.map(({ id }) => id));
    expect(codemod.enum).toEqual(CODEMODS);
    expect(certainty.enum).toEqual(CERTAINTIES);
    expect(enumOf(propertiesOf(finding).leak)).toEqual([...Object.keys(LEAK_RULE), ...Object.keys(MISTAKE_RULE)]);
    expect(enumOf(propertiesOf(propertiesOf(container).home as Schema).kind)).toEqual([...HOMES, 'local', 'unknown']);
    const clean = (fate.oneOf as Schema[]).find((one) => (propertiesOf(one).state as { const: string }).const === 'clean');
    expect(enumOf(clean && propertiesOf(clean).because)).toEqual(Object.keys(INNOCENCE));
  });

  it('is explained, with a report that fits it', () => {
    const page = readFileSync(join(ROOT, 'docs/report.md'), 'utf8');
    const [, sample = ''] = /```json\n(.*?)```/s.exec(page) ?? [];
    validate(JSON.parse(sample) as object);
    for (const [because, words] of Object.entries(INNOCENCE)) expect(page).toContain(`| \`${because}\` | ${words}`);
    const states = (SCHEMA.$defs.fate.oneOf as Schema[]).map((one) => (propertiesOf(one).state as { const: string }).const);
    expect([...page.matchAll(/^\| `(\w+)` \|.*\|.*\|$/gm)].map(([, state]) => state)).toEqual(['state', ...states]);
  });
});

describe('the programs of all fixtures', () => {
  const fixtures = join(ROOT, 'fixtures');
  const inputs = readdirSync(fixtures).flatMap((name) => {
    try {
      return readdirSync(join(fixtures, name)).filter((file) => /^input\.\w+$/.test(file)).map((file) => `${name}/${file}`);
    } catch {
      return [];
    }
  });

  it('are accounted for in the same way by check and by fix', () => {
    const [checked, fixed] = [reportOf(fixtures, 'check', ...inputs), reportOf(fixtures, 'fix', '--dry', ...inputs)];
    expect(checked.containers.length).toBeGreaterThan(150);
    expect(checked.containers.flatMap(({ finding }) => finding?.what ?? []).filter((what) => what.length > MOST_OF_HEADLINE || /\n|[.:]$/.test(what))).toEqual([]);
    expect(checked.containers.filter(({ fate }) => fate.state !== 'manual')).toEqual(fixed.containers);
    expect(checked.files).toEqual(fixed.files);
    const bold = reportOf(fixtures, 'fix', '--dry', '--grade', 'suggestion', '--ownership', ...inputs);
    expect(bold.containers.map(placeOf)).toEqual(fixed.containers.map(placeOf));
  });

  describe('as ESLint reports them', () => {
    const linter = new Linter({ configType: 'flat', cwd: '/' });
    const config = { ...ephemeron.configs.strict, files: ['**'], languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } } } as Linter.Config;
    // Where a file does not lie on the disk, it is all there is to see.
    const nowhere = (path: string) => join('/nowhere', path);
    const told = inputs.flatMap((path) => {
      const messages = linter.verify(readFileSync(join(fixtures, path), 'utf8'), config, { filename: nowhere(path) });
      return messages.map(({ line, column, ruleId, message }) => ({ place: `${path}:${line}:${column} ${ruleId}`, message }));
    }).sort((a, b) => Number(a.place > b.place) - Number(a.place < b.place));

    it('are judged to the letter where one file is all there is to see', () => {
      const rules = new Set(Object.keys(ephemeron.configs.strict.rules ?? {}));
      const judged = inputs.flatMap((path) => {
        const judgement = judgeFile({ path: nowhere(path), text: readFileSync(join(fixtures, path), 'utf8') }, { ...DEFAULTS, certainty: 'possible' }, rules);
        const containers = judgement.outcome === 'planned' ? judgement.containers.filter(({ fate }) => !['clean', 'refused'].includes(fate.state) || (fate.state === 'refused' && fate.code !== 'suppressed')) : [];
        return containers.map(({ finding }) => ({ place: `${placeOf({ path, line: finding?.at.line ?? 0, column: finding?.at.column ?? 0 })} ${finding?.rule}`, message: finding?.message }));
      });
      expect(judged.sort((a, b) => Number(a.place > b.place) - Number(a.place < b.place))).toEqual(told);
    });

    // The project knows that the imported type is a number.
    const EXPLAINED = 'imported-type-only-refused/';

    it('are told by check at the same places by the same rules, but for what other files explain', () => {
      const { containers } = reportOf(fixtures, 'check', '--preset', 'strict', ...inputs);
      expect(containers.filter(counts).map(({ path, finding }) => `${placeOf({ path, ...finding })} ${finding?.rule}`).sort()).toEqual(told.map(({ place }) => place).filter((place) => !place.startsWith(EXPLAINED)).sort());
    });
  });
});

describe('lines of JSON', () => {
  it.each([[{}], [{ a: [], b: {}, c: undefined, d: null, e: [1, [2], { f: 'g\n' }] }], [[]], [[[{ a: [1] }], 'b']]])('are the same value: %j', (value) => {
    for (const depth of [0, 1, 2, 5]) expect(JSON.parse([...linesOf(value, depth)].join('\n'))).toEqual(JSON.parse(JSON.stringify(value)));
  });
});
