import { posix } from 'node:path';
import type { ParserServices } from '@typescript-eslint/utils';
import type { Parser, RuleContext } from '@typescript-eslint/utils/ts-eslint';
import type { ImportDeclaration, StringLiteral } from 'typescript';
import type { ParsedSource } from '../analysis/index.js';
import { linkParents } from '../codemods/link-parents.js';
import type { Surroundings } from '../codemods/project-model.js';
import { Project, type ProjectFiles, type Resolver } from '../codemods/project/project.js';
import { mayStandFor } from '../codemods/project/relative-paths.js';

type Program = NonNullable<ParserServices['program']>;
type Context = Readonly<Pick<RuleContext<string, readonly unknown[]>, 'cwd' | 'filename' | 'languageOptions' | 'sourceCode'>>;

/** One for each program, which is made anew when one of its files changes. */
const projects = new WeakMap<Program, Project>();

/**
 * Where a file that is linted with type services finds evidence from other files: in the sources of its program. They
 * are only some of the files that there are, so they close nothing.
 *
 * @returns `undefined` without type services, or where the program does not know the file
 */
export function surroundingsIn({ cwd, filename, languageOptions: { parser, parserOptions }, sourceCode }: Context): Surroundings | undefined {
  const program = sourceCode.parserServices?.program;
  const file = program?.getSourceFile(filename);
  if (!program || !file || !parser || !('parseForESLint' in parser)) return undefined;
  const project = projects.get(program) ?? new Project(new ProgramFiles(cwd, program, parser, parserOptions));
  projects.set(program, project);
  return () => project.elsewhereOf(file.fileName);
}

/** The sources of a program, without declarations and installed packages. */
class ProgramFiles implements ProjectFiles {
  readonly isPart = true;
  readonly #namedModules = new Map<string, ReadonlyMap<string, string>>();

  /** @param root the working folder of ESLint, from which paths are told */
  constructor(
    readonly root: string,
    private readonly program: Program,
    private readonly parser: Extract<Parser.LooseParserModule, { parseForESLint: unknown }>,
    private readonly parserOptions: object | undefined,
  ) {}

  list(): readonly string[] {
    const sources = this.program.getSourceFiles().filter(({ isDeclarationFile }) => !isDeclarationFile);
    return sources.map(({ fileName }) => fileName).filter((path) => /\.[cm]?[jt]sx?$/.test(path) && !path.includes('/node_modules/'));
  }

  read(path: string): string | undefined {
    return this.program.getSourceFile(path)?.text;
  }

  /** Parses with the parser that ESLint uses, without types. */
  parse(path: string, text: string): ParsedSource | undefined {
    const types = { project: undefined, projectService: undefined, programs: undefined };
    const sourceType = /\.c[jt]s$/.test(path) ? 'script' : 'module';
    try {
      const { ast, scopeManager, visitorKeys } = this.parser.parseForESLint(text, { ...this.parserOptions, ...types, filePath: path, sourceType, range: true, comment: true }) as ParsedSource;
      linkParents(ast, visitorKeys);
      return { text, ast, scopeManager, visitorKeys, memory: new Map() };
    } catch {
      // Its own lint tells what is wrong with it.
      return undefined;
    }
  }

  /**
   * Relative paths lead where they say; all other names, such as those that the `paths` of a `tsconfig.json` or the
   * `imports` of a `package.json` give, where the compiler found them.
   */
  resolver(): Resolver {
    const leadsTo = (specifier: string, from: string, target: string): boolean =>
      specifier.startsWith('.') ? mayStandFor(posix.join(posix.dirname(from), specifier), target) : this.#namedModulesOf(from).get(specifier) === target;
    // What is imported, the type checker knows better.
    return { leadsTo, isUntold: () => false, find: () => undefined };
  }

  #namedModulesOf(path: string): ReadonlyMap<string, string> {
    const known = this.#namedModules.get(path) ?? namedModulesIn(path, this.program);
    this.#namedModules.set(path, known);
    return known;
  }
}

/** The files of the modules that a file imports or exports on under a name that is no relative path. */
function namedModulesIn(path: string, program: Program): ReadonlyMap<string, string> {
  const checker = program.getTypeChecker();
  const found = new Map<string, string>();
  for (const statement of program.getSourceFile(path)?.statements ?? []) {
    // No other statements than these two have one.
    const specifier = (statement as Partial<ImportDeclaration>).moduleSpecifier;
    const name = specifier && (specifier as StringLiteral).text;
    if (!name || name.startsWith('.') || found.has(name)) continue;
    const module = checker.getSymbolAtLocation(specifier)?.valueDeclaration;
    if (module) found.set(name, module.getSourceFile().fileName);
  }
  return found;
}
