/** A task for a process of its own: lints the files of one package with both presets, without types and with them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { Linter, type SourceCode } from 'eslint';
import ts from 'typescript';
import { analyze, mayHoldContainer, type ParsedSource } from '../../analysis/index.js';
import { mayUseWeakTools } from '../../analysis/mistakes/index.js';
import ephemeron from '../../rules/index.js';
import { ruleIdOf } from '../../rules/leak-rules.js';
import { type CorpusPackage, sourceFiles } from './corpus.js';
import { type Finding, PRESETS, type PresetName, type Reading } from './findings.js';
import { checkRewrites, type Rewrite } from './rewrites.js';

const EVERY_FILE = ['**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts}'];

/** Reads one package, which must be installed. */
export default function readPackage({ id, folder, globs }: CorpusPackage): Reading {
  const files = sourceFiles({ folder, globs });
  const program = programOf(folder, files.filter((file) => !isDeclaredBeside(join(folder, file)) || mayMatter(readFileSync(join(folder, file), 'utf8'))));
  const linter = new Linter({ configType: 'flat', cwd: folder });
  const untyped: Finding[] = [];
  const typed: Finding[] = [];
  const safe: Rewrite[] = [];
  const suggested: Rewrite[] = [];
  const unread: Reading['unread'][number][] = [];
  let lines = 0;

  for (const file of files) {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    lines += text.split('\n').length;
    const messages = verify(linter, text, path);
    const fatal = messages.find(({ fatal }) => fatal);
    if (fatal) {
      unread.push({ file, because: fatal.message });
      continue;
    }
    const toFinding = ({ ruleId, line, message, presets, doubts }: Message): Finding => ({
      package: id,
      file,
      line,
      rule: (ruleId ?? '').replace('ephemeron/', ''),
      message,
      presets,
      ...(doubts && { doubts }),
    });
    untyped.push(...messages.map(toFinding));
    for (const { fix, suggestions } of messages) {
      if (fix) safe.push({ file, ...fix });
      else if (suggestions?.[0]) suggested.push({ file, ...suggestions[0].fix });
    }
    // Types cannot add a container to a text that has none.
    if (messages.length === 0 && !mayMatter(text)) continue;
    typed.push(...verify(linter, text, path, program).map(toFinding));
  }
  const rewrites = { safe: checkRewrites(program, folder, safe), suggested: checkRewrites(program, folder, suggested) };
  return { package: id, files: files.length, lines, untyped, typed, rewrites, unread };
}

/** Can types make a difference to what is said of the text? */
function mayMatter(text: string): boolean {
  return mayHoldContainer(text) || mayUseWeakTools(text);
}

/** Is there a declaration beside a script? What imports the script gets its types from there, and never reads it. */
function isDeclaredBeside(path: string): boolean {
  return /\.[mc]?js$/.test(path) && existsSync(path.replace(/([mc]?)js$/, 'd.$1ts'));
}

type Message = Linter.LintMessage & Pick<Finding, 'doubts' | 'presets'>;

/** The messages of both presets, each with the presets that give it. */
function verify(linter: Linter, text: string, path: string, program?: ts.Program): Message[] {
  const run = (preset: PresetName, code: string | SourceCode) =>
    linter.verify(code, config(preset, path, program), { filename: path, allowInlineConfig: false });
  const strict = run('strict', text);
  if (strict.some(({ fatal }) => fatal)) return strict.map((message) => ({ ...message, presets: [] }));
  // Parsed once. A preset that reports nothing when it reports what is only possible reports nothing at all.
  const recommended = strict.length === 0 ? [] : run('recommended', linter.getSourceCode());
  // The model that the rules have read is kept with the tree: nothing is analysed again.
  const doubtsOf = doubtsByLine(linter.getSourceCode());
  const isAmong = (messages: readonly Linter.LintMessage[], { ruleId, line, column }: Linter.LintMessage): boolean =>
    messages.some((other) => other.ruleId === ruleId && other.line === line && other.column === column);
  return strict.map((message) => ({
    ...message,
    ...doubtsOf(message),
    presets: PRESETS.filter((preset) => preset === 'strict' || isAmong(recommended, message)),
  }));
}

/** The doubts about the leak that a message tells. */
function doubtsByLine(code: SourceCode): (message: Linter.LintMessage) => Pick<Finding, 'doubts'> {
  const { containers } = analyze(code as unknown as ParsedSource);
  const found = new Map(containers.flatMap(({ finding, creation }) => (finding ? [[`${ruleIdOf(finding.leak)} ${String((finding.at ?? creation).loc.start.line)}`, finding.doubts] as const] : [])));
  return ({ ruleId, line }) => {
    const doubts = found.get(`${ruleId ?? ''} ${String(line)}`);
    return doubts ? { doubts } : {};
  };
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
