import * as parser from '@typescript-eslint/parser';
import { type Rule, RuleTester } from 'eslint';
import { describe, it } from 'vitest';
import type { LeakOptions } from './leak-options.js';
import rule from './no-instance-keyed-map.js';

RuleTester.describe = describe;
RuleTester.it = it;
RuleTester.itOnly = it.only;

/** The homes, each with a container that lives there. */
const HOMES: Readonly<Record<NonNullable<LeakOptions['homes']>[number], string | undefined>> = {
  module: 'const boxes = new Map(); export const get = (el: Element) => boxes.get(el) ?? boxes.set(el, 1).get(el);',
  static: 'export class Box { static #all = new Map(); static of(el: Element) { return Box.#all.get(el) ?? Box.#all.set(el, 1).get(el); } }',
  closure: 'export const boxer = () => { const boxes = new Map(); return (el: Element) => boxes.get(el) ?? boxes.set(el, 1).get(el); };',
  descriptor: 'export class Boxes { #all = new Map(); of(el: Element) { return this.#all.get(el) ?? this.#all.set(el, 1).get(el); } }',
  field: 'export class Boxes { #all = new Map(); of(name: string, el: Element) { return this.#all.get(el) ?? this.#all.set(el, 1).get(el); } }',
  global: undefined,
  local: undefined,
  unknown: undefined,
};
const HOME_NAMES = ['module', 'static', 'closure', 'descriptor', 'field'] as const;

/** One container at each certainty. */
const CERTAINTIES = {
  proven: 'const boxes = new Map(); export function box(el: Element) { boxes.set(el, 1); return boxes.get(el); }',
  likely: 'const boxes = new Map(); export function box(el: any) { boxes.set(el, el.width); return boxes.get(el); }',
  possible: 'export const boxes = new Map(); export function box(el: Element) { boxes.set(el, 1); return boxes.get(el); }',
} as const;
const CERTAINTY_NAMES = ['proven', 'likely', 'possible'] as const;

const NAMED = 'const shownBoxes = new Map(); export function box(el: Element) { shownBoxes.set(el, 1); return shownBoxes.get(el); }';

// The two types of a rule differ in the context that `create` takes, not in what happens.
const tested = rule as unknown as Rule.RuleModule;

describe('the option `homes`', () => {
  new RuleTester({ languageOptions: { parser } }).run('no-instance-keyed-map', tested, {
    valid: HOME_NAMES.map((home) => ({ name: `without ${home}`, code: HOMES[home] ?? '', options: [{ homes: HOME_NAMES.filter((other) => other !== home) }] })),
    invalid: HOME_NAMES.map((home) => ({ name: `${home} alone`, code: HOMES[home] ?? '', options: [{ homes: [home] }], errors: 1, output: (HOMES[home] ?? '').replace('Map', 'WeakMap') })),
  });
});

describe('the option `certainty`', () => {
  const isShown = (certainty: number, lowest: number): boolean => certainty <= lowest;
  const pairs = CERTAINTY_NAMES.flatMap((certainty, level) => CERTAINTY_NAMES.map((lowest, at) => ({ certainty, lowest, shown: isShown(level, at) })));
  new RuleTester({ languageOptions: { parser } }).run('no-instance-keyed-map', tested, {
    valid: pairs.filter(({ shown }) => !shown).map(({ certainty, lowest }) => ({ name: `${certainty} is below ${lowest}`, code: CERTAINTIES[certainty], options: [{ certainty: lowest }] })),
    invalid: pairs
      .filter(({ shown }) => shown)
      .map(({ certainty, lowest }) => ({
        name: `${certainty} is at or above ${lowest}`,
        code: CERTAINTIES[certainty],
        options: [{ certainty: lowest }],
        errors: [{ message: new RegExp(`\\[${certainty}: `), ...(certainty === 'likely' && { suggestions: 1 }) }],
        output: certainty === 'proven' ? CERTAINTIES.proven.replace('Map', 'WeakMap') : null,
      })),
  });
});

describe('the option `ignorePattern`', () => {
  new RuleTester({ languageOptions: { parser } }).run('no-instance-keyed-map', tested, {
    valid: [
      { name: 'a name that matches', code: NAMED, options: [{ ignorePattern: '^shown' }] },
      { name: 'a field, by its name with `this`', code: HOMES.descriptor ?? '', options: [{ ignorePattern: String.raw`^this\.#all$` }] },
    ],
    invalid: [{ name: 'a name that does not match', code: NAMED, options: [{ ignorePattern: '^hidden' }], errors: 1, output: NAMED.replace('Map', 'WeakMap') }],
  });
});
