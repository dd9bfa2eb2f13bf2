import { expect, test } from 'vitest';
import { complaints, figuresOf, tables } from './figures.js';
import type { Finding, PresetName, Reading } from './findings.js';
import { type Label, parseLabels } from './labels.js';
import { mistakesIn, rate, recall, score, scoreSearch, unexplained, worse } from './score.js';

const LEAK = label(10, 'leak');
const MISSED = label(20, 'leak');
const HARMLESS = label(30, 'harmless');
const FALSE_ALARM = label(40, 'false-alarm');
const NONE = { applied: 0, typeChecked: 0, broken: [] };
const LABELS = [LEAK, MISSED, HARMLESS, FALSE_ALARM];

test('reports are counted by the label of their place and rule', () => {
  const reading = readingOf([finding(10), finding(30), finding(40)]);
  const { all, rules, unjudged, missed } = score([reading], LABELS, 'strict', 'untyped');
  const counts = { found: 1, missed: 1, harmless: 1, falseAlarms: 1, unjudged: 0 };
  expect({ all, rules, unjudged, missed }).toEqual({ all: counts, rules: { 'no-instance-keyed-map': counts }, unjudged: [], missed: [MISSED] });
});

test('each preset counts what it reports itself', () => {
  const reading = readingOf([finding(10, ['strict']), finding(40, ['recommended', 'strict'])]);
  expect(score([reading], LABELS, 'recommended', 'untyped').all).toEqual({ found: 0, missed: 2, harmless: 0, falseAlarms: 1, unjudged: 0 });
  expect(score([reading], LABELS, 'strict', 'untyped').all).toEqual({ found: 1, missed: 1, harmless: 0, falseAlarms: 1, unjudged: 0 });
});

test('with types and without are counted apart', () => {
  const reading = { ...readingOf([finding(10)]), typed: [finding(20)] };
  expect(score([reading], LABELS, 'strict', 'untyped').missed).toEqual([MISSED]);
  expect(score([reading], LABELS, 'strict', 'typed').missed).toEqual([LEAK]);
});

test('a leak is missed where neither evidence shows it, and a false alarm is one where either gives it', () => {
  const reading = { ...readingOf([finding(10)]), typed: [finding(40)] };
  expect(mistakesIn([reading], LABELS)).toEqual({ missed: [MISSED], falseAlarms: [FALSE_ALARM] });
});

test('mistakes need an explanation, and nothing else has one', () => {
  const mistakes = { missed: [MISSED], falseAlarms: [FALSE_ALARM] };
  expect(unexplained(mistakes, [{ ...LEAK, why: 'It was missed once.' }, MISSED, HARMLESS, FALSE_ALARM])).toEqual([
    'labels.json: made@1.0.0 a.js:10 no-instance-keyed-map is judged right now; take its "why" out.',
    'labels.json: made@1.0.0 a.js:20 no-instance-keyed-map is missed; say in "why" what makes it so.',
    'labels.json: made@1.0.0 a.js:40 no-instance-keyed-map is a false alarm; say in "why" what makes it so.',
  ]);
  const explained = [MISSED, FALSE_ALARM].map((mistake) => ({ ...mistake, why: 'It is out of sight.' }));
  expect(unexplained({ missed: explained.slice(0, 1), falseAlarms: explained.slice(1) }, [LEAK, ...explained, HARMLESS])).toEqual([]);
});

test('a report without a label, or by another rule, is counted as unjudged, once for each place', () => {
  const unknown = finding(99);
  const other = { ...finding(10), rule: 'no-id-keyed-map' };
  const { all, unjudged } = score([readingOf([unknown, other, { ...unknown, message: 'Once more.' }])], LABELS, 'strict', 'untyped');
  expect(unjudged.slice(0, 2)).toEqual([unknown, other]);
  expect(all).toEqual({ found: 0, missed: 2, harmless: 0, falseAlarms: 0, unjudged: 2 });
});

test('labels of packages that were not read do not count', () => {
  const elsewhere: Label = { ...LEAK, package: 'other@2.0.0' };
  expect(score([readingOf([])], [elsewhere], 'strict', 'untyped').missed).toEqual([]);
});

test('a search finds a leak by its place, and everything else is elsewhere', () => {
  const places = [10, 30, 77].map((line) => finding(line));
  expect(scoreSearch(places, LABELS)).toEqual({ found: 1, missed: 1, elsewhere: 2 });
});

test('recall is the share of the known leaks that are found', () => {
  expect([recall({ found: 1, missed: 2 }), recall({ found: 0, missed: 3 }), recall({ found: 0, missed: 0 })]).toEqual([33, 0, undefined]);
});

test('rates are for each 100,000 lines, with two decimals', () => {
  expect([rate(3, 200_000), rate(1, 300_000), rate(0, 5), rate(1, 0)]).toEqual([1.5, 0.33, 0, 0]);
});

test('worse: fewer found, more missed, more false alarms; not: more harmless ones', () => {
  const before = { all: { found: 5, missed: 2, harmless: 1, falseAlarms: 0 } };
  expect(worse(before, { all: { found: 5, missed: 2, harmless: 9, falseAlarms: 0 } })).toEqual([]);
  expect(worse(before, { all: { found: 6, missed: 1, harmless: 0, falseAlarms: 0 } })).toEqual([]);
  expect(worse(before, { all: { found: 4, missed: 3, harmless: 1, falseAlarms: 1 } })).toEqual([
    'all: found 4, was 5',
    'all: missed 3, was 2',
    'all: false alarms 1, was 0',
  ]);
  expect(worse(before, {})).toEqual(['all: found 0, was 5', 'all: missed 7, was 2']);
});

test('figures over a bar are complained about, and files that are no longer read', () => {
  const reading = readingOf([finding(40, ['recommended', 'strict'])]);
  const figures = figuresOf([reading], LABELS);
  expect(complaints(figures, undefined)).toEqual([
    'recommended, untyped: 1 false alarms for each 100,000 lines; the bar is under 1.',
    'recommended, typed: 1 false alarms for each 100,000 lines; the bar is under 1.',
  ]);
  const unread = figuresOf([{ ...readingOf([finding(10)]), unread: [{ file: 'a.js', because: 'Unexpected token' }] }], LABELS);
  expect(complaints(unread, figuresOf([readingOf([finding(10)])], LABELS))).toEqual(['1 files could not be read, it was 0.']);
});

test('the tables show both parts, the search, and both figures of a rule where they differ', () => {
  const rewrites = { safe: { ...NONE, applied: 2, typeChecked: 1 }, suggested: NONE };
  const open = figuresOf([{ ...readingOf([finding(10)]), typed: [], rewrites }], LABELS, { found: 1, missed: 1, elsewhere: 1200 });
  const heldOut = figuresOf([readingOf([finding(40), finding(99)])], [FALSE_ALARM]);
  expect(tables({ open, heldOut }).split('\n')).toEqual([
    '**Worked with**: 1 packages, 2 files, 100,000 lines (all lines are counted, also blank ones and comments); 0 files cannot be parsed.',
    '',
    '| worked with | recall | found | missed | harmless | false alarms | not judged | false alarms per 100,000 lines |',
    '| :-- | --: | --: | --: | --: | --: | --: | --: |',
    '| `recommended`, without types | 0 % | 0 | 2 | 0 | 0 | 0 | 0.00 |',
    '| `recommended`, with types | 0 % | 0 | 2 | 0 | 0 | 0 | 0.00 |',
    '| `strict`, without types | 50 % | 1 | 1 | 0 | 0 | 0 | 0.00 |',
    '| `strict`, with types | 0 % | 0 | 2 | 0 | 0 | 0 | 0.00 |',
    '| search of the syntax | 50 % | 1 | 1 | | | 1,200 | 1200.00 |',
    '',
    '**Held out**: 1 packages, 2 files, 100,000 lines (all lines are counted, also blank ones and comments); 0 files cannot be parsed.',
    '',
    '| held out | recall | found | missed | harmless | false alarms | not judged | false alarms per 100,000 lines |',
    '| :-- | --: | --: | --: | --: | --: | --: | --: |',
    '| `recommended`, without types |  | 0 | 0 | 0 | 0 | 0 | 0.00 |',
    '| `recommended`, with types |  | 0 | 0 | 0 | 0 | 0 | 0.00 |',
    '| `strict`, without types |  | 0 | 0 | 0 | 1 | 1 | 1.00 |',
    '| `strict`, with types |  | 0 | 0 | 0 | 1 | 1 | 1.00 |',
    '',
    'By rule, `recommended`, without types and with; packages that are worked with:',
    '',
    '| rule | recall | found | missed | harmless | false alarms | not judged | false alarms per 100,000 lines |',
    '| :-- | --: | --: | --: | --: | --: | --: | --: |',
    '| `no-instance-keyed-map` | 0 % | 0 | 2 | 0 | 0 | 0 | 0.00 |',
    '',
    'By rule, `strict`, without types and with; packages that are worked with:',
    '',
    '| rule | recall | found | missed | harmless | false alarms | not judged | false alarms per 100,000 lines |',
    '| :-- | --: | --: | --: | --: | --: | --: | --: |',
    '| `no-instance-keyed-map` | 50 % · 0 % | 1 · 0 | 1 · 2 | 0 | 0 | 0 | 0.00 |',
    '',
    '| rewrites | applied | type-checked | errors that are new |',
    '| :-- | --: | --: | --: |',
    '| safe | 2 | 1 | 0 |',
    '| suggested | 0 | 0 | 0 |',
    '| safe, held out | 0 | 0 | 0 |',
    '| suggested, held out | 0 | 0 | 0 |',
  ]);
});

test('labels are taken only as the schema says, in order, and once for each place', () => {
  expect(parseLabels(JSON.stringify(LABELS))).toEqual(LABELS);
  expect(() => parseLabels(JSON.stringify([{ ...LEAK, verdict: 'maybe' }]))).toThrow(
    'labels.json: label/0/verdict must be equal to one of the allowed values.',
  );
  expect(() => parseLabels(JSON.stringify([MISSED, LEAK]))).toThrow('labels.json: made@1.0.0 a.js:10 no-instance-keyed-map is out of order');
  expect(() => parseLabels(JSON.stringify([LEAK, LEAK]))).toThrow('labels.json: made@1.0.0 a.js:10 no-instance-keyed-map is judged twice');
});

function label(line: number, verdict: Label['verdict']): Label {
  return { package: 'made@1.0.0', file: 'a.js', line, rule: 'no-instance-keyed-map', verdict, reason: 'made up for the test' };
}

function finding(line: number, presets: readonly PresetName[] = ['strict']): Finding {
  return { package: 'made@1.0.0', file: 'a.js', line, rule: 'no-instance-keyed-map', message: 'It grows.', presets };
}

/** Without types and with, the same. */
function readingOf(findings: readonly Finding[]): Reading {
  return { package: 'made@1.0.0', files: 2, lines: 100_000, untyped: findings, typed: findings, rewrites: { safe: NONE, suggested: NONE }, unread: [] };
}
