import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Block, readPages } from '../../fixtures/pages.js';
import ephemeron from '../../rules/index.js';
import { type Choice, LANGUAGES, type Language } from './state.js';

/** A program to begin with. */
export interface Example {
  readonly name: string;
  readonly group: string;
  readonly language: Language;
  readonly code: string;
  /** The rules that report it. */
  readonly preset: Choice;
  /** What drives it, where it has a scenario. */
  readonly scenario?: string;
}

/** The group of the examples that are one for each rule. */
export const OF_RULES = 'One for each rule';

const FIXTURES = join(import.meta.dirname, '../../fixtures');

/** The rules whose example is a fixture: those that have scenarios. All others have the first sample of their pages. */
const FIXTURE_OF_RULE: Readonly<Record<string, string>> = {
  'no-instance-keyed-map': 'page-context-module-safe',
  'no-id-keyed-map': 'shape-private-id-safe',
  'no-unpruned-weakref': 'observers-unpruned-suggestion',
  'no-unbounded-map': 'visits-by-id-bounded',
};

/** Further fixtures, each for something that the picture or the proof shows well. */
const MORE: Readonly<Record<string, string>> = {
  'A memoizer': 'memoize-generic-safe',
  'A decorator': 'integer-value-accessor-decorator-safe',
  'A selector in a closure': 'selector-factory-safe',
  'A descriptor': 'integer-value-map-safe',
  'An array used as a set': 'client-warning-array-safe',
  'Typed weak, built strong': 'filter-context-typed-weak-safe',
  'An id, looked up by a helper': 'page-titles-registry-suggestion',
  'A delete in one branch': 'partial-delete-registry-suggestion',
  'A delete only in a catch': 'load-delete-in-catch-safe',
  'A delete in the inner map': 'listener-inner-bucket-delete-safe',
  'Refused: it is counted': 'sized-statistics-refused',
  'Refused: anybody can reach it': 'public-field-refused',
  'No leak: a paired disposer': 'paired-disposer-silent',
};

/** All examples: one for each rule, then some more. */
export function examples(): readonly Example[] {
  const pages = readPages().flatMap((page) => {
    const rule = /^docs\/rules\/(.+)\.md$/.exec(page.name)?.[1];
    return rule === undefined ? [] : [{ rule, page }];
  });
  const ofRules = pages.map(({ rule, page }) => {
    const fixture = FIXTURE_OF_RULE[rule];
    return fixture === undefined ? ofBlock(rule, page.blocks) : { name: rule, group: OF_RULES, preset: choiceFor(rule), ...readFixture(fixture) };
  });
  return [...ofRules, ...Object.entries(MORE).map(([name, fixture]): Example => ({ name, group: 'More', preset: 'strict', ...readFixture(fixture) }))];
}

/** The fewest rules of the playground that a rule is among, and none less strict than `strict`. */
export function choiceFor(rule: string): Choice {
  return `ephemeron/${rule}` in (ephemeron.configs.strict.rules ?? {}) ? 'strict' : 'all';
}

/** The program of a fixture, or what a rewrite makes of it, and its scenario where it has one. */
export function readFixture(fixture: string, which: 'input' | 'output' = 'input'): Pick<Example, 'language' | 'code' | 'scenario'> {
  const folder = join(FIXTURES, fixture);
  const program = readdirSync(folder).find((file) => file.startsWith(`${which}.`)) ?? '';
  const scenario = join(folder, 'scenario.ts');
  return { language: languageOf(program.slice(`${which}.`.length)), code: readFileSync(join(folder, program), 'utf8'), ...(existsSync(scenario) && { scenario: readFileSync(scenario, 'utf8') }) };
}

function ofBlock(rule: string, blocks: readonly Block[]): Example {
  const block = blocks.find(({ words, language }) => words.has('incorrect') && (LANGUAGES as readonly string[]).includes(language));
  if (!block) throw new Error(`the page of ${rule} has no program to show`);
  return { name: rule, group: OF_RULES, preset: choiceFor(rule), language: languageOf(block.language), code: block.text };
}

function languageOf(ending: string): Language {
  const language = LANGUAGES.find((known) => known === ending);
  if (!language) throw new Error(`the playground does not read .${ending}`);
  return language;
}
