import type { Certainty, CodemodName as LeakCodemodName, Grade, HomeKind, LeakKind } from '../analysis/model.js';
import type { ReportOptions } from '../analysis/index.js';
import type { WeakCodemodName, WeakMistake } from '../analysis/mistakes/index.js';

/** The codemods by name: those of leaking containers, and those of mistakes with weak tools. */
export type CodemodName = LeakCodemodName | WeakCodemodName;

/** The grades a user can ask for; *ownership* is a flag of its own. */
export const GRADES = ['safe', 'suggestion'] as const satisfies readonly Grade[];

/** The levels of certainty, from the surest. */
export const CERTAINTIES = ['proven', 'likely', 'possible'] as const satisfies readonly Certainty[];

/** The homes that a finding can have: a local container dies with its call, and an unseen home makes no finding. */
export const HOMES = ['module', 'static', 'closure', 'descriptor', 'global', 'field'] as const satisfies readonly HomeKind[];

/** The kinds of leak, or of mistake, that each codemod deals with: those whose refusals are its own. */
export const CODEMOD_LEAKS = {
  'map-to-weakmap': ['instance-keyed'],
  'prune-weakrefs': ['unpruned-weakref'],
  'id-map-to-weakmap': ['id-keyed'],
  'id-map-to-finalization-registry': ['id-keyed'],
  'guard-finalizers': ['race'],
  'hold-the-key': ['scan'],
  'weakmap-to-private-field': ['private-field'],
} as const satisfies Record<CodemodName, readonly (LeakKind | WeakMistake)[]>;

/** All codemods. */
export const CODEMODS = Object.keys(CODEMOD_LEAKS) as readonly CodemodName[];

/** The codemods that run only where they are asked for by name: what they mend leaks nothing. */
const BY_NAME_ONLY: readonly CodemodName[] = ['hold-the-key', 'weakmap-to-private-field'];

/** What decides which containers are leaks, and which rewrites are applied. */
export interface CodemodOptions extends ReportOptions {
  /** The boldest rewrites to apply. */
  readonly grade: (typeof GRADES)[number];
  /** Apply rewrites that make someone else the owner of an object, too. */
  readonly ownership: boolean;
  /** The codemods to run; where absent, all but those that run by name only. */
  readonly only?: readonly CodemodName[];
}

/**
 * Is a codemod to run?
 *
 * @param only the codemods asked for by name; absent where none was named
 */
export function isAsked(codemod: CodemodName, only: CodemodOptions['only']): boolean {
  return only ? only.includes(codemod) : !BY_NAME_ONLY.includes(codemod);
}

/** What holds where nothing is said: the preset `recommended`, and safe rewrites alone. */
export const DEFAULTS = { certainty: 'likely', grade: 'safe', ownership: false } as const satisfies CodemodOptions;

/** An option that cannot be; the message names it and what would do. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

/** Options by the names that users know, with whatever value they came with. */
type RawOptions = Readonly<Record<'certainty' | 'grade' | 'homes' | 'idNames' | 'ignorePattern' | 'only' | 'ownership', unknown>>;

/**
 * Reads the options of the rules, as a command line gives them.
 *
 * @param raw the values, `undefined` where not given
 * @throws OptionError at the first value that cannot be
 */
export function readReportOptions(raw: Partial<RawOptions>): ReportOptions {
  const homes = raw.homes === undefined ? undefined : listOf('homes', raw.homes, HOMES);
  const ignorePattern = raw.ignorePattern === undefined ? undefined : regularExpression('of names to ignore', raw.ignorePattern);
  return {
    certainty: raw.certainty === undefined ? DEFAULTS.certainty : oneOf('certainty', raw.certainty, CERTAINTIES),
    ...(homes && { homes }),
    ...(raw.idNames !== undefined && { idNames: texts(raw.idNames).map((name) => regularExpression('of names of ids', name)) }),
    ...(ignorePattern !== undefined && { ignorePattern }),
  };
}

/**
 * Reads the options of the codemods, those of the rules included, as a command line gives them.
 *
 * @param raw the values, `undefined` where not given
 * @throws OptionError at the first value that cannot be
 */
export function readOptions(raw: Partial<RawOptions>): CodemodOptions {
  return {
    ...readReportOptions(raw),
    grade: raw.grade === undefined ? DEFAULTS.grade : oneOf('grade', raw.grade, GRADES),
    ownership: raw.ownership === undefined ? DEFAULTS.ownership : flag('ownership', raw.ownership),
    ...(raw.only !== undefined && { only: listOf('only', raw.only, CODEMODS) }),
  };
}

/**
 * Reads in how many threads to work.
 *
 * @param raw a number from 1 on or `auto`, which is also what holds where nothing is said
 * @throws OptionError where it is anything else
 */
export function readConcurrency(raw: string | undefined): number | 'auto' {
  if (raw === undefined || raw === 'auto') return 'auto';
  const threads = Number(raw);
  if (!Number.isSafeInteger(threads) || threads < 1) throw new OptionError(`concurrency must be auto or a number from 1 on, not ${show(raw)}`);
  return threads;
}

/**
 * Reads how many findings that are not proven a run may have, which is none where nothing is said.
 *
 * @throws OptionError where it is not a number from 0 on
 */
export function readMaxWarnings(raw: string | undefined): number {
  const most = Number(raw ?? 0);
  if (!Number.isSafeInteger(most) || most < 0 || raw?.trim() === '') throw new OptionError(`max-warnings must be a number from 0 on, not ${show(raw)}`);
  return most;
}

function oneOf<T extends string>(name: string, value: unknown, choices: readonly T[]): T {
  const choice = choices.find((one) => one === value);
  if (choice === undefined) throw new OptionError(`${name} must be one of ${choices.join(', ')}, not ${show(value)}`);
  return choice;
}

function texts(value: unknown): string[] {
  return typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value.map(String) : [];
}

/** Several of the choices, with commas between them. */
function listOf<T extends string>(name: string, value: unknown, choices: readonly T[]): T[] {
  return String(value)
    .split(',')
    .map((item) => oneOf(name, item.trim(), choices));
}

function flag(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new OptionError(`${name} is a flag and takes no value, not ${show(value)} (name paths before flags)`);
}

function regularExpression(what: string, value: unknown): string {
  const source = String(value);
  try {
    new RegExp(source, 'u');
    return source;
  } catch (error) {
    throw new OptionError(`the pattern ${what} is no regular expression: ${(error as Error).message}`);
  }
}

function show(value: unknown): string {
  return JSON.stringify(value);
}
