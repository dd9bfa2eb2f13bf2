import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isTest } from '../../analysis/elsewhere.js';
import { changeOfBuiltins, globalsDeclaredIn, MAY_CHANGE_BUILTINS, MAY_HOLD_WEAKLY, mayTakeMethod, type ProjectEvidence, signsMethod, TAKES_ANY_METHOD, takesAnyMethod, takesMethod, weakHolder } from '../../analysis/proof/index.js';
import { SourceIndex } from '../../analysis/source-index.js';
import { namesOneOf } from '../../analysis/words.js';
import type { OtherFile } from '../../analysis/model.js';

/** What the evidence is read from. */
interface Files {
  /** The folder of the project. */
  readonly root: string;
  /** Absolute paths of the files that hold code. */
  readonly paths: () => Iterable<string>;
  readonly textOf: (path: string) => string;
  readonly parse: (path: string) => OtherFile | undefined;
  readonly shown: (path: string) => string;
  /** Absolute paths of the files whose text has a word. */
  readonly naming: (word: string) => Iterable<string>;
  /** The files that may import a file. */
  readonly importersOf: (path: string) => Iterable<string>;
}

/** `import(name)`, `require(join(…))`, and tools that import what lies in a folder: anything but one text. */
const PUT_TOGETHER = /\b(?:import|require)\s*\(\s*(?:\/\*.*?\*\/\s*)*(?!(?:'[^'\n]*'|"[^"\n]*"|`[^`$]*`)\s*[,)])|\bimport\.meta\.glob|\bimport\.meta\.resolve|\brequire\.context|\bcreateRequire\b|\bimportScripts\b|\bmodule\.require\b/;
/** Any text at all. */
const ANY_TEXT = /(?:)/;
/** A text that can declare something for other files: one that says so, or that is no module. */
const DECLARES_GLOBALLY = /\bdeclare\s+global\b/;
const IS_MODULE = /^\s*(?:import|export)\b|\brequire\s*\(|\bexports\b/m;
/** Files beyond this size are no sources, and their names are not looked for. */
const MOST_BYTES = 1_000_000;
/** Folders that hold no file of the project itself. */
const FOREIGN = new Set(['node_modules', '.git', '.hg', '.svn', '.yarn', '.pnpm-store']);

type Ask = (index: SourceIndex) => boolean;

/** A question about each file: asked of its tree where its text may say yes, and once of each text. */
class Question {
  readonly #answers = new Map<string, boolean>();

  /**
   * @param may what a text must have for a yes
   * @param does absent where the text says it all. A file that cannot be parsed may do anything that its text speaks of
   */
  constructor(
    private readonly files: Files,
    private readonly may: RegExp,
    private readonly does?: Ask,
  ) {}

  /** The first file that says yes, as messages give it. */
  first(paths: Iterable<string>, except?: string): string | undefined {
    for (const path of paths) if (path !== except && this.#isSo(path)) return this.files.shown(path);
    return undefined;
  }

  forget(path: string): void {
    this.#answers.delete(path);
  }

  #isSo(path: string): boolean {
    const known = this.#answers.get(path) ?? (this.may.test(this.files.textOf(path)) && this.#isSoInTree(path));
    this.#answers.set(path, known);
    return known;
  }

  #isSoInTree(path: string): boolean {
    if (!this.does) return true;
    const file = this.files.parse(path);
    return !file || this.does(SourceIndex.of(file.source));
  }
}

/** What the files of one project show that proofs of rewrites need. */
export class Evidence {
  readonly #changesBuiltins: Question;
  readonly #holdsWeakly: Question;
  readonly #putsTogether: Question;
  readonly #takesAny: Question;
  /** Questions about the methods of a name. */
  readonly #taking = new Map<string, Question>();
  readonly #signing = new Map<string, Question>();
  #globals: ReadonlyMap<string, string> | undefined;
  #unread: readonly string[] | undefined;

  constructor(private readonly files: Files) {
    this.#changesBuiltins = new Question(files, MAY_CHANGE_BUILTINS, (index) => index.table(changeOfBuiltins) !== undefined);
    this.#holdsWeakly = new Question(files, MAY_HOLD_WEAKLY, (index) => index.table(weakHolder) !== undefined);
    this.#putsTogether = new Question(files, PUT_TOGETHER);
    this.#takesAny = new Question(files, TAKES_ANY_METHOD, takesAnyMethod);
  }

  /**
   * @param own the absolute path of the file that asks, which speaks for itself
   */
  for(own: string): ProjectEvidence {
    const { files } = this;
    return {
      changesBuiltins: () => this.#changesBuiltins.first(files.paths(), own),
      declaresGlobal: (name) => {
        const path = (this.#globals ??= this.#findGlobals()).get(name);
        return path === undefined || path === own ? undefined : files.shown(path);
      },
      // What tests hold weakly they hold to see it die.
      holdsWeakly: () => this.#holdsWeakly.first([...files.paths()].filter((path) => !isTest({ shown: files.shown(path) })), own),
      putTogether: () => this.#putsTogether.first(files.paths()),
      imported: () => {
        const [importer] = [...files.importersOf(own)].filter((path) => path !== own);
        return importer === undefined ? undefined : files.shown(importer);
      },
      takesMethod: (name) => this.#takesAny.first(files.paths(), own) ?? (name === undefined ? undefined : this.#takesMethod(name, own)),
      signsMethod: (name) => this.#signsMethod(name, own),
      namedUnread: (word) => this.#namedUnread(word),
    };
  }

  /** Another text is what a file holds from now on. */
  forget(path: string): void {
    for (const question of [this.#changesBuiltins, this.#holdsWeakly, this.#putsTogether, this.#takesAny, ...this.#taking.values(), ...this.#signing.values()]) question.forget(path);
    this.#globals = undefined;
  }

  #takesMethod(name: string, own: string): string | undefined {
    const question = this.#taking.get(name) ?? new Question(this.files, mayTakeMethod(name), (index) => takesMethod(index, name));
    this.#taking.set(name, question);
    return question.first(this.files.naming(name), own);
  }

  #signsMethod(name: string, own: string): string | undefined {
    const question = this.#signing.get(name) ?? new Question(this.files, ANY_TEXT, (index) => signsMethod(index, name));
    this.#signing.set(name, question);
    return question.first(this.files.naming(name), own);
  }

  #findGlobals(): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (const path of this.files.paths()) {
      const text = this.files.textOf(path);
      if (!DECLARES_GLOBALLY.test(text) && IS_MODULE.test(text)) continue;
      const file = this.files.parse(path);
      if (file) for (const name of globalsDeclaredIn(SourceIndex.of(file.source))) found.set(name, path);
    }
    return found;
  }

  /** A file with the word that is not among those that are read: without an ending, ignored, built, or of another kind. */
  #namedUnread(word: string): string | undefined {
    this.#unread ??= this.#findUnread();
    const names = namesOneOf([word]);
    const path = this.#unread.find((candidate) => {
      try {
        return statSync(candidate).size <= MOST_BYTES && names(readFileSync(candidate, 'utf8'));
      } catch {
        return false;
      }
    });
    return path === undefined ? undefined : this.files.shown(path);
  }

  #findUnread(): readonly string[] {
    const read = new Set(this.files.paths());
    const found: string[] = [];
    const pending = [this.files.root];
    for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
      for (const entry of entriesOf(folder)) {
        const path = join(folder, entry.name);
        if (entry.isDirectory() && !FOREIGN.has(entry.name)) pending.push(path);
        else if (entry.isFile() && MAY_RUN.test(entry.name) && !read.has(path)) found.push(path);
      }
    }
    return found;
  }
}

/** Files that may hold code: those without an ending, and those whose ending is of a language that runs here or names files that do. */
const MAY_RUN = /^[^.]+$|^\.?package\.json$|\.(?:[cm]?[jt]sx?|html?|vue|svelte|astro|mdx|ejs|hbs|sh|es6|jsm|node)$/i;

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
