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
/** A text that can declare something for other files: one that says so, or that is no module. */
const DECLARES_GLOBALLY = /\bdeclare\s+global\b/;
const IS_MODULE = /^\s*(?:import|export)\b|\brequire\s*\(|\bexports\b/m;
/** Files beyond this size are no sources, and their names are not looked for. */
const MOST_BYTES = 1_000_000;
/** Folders that hold no file of the project itself. */
const FOREIGN = new Set(['node_modules', '.git', '.hg', '.svn', '.yarn', '.pnpm-store']);

/** A question about a file: asked of its tree where its text may say yes. */
interface Question {
  readonly may: RegExp;
  /** Absent where the text says it all. */
  readonly does?: (index: SourceIndex) => boolean;
}

const CHANGES_BUILTINS: Question = { may: MAY_CHANGE_BUILTINS, does: (index) => changeOfBuiltins(index) !== undefined };
const HOLDS_WEAKLY: Question = { may: MAY_HOLD_WEAKLY, does: (index) => weakHolder(index) !== undefined };
const PUTS_TOGETHER: Question = { may: PUT_TOGETHER };
const TAKES_ANY: Question = { may: TAKES_ANY_METHOD, does: takesAnyMethod };

/** What the files of one project show that proofs of rewrites need. Each question is asked of each text once. */
export class Evidence {
  readonly #answers = new Map<Question, Map<string, boolean>>();
  /** Questions about the methods of a name. */
  readonly #taking = new Map<string, Question>();
  readonly #signing = new Map<string, Question>();
  #globals: ReadonlyMap<string, string> | undefined;
  #unread: readonly string[] | undefined;

  constructor(private readonly files: Files) {}

  /**
   * @param own the absolute path of the file that asks, which speaks for itself
   */
  for(own: string): ProjectEvidence {
    const { files } = this;
    const first = (paths: Iterable<string>, question?: Question): string | undefined => {
      for (const path of paths) if (path !== own && (!question || this.#says(question, path))) return files.shown(path);
      return undefined;
    };
    const ofName = (name: string, questions: Map<string, Question>, make: () => Question): string | undefined => {
      const question = questions.get(name) ?? make();
      questions.set(name, question);
      return first(files.naming(name), question);
    };
    return {
      changesBuiltins: () => first(files.paths(), CHANGES_BUILTINS),
      declaresGlobal: (name) => {
        const path = (this.#globals ??= this.#findGlobals()).get(name);
        return path === undefined || path === own ? undefined : files.shown(path);
      },
      // What tests hold weakly they hold to see it die.
      holdsWeakly: () => first([...files.paths()].filter((path) => !isTest({ shown: files.shown(path) })), HOLDS_WEAKLY),
      putTogether: () => {
        const path = [...files.paths()].find((path) => this.#says(PUTS_TOGETHER, path));
        return path === undefined ? undefined : files.shown(path);
      },
      imported: () => first(files.importersOf(own)),
      takesMethod: (name) => first(files.paths(), TAKES_ANY) ?? (name === undefined ? undefined : ofName(name, this.#taking, () => ({ may: mayTakeMethod(name), does: (index) => takesMethod(index, name) }))),
      signsMethod: (name) => ofName(name, this.#signing, () => ({ may: /\(/, does: (index) => signsMethod(index, name) })),
      namedUnread: (word) => this.#namedUnread(word),
    };
  }

  /** Another text is what a file holds from now on. */
  forget(path: string): void {
    for (const answers of this.#answers.values()) answers.delete(path);
    this.#globals = undefined;
  }

  /** A file that cannot be parsed may do anything that its text speaks of. */
  #says(question: Question, path: string): boolean {
    let answers = this.#answers.get(question);
    if (!answers) this.#answers.set(question, (answers = new Map<string, boolean>()));
    const known = answers.get(path) ?? (question.may.test(this.files.textOf(path)) && (question.does === undefined || this.#isSo(question.does, path)));
    answers.set(path, known);
    return known;
  }

  #isSo(does: (index: SourceIndex) => boolean, path: string): boolean {
    const file = this.files.parse(path);
    return !file || does(SourceIndex.of(file.source));
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
