/** A task for a process of its own: lints the files of one package with both presets. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import ts from 'typescript';
import ephemeron from '../../rules/index.js';
import { type CorpusPackage, sourceFiles } from './corpus.js';
import { type Finding, PRESETS, type PresetName, type Reading } from './findings.js';

/** What to read, and how. */
export interface ReadTask {
  readonly package: CorpusPackage;
  /** Is the checker asked? */
  readonly hasTypes: boolean;
}

const EVERY_FILE = ['**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts}'];

/** Reads one package. */
export default function readPackage({ package: { id, folder, globs }, hasTypes }: ReadTask): Reading {
  const files = sourceFiles({ folder, globs });
  const program = hasTypes ? programOf(folder, files) : undefined;
  const linter = new Linter({ configType: 'flat', cwd: folder });
  const findings: Finding[] = [];
  const unread: Reading['unread'][number][] = [];
  let lines = 0;

  for (const file of files) {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    lines += text.split('\n').length;
    const messages = verify(linter, text, path, program);
    const fatal = messages.find(({ fatal }) => fatal);
    if (fatal) unread.push({ file, because: fatal.message });
    for (const { ruleId, line, message, presets } of fatal ? [] : messages) {
      findings.push({ package: id, file, line, rule: (ruleId ?? '').replace('ephemeron/', ''), message, presets });
    }
  }
  return { package: id, files: files.length, lines, findings, unread };
}

type Message = Linter.LintMessage & Pick<Finding, 'presets'>;

/** The messages of both presets: what the strict one says, with those of the other marked. */
function verify(linter: Linter, text: string, path: string, program: ts.Program | undefined): Message[] {
  const strict = linter.verify(text, config('strict', path, program), { filename: path, allowInlineConfig: false });
  if (strict.length === 0 || strict.some(({ fatal }) => fatal)) return strict.map((message) => ({ ...message, presets: [] }));
  const recommended = linter.verify(linter.getSourceCode(), config('recommended', path, program), { filename: path, allowInlineConfig: false });
  const isIn = (messages: Linter.LintMessage[], { ruleId, line, column }: Linter.LintMessage): boolean =>
    messages.some((other) => other.ruleId === ruleId && other.line === line && other.column === column);
  const all = [...strict, ...recommended.filter((message) => !isIn(strict, message))];
  return all.map((message) => ({
    ...message,
    presets: PRESETS.filter((preset) => isIn(preset === 'strict' ? strict : recommended, message)),
  }));
}

function config(preset: PresetName, path: string, program: ts.Program | undefined): Linter.Config[] {
  return [
    {
      ...ephemeron.configs[preset],
      files: EVERY_FILE,
      languageOptions: {
        parser,
        parserOptions: {
          ecmaFeatures: { jsx: !/\.[mc]?ts$/.test(path) },
          ...(program?.getSourceFile(path) ? { programs: [program] } : {}),
        },
      },
      linterOptions: { reportUnusedDisableDirectives: 'off' },
    },
  ];
}

/** The files as one program, strictly checked, whatever the package's own settings were: they are not published. */
export function programOf(folder: string, files: readonly string[]): ts.Program {
  return ts.createProgram({
    rootNames: files.map((file) => join(folder, file)),
    options: {
      allowJs: true,
      allowImportingTsExtensions: true,
      experimentalDecorators: true,
      jsx: ts.JsxEmit.Preserve,
      // The corpus lies in `node_modules`, below which scripts are not read else.
      maxNodeModuleJsDepth: 100,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      noEmit: true,
      skipLibCheck: true,
      strict: true,
      target: ts.ScriptTarget.ESNext,
      types: ['node'],
    },
  });
}
