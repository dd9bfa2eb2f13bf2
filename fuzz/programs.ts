import fc from 'fast-check';
import { build } from './build.js';
import { HAZARDS } from './hazards.js';
import { NAMINGS } from './names.js';
import type { ExtraName, HomeName, KeyName, KindName, MintName, NoiseName, Program, Recipe, ReleaseName, Spelling, StyleName } from './recipe.js';
import { type Respelling, respellings } from './respell.js';

/** A program, and how its twin is spelled. */
export interface Case {
  readonly recipe: Recipe;
  readonly program: Program;
  readonly respelling: Respelling;
}

/** What can be left out. */
export interface ProgramOptions {
  /** Are there programs with hazards? */
  readonly hasHazards: boolean;
  /** The one hazard of every program. */
  readonly hazard?: string | undefined;
}

/** The first of several choices is the simplest one: failures shrink to it. */
const KINDS: readonly KindName[] = ['map', 'set', 'array', 'dictionary'];
const MINTS: readonly MintName[] = ['static-counter', 'module-counter', 'symbol', 'uuid', 'constructor-counter'];
const STYLES: readonly StyleName[] = ['count', 'create', 'has-first', 'chained', 'nested', 'conditional'];
const EXTRAS: readonly ExtraName[] = ['helper', 'alias', 'wrapper'];
const NOISES: readonly NoiseName[] = ['comments', 'helper', 'class', 'weakmap', 'table', 'user'];

/** Homes that the language keeps closed are more frequent, for the same reason as keys. */
const HOMES = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<HomeName[]>('const', 'let', 'lazy', 'static', 'field', 'closure', 'iife', 'namespace', 'inner') },
  { weight: 1, arbitrary: fc.constantFrom<HomeName[]>('literal', 'underscore', 'private', 'expando') },
);

/** Keys that are proven objects are more frequent: only such programs are rewritten. */
const KEYS = fc.oneof(
  { weight: 14, arbitrary: fc.constantFrom<KeyName[]>('guard-return', 'guard-throw', 'guard-nested', 'guard-and', 'instanceof', 'class', 'interface', 'alias', 'object', 'callable', 'extends-object', 'this', 'new') },
  { weight: 5, arbitrary: fc.constant<KeyName>('private-id') },
  { weight: 3, arbitrary: fc.constantFrom<KeyName[]>('guard-helper', 'function', 'method', 'callers') },
  { weight: 2, arbitrary: fc.constantFrom<KeyName[]>('unguarded', 'optional', 'structural', 'unbounded') },
);

const RELEASES = fc.oneof(
  { weight: 12, arbitrary: fc.constant<ReleaseName>('none') },
  { weight: 3, arbitrary: fc.constantFrom<ReleaseName[]>('catch', 'other-key') },
  { weight: 1, arbitrary: fc.constant<ReleaseName>('elsewhere') },
);

const EXTRA_USES = fc.oneof(
  { weight: 8, arbitrary: fc.subarray([...EXTRAS], { maxLength: 2 }) },
  { weight: 2, arbitrary: fc.subarray([...EXTRAS], { maxLength: 1 }).map((some): ExtraName[] => [...some, 'reset']) },
  { weight: 1, arbitrary: fc.constantFrom<ExtraName[][]>(['size'], ['iterate']) },
);

/** How a program is spelled. */
const SPELLINGS: fc.Arbitrary<Spelling> = fc.record({ names: fc.nat(NAMINGS - 1), order: fc.nat(5), semicolons: fc.constantFrom(true, false) });

function hazards({ hasHazards, hazard }: ProgramOptions): fc.Arbitrary<string | undefined> {
  if (hazard !== undefined) return fc.constant(hazard);
  const none = fc.constant(undefined);
  return hasHazards ? fc.oneof({ weight: 3, arbitrary: none }, { weight: 1, arbitrary: fc.constantFrom(...HAZARDS.map(({ name }) => name)) }) : none;
}

/** Recipes of programs. */
function recipes(options: ProgramOptions): fc.Arbitrary<Recipe> {
  return fc.record({
    language: fc.constantFrom('mjs', 'ts', 'cjs', 'ts'),
    home: HOMES,
    kind: fc.constantFrom('map', 'map', 'set', ...KINDS),
    key: KEYS,
    idOf: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    mint: fc.constantFrom(...MINTS),
    style: fc.constantFrom(...STYLES),
    annotated: fc.boolean(),
    release: RELEASES,
    extras: EXTRA_USES,
    noise: fc.subarray([...NOISES], { maxLength: 3 }),
    hazard: hazards(options),
    spelling: SPELLINGS,
  });
}

/** Programs with the drivers that run them, each with a way to spell it differently. */
export function programs(options: ProgramOptions = { hasHazards: true }): fc.Arbitrary<Case> {
  return fc.record({ recipe: recipes(options), respelling: respellings() }).map(({ recipe, respelling }) => ({ recipe, program: build(recipe), respelling }));
}
