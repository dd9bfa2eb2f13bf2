import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Block, readPages } from '../../fixtures/pages.js';
import { LANGUAGES, type Language } from './state.js';

/** A program to begin with. */
export interface Example {
  readonly name: string;
  readonly group: string;
  readonly language: Language;
  readonly code: string;
  /** What drives it, where it has a scenario. */
  readonly scenario?: string;
}

const FIXTURES = join(import.meta.dirname, '../../fixtures');

/** The rules whose example is a fixture: those that have scenarios. All others have the first sample of their pages. */
const FIXTURE_OF_RULE: Readonly<Record<string, string>> = {
  'no-instance-keyed-map': 'page-context-module-safe',
  'no-id-keyed-map': 'shape-private-id-safe',
  'no-unpruned-weakref': 'observers-unpruned-suggestion',
};

/** Further fixtures, each for something that the picture or the proof shows well. */
const MORE: Readonly<Record<string, string>> = {
  'A memoizer': 'memoize-generic-safe',
  'A selector in a closure': 'selector-factory-safe',
  'A descriptor': 'integer-value-map-safe',
  'An id, looked up by itself': 'page-titles-registry-suggestion',
  'A delete in one branch': 'partial-delete-registry-suggestion',
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
    return fixture === undefined ? ofBlock(rule, page.blocks) : ofFixture(rule, 'One for each rule', fixture);
  });
  return [...ofRules, ...Object.entries(MORE).map(([name, fixture]) => ofFixture(name, 'More', fixture))];
}

function ofFixture(name: string, group: string, fixture: string): Example {
  return { name, group, ...readFixture(fixture) };
}

/** The program of a fixture, and its scenario where it has one. */
export function readFixture(fixture: string): Pick<Example, 'language' | 'code' | 'scenario'> {
  const folder = join(FIXTURES, fixture);
  const input = readdirSync(folder).find((file) => file.startsWith('input.')) ?? '';
  const scenario = join(folder, 'scenario.ts');
  return { language: languageOf(input.slice('input.'.length)), code: readFileSync(join(folder, input), 'utf8'), ...(existsSync(scenario) && { scenario: readFileSync(scenario, 'utf8') }) };
}

function ofBlock(rule: string, blocks: readonly Block[]): Example {
  const block = blocks.find(({ words, language }) => words.has('incorrect') && (LANGUAGES as readonly string[]).includes(language));
  if (!block) throw new Error(`the page of ${rule} has no program to show`);
  return { name: rule, group: 'One for each rule', language: languageOf(block.language), code: block.text };
}

function languageOf(ending: string): Language {
  const language = LANGUAGES.find((known) => known === ending);
  if (!language) throw new Error(`the playground does not read .${ending}`);
  return language;
}
