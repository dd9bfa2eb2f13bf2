/** Do rewrites hold? Checked on the text of whole packages: what is rewritten still parses, and has no new type errors. */
import { join } from 'node:path';
import ts from 'typescript';

/** One rewrite, as a rule offers it. */
export interface Rewrite {
  /** From the package's folder, with `/`. */
  readonly file: string;
  readonly range: readonly [number, number];
  readonly text: string;
}

/** What became of the rewrites of a package. */
export interface RewriteCheck {
  /** How many were applied; those that overlap an earlier one were not. */
  readonly applied: number;
  /** How many of them are in TypeScript, and were type-checked. */
  readonly typeChecked: number;
  /** What is wrong after them and was not before, with the place. */
  readonly broken: readonly string[];
}

/**
 * Applies rewrites to a program, in memory, and compares what the compiler says before and after.
 *
 * @param program the files before, with their types
 * @param folder the package's folder, absolute
 */
export function checkRewrites(program: ts.Program, folder: string, rewrites: readonly Rewrite[]): RewriteCheck {
  const texts = new Map<string, string>();
  let applied = 0;
  for (const file of new Set(rewrites.map(({ file }) => file))) {
    const mine = rewrites.filter((rewrite) => rewrite.file === file);
    const path = join(folder, file);
    const before = program.getSourceFile(path)?.text ?? ts.sys.readFile(path) ?? '';
    const after = apply(before, mine);
    texts.set(path, after.text);
    applied += after.applied;
  }
  if (applied === 0) return { applied, typeChecked: 0, broken: [] };

  const after = withTexts(program, texts);
  const paths = [...texts.keys()];
  const typed = paths.filter((path) => /\.[mc]?tsx?$/.test(path));
  const syntax = paths.flatMap((path) => newIn(syntaxOf(program, path), syntaxOf(after, path)));
  // A changed annotation can disturb other files than its own.
  const types = typed.length === 0 ? [] : newIn(typesOf(program), typesOf(after));
  const typeChecked = rewrites.filter(({ file }) => typed.includes(join(folder, file))).length;
  return { applied, typeChecked, broken: [...syntax, ...types] };
}

/** Applies what does not overlap, from the start of the text to its end. */
function apply(text: string, rewrites: readonly Rewrite[]): { text: string; applied: number } {
  let applied = 0;
  let done = 0;
  let result = '';
  for (const { range, text: replacement } of [...rewrites].sort((a, b) => a.range[0] - b.range[0])) {
    if (range[0] < done) continue;
    result += text.slice(done, range[0]) + replacement;
    done = range[1];
    applied += 1;
  }
  return { text: result + text.slice(done), applied };
}

function withTexts(program: ts.Program, texts: ReadonlyMap<string, string>): ts.Program {
  const options = program.getCompilerOptions();
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (path, version, ...rest) => {
    const text = texts.get(path);
    if (text !== undefined) return ts.createSourceFile(path, text, version, true);
    return program.getSourceFile(path) ?? read(path, version, ...rest);
  };
  return ts.createProgram({ rootNames: program.getRootFileNames(), options, host });
}

function syntaxOf(program: ts.Program, path: string): readonly string[] {
  const file = program.getSourceFile(path);
  return file ? program.getSyntacticDiagnostics(file).map(inWords) : [];
}

function typesOf(program: ts.Program): readonly string[] {
  const own = program.getRootFileNames().flatMap((path) => program.getSourceFile(path) ?? []);
  return own.flatMap((file) => program.getSemanticDiagnostics(file)).map(inWords);
}

/** Without the line, which a rewrite may move. */
function inWords({ file, messageText }: ts.Diagnostic): string {
  return `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
}

/** What is there more often than before. */
function newIn(before: readonly string[], after: readonly string[]): readonly string[] {
  const known = new Map<string, number>();
  for (const message of before) known.set(message, (known.get(message) ?? 0) + 1);
  return after.filter((message) => {
    const left = known.get(message) ?? 0;
    known.set(message, left - 1);
    return left <= 0;
  });
}
