import type { Node } from '../source/ast.js';
import type { OtherFile } from '../source/other-file.js';

/**
 * What the other files of a project show that a proof needs. Each answer names the file that stands against it, or is
 * `undefined` where none does.
 */
export interface ProjectEvidence {
  /** A file that extends or replaces built-ins. */
  changesBuiltins(): string | undefined;
  /** The absolute path of the file that asks. */
  readonly own: string;
  /**
   * What is worked out of the files that may have the global object in hand, once as long as no file changes.
   *
   * @param work is the same for all that ask, and gives nothing that holds a tree, for it is kept as long as the project
   */
  ofGlobals<Answer>(work: (files: readonly OtherFile[]) => Answer): Answer;
  /** A place that writes under a name that is put together to what may be any object. */
  writesUnnamed(): { readonly node: Node; readonly file: OtherFile } | undefined;
  /** A file that declares a global of the name, as a type or as a value. */
  declaresGlobal(name: string): string | undefined;
  /** A file that holds objects weakly and may look for one. */
  holdsWeakly(): string | undefined;
  /** A file that imports modules under names which it puts together, or that is not read and names the export. */
  putTogether(): string | undefined;
  /** A file that may take a method of a name from its class; any method where there is none. */
  takesMethod(name: string | undefined): string | undefined;
  /** A file that declares a method of the name with parameters. */
  signsMethod(name: string): string | undefined;
  /** A file near this one that calls a member under a name that is put together. */
  callsUnnamed(): string | undefined;
  /** A file that reads a member of the name by `super`; any member where there is none. */
  inherits(name: string | undefined): string | undefined;
  /** A file that has a `forEach` of its own. */
  makesForEach(): string | undefined;
  /** A file that brands primitives with one of some members, or may with one of some types. */
  brands(members: ReadonlySet<string>, types: ReadonlySet<string>): string | undefined;
  /** A file that gives `any` another name. */
  namesAny(): string | undefined;
  /** A file that writes a type of objects which texts and numbers have, too: `{}`. */
  namesShared(): string | undefined;
  /** A file of the project that is no program that is read, and has the word. */
  namedUnread(word: string): string | undefined;
  /** A file that is not read and names the module of the one that asks. */
  importedUnread(): string | undefined;
  /** A program or script that is not read and imports the file that asks. */
  runsUnread(): string | undefined;
  /** A file that reads variables of modules which these do not export, as `rewire` does. */
  rewires(): string | undefined;
  /** A configuration of TypeScript that switches an option on, or may. */
  compilesWith(option: 'noUnusedLocals' | 'noUncheckedIndexedAccess' | 'checkJs'): string | undefined;
  /** A configuration of TypeScript under which `null` and `undefined` have every type. */
  compilesLoosely(): string | undefined;
  /** A file that may give `randomUUID` another meaning. */
  changesUuids(): string | undefined;
  /** A file that lets an object stand for one that no class has made: a `Proxy`, `Object.create(shape)`. */
  standsIn(): string | undefined;
}
