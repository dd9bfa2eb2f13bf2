import { dirname, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Linter, Rule } from 'eslint';
import { mayHoldContainer, type ReportOptions } from '../../analysis/index.js';
import type { ParsedSource } from '../../analysis/source.js';
import { mayUseWeakTools } from '../../analysis/weak/index.js';
import { componentParser, isComponent } from '../component-parsers.js';
import { FlowError, hasFlowPragma } from '../flow.js';
import { parseSource } from '../parse.js';
import type { Place } from '../places.js';
import { SourceSyntaxError } from '../syntax-error.js';
import { loadFromProject } from '../project-modules.js';
import { folderOfTsconfig } from '../typed-parse.js';
import { MissingPackageError, typescriptParser } from '../typescript-parser.js';
import type { Preset } from '../../rules/presets.js';

/** A report of one of this plugin's rules. */
export interface LintReport {
  /** The rule's full name, `ephemeron/…`. */
  readonly rule: string;
  readonly at: Place;
  readonly message: string;
  /** Does a comment in the file turn it off? */
  readonly isDisabled: boolean;
}

/** What ESLint says of one file. */
export type Linted =
  | {
      readonly outcome: 'linted';
      readonly source: ParsedSource;
      readonly reports: readonly LintReport[];
      readonly complaints: readonly Complaint[];
    }
  | { readonly outcome: 'unparsed'; readonly complaint: Complaint };

/** What ESLint says of a file apart from its rules: a syntax error, a configuration comment of ours that cannot be. */
export interface Complaint {
  readonly at: Place;
  readonly message: string;
}

export interface LintSettings {
  readonly preset: Preset;
  readonly options: ReportOptions;
  /** Read types from the nearest tsconfig.json, where there is one and it includes the file. */
  readonly types: boolean;
  /** A folder of the project, which has ESLint and the parser. */
  readonly cwd: string;
}

/**
 * Prepares to lint with a preset of this plugin, with no configuration but what comments in the files say.
 *
 * @returns a function from a file's absolute path and text to what ESLint says of it
 * @throws MissingPackageError where ESLint, the parser, or a TypeScript that it can use is not installed
 */
export async function makeLint({ preset, options, types, cwd }: LintSettings): Promise<(path: string, text: string) => Linted> {
  const parser = typescriptParser(cwd, 'check');
  const { Linter } = loadEslint(cwd);
  const { default: ephemeron } = await import('../../rules/index.js');
  const rules = withOptions(ephemeron.configs[preset].rules ?? {}, options, (rule) => optionsOf(ephemeron.rules?.[rule.slice('ephemeron/'.length)]));

  const configFor = (languageOptions: Linter.LanguageOptions): Linter.Config[] => [
    // What is linted was chosen before; ESLint's own list of what to ignore would only stand in the way.
    { ignores: ['!**/node_modules/', '!.git/'] },
    {
      files: ['**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts,vue,svelte}'],
      plugins: { ephemeron },
      languageOptions,
      linterOptions: { reportUnusedDisableDirectives: 'off', reportUnusedInlineConfigs: 'off' },
      rules,
    },
  ];

  return (path, text) => {
    // ESLint lints nothing outside its working folder, and the files may lie anywhere.
    const linter = new Linter({ configType: 'flat', cwd: parse(path).root });
    const lintWith = (options: Linter.LanguageOptions, seen = text) => readResult(linter, linter.verify(seen, configFor(options), { filename: path }));
    // A component with nothing to look at needs no parser of its own.
    if (isComponent(path)) return mayHoldContainer(text) || mayUseWeakTools(text) ? lintComponent(path, text, lintWith) : lintWith({ parser }, '');
    const run = (parserOptions: object) => lintWith({ parser, parserOptions });
    const ecmaFeatures = { jsx: true };
    const project = types ? folderOfTsconfig(dirname(path)) : undefined;
    const typed = project === undefined ? undefined : run({ ecmaFeatures, projectService: true, tsconfigRootDir: project });
    // A file that its tsconfig.json leaves out does not parse with types, and is no worse without them.
    const linted = typed?.outcome === 'linted' ? typed : run({ ecmaFeatures });
    const flow = linted.outcome === 'unparsed' || hasFlowPragma(path, text) ? flowComplaint(path, text) : undefined;
    return flow ? { outcome: 'unparsed', complaint: flow } : linted;
  };
}

/** ESLint as the project has installed it, or whoever has installed this package. */
function loadEslint(cwd: string): typeof import('eslint') {
  const eslint = loadFromProject(cwd, 'eslint') ?? loadFromProject(dirname(fileURLToPath(import.meta.url)), 'eslint');
  if (!eslint) throw new MissingPackageError('check needs eslint: npm install --save-dev eslint');
  return eslint as typeof import('eslint');
}

/** Lints a component of Vue or Svelte with the parser of its project; without types, for those parsers make none. */
function lintComponent(path: string, text: string, lintWith: (options: Linter.LanguageOptions) => Linted): Linted {
  try {
    const { parser, parserOptions } = componentParser(path, text);
    return lintWith({ parser: parser as Linter.Parser, parserOptions });
  } catch (error) {
    if (!(error instanceof SourceSyntaxError)) throw error;
    return { outcome: 'unparsed', complaint: { at: error.at, message: error.message } };
  }
}

/** The complaint that a file is Flow, where it is: TypeScript's parser takes many of its annotations for its own. */
function flowComplaint(path: string, text: string): Complaint | undefined {
  try {
    parseSource(path, text);
  } catch (error) {
    if (error instanceof FlowError) return { at: error.at, message: error.message };
    if (!(error instanceof SourceSyntaxError)) throw error;
  }
  return undefined;
}

/** The names of the options that a rule takes. */
function optionsOf(rule: Rule.RuleModule | undefined): string[] {
  const [first] = [rule?.meta?.schema].flat();
  return typeof first === 'object' && 'properties' in first ? Object.keys(first.properties as object) : [];
}

/** The preset's rules, with the options given to those that take them. */
function withOptions(rules: Partial<Linter.RulesRecord>, options: ReportOptions, namesOf: (rule: string) => readonly string[]): Linter.RulesRecord {
  return Object.fromEntries(
    Object.entries(rules).map(([rule, entry]) => {
      const [severity, own] = [entry].flat() as ['error', object?];
      const names = namesOf(rule);
      const given = Object.entries(options).filter(([name]) => names.includes(name));
      return [rule, own ? [severity, { ...own, ...Object.fromEntries(given) }] : severity];
    }),
  );
}

function readResult(linter: Linter, messages: readonly Linter.LintMessage[]): Linted {
  const source = linter.getSourceCode() as unknown as ParsedSource | null;
  const [first] = messages;
  if (!source) {
    const { line, column, message } = first ?? { line: 1, column: 0, message: 'cannot be parsed' };
    // ESLint passes on the columns of parse errors as these parsers have them, from 0.
    return { outcome: 'unparsed', complaint: complaintOf({ line, column: column + 1, message }) };
  }

  const ours = messages.filter(isOurs);
  const reports = [
    ...ours.filter(isReport).map((message) => reportOf(message, false)),
    ...(linter as DocumentedLinter).getSuppressedMessages().filter(isOurs).map((message) => reportOf(message, true)),
  ];
  return { outcome: 'linted', source, reports, complaints: ours.filter((message) => !isReport(message)).map(complaintOf) };
}

/** Comments may name rules of other plugins, which are not here: what ESLint says of those is no concern of ours. */
function isOurs(message: Linter.LintMessage): boolean {
  return message.ruleId?.startsWith('ephemeron/') ?? false;
}

/** A rule's report has the id of its message; what ESLint says about a rule has none. */
function isReport(message: Linter.LintMessage): boolean {
  return message.messageId !== undefined;
}

function reportOf({ ruleId, line, column, message }: Linter.LintMessage, isDisabled: boolean): LintReport {
  return { rule: ruleId ?? '', at: { line, column }, message, isDisabled };
}

function complaintOf({ line, column, message }: Pick<Linter.LintMessage, 'line' | 'column' | 'message'>): Complaint {
  return { at: { line, column }, message: message.replace(/^Parsing error: /, '').replaceAll(/\s+/g, ' ').trim() };
}

/** What ESLint documents of the class and its types leave out. */
type DocumentedLinter = Linter & { getSuppressedMessages(): Linter.SuppressedLintMessage[] };
