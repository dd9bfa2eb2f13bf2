import ts from 'typescript';
import { programOptions } from '../fixtures/type-check.js';

const OPTIONS: ts.CompilerOptions = { ...programOptions(), lib: ['lib.es2023.d.ts'], types: [], allowImportingTsExtensions: true, allowJs: false };
const host = ts.createCompilerHost(OPTIONS, true);
/** The library is read once. */
const libraries = new Map<string, ts.SourceFile | undefined>();
const ROOT = '/fuzzed/';

/** What the type checker says of the files of a program, without places: a rewrite moves them. */
export function typeErrors(files: Readonly<Record<string, string>>): readonly string[] {
  const sources = new Map(Object.entries(files).filter(([name]) => name.endsWith('.ts')).map(([name, text]) => [ROOT + name, ts.createSourceFile(ROOT + name, text, ts.ScriptTarget.ES2022, true)]));
  const names = [...sources.keys(), `${ROOT}globals-of-node.d.ts`];
  const globals = ts.createSourceFile(`${ROOT}globals-of-node.d.ts`, GLOBALS, ts.ScriptTarget.ES2022, true);
  const program = ts.createProgram(names, OPTIONS, {
    ...host,
    getSourceFile: (name, version) => sources.get(name) ?? (name === globals.fileName ? globals : library(name, version)),
    fileExists: (name) => sources.has(name),
    readFile: (name) => sources.get(name)?.text,
    directoryExists: () => true,
    getDirectories: () => [],
    writeFile: () => undefined,
  });
  return [...sources.values()]
    .flatMap((source) => [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)])
    .map(({ code, messageText }) => `TS${code} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
}

const GLOBALS = 'declare const crypto: { randomUUID(): string };\ndeclare function structuredClone<T>(value: T): T;\n';

function library(name: string, version: ts.ScriptTarget | ts.CreateSourceFileOptions): ts.SourceFile | undefined {
  if (!libraries.has(name)) libraries.set(name, host.getSourceFile(name, version));
  return libraries.get(name);
}
