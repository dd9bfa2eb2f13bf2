import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { changeOfBuiltins, globalsDeclaredIn, HOLDS_WEAKLY, MAY_CHANGE_BUILTINS, type ProjectEvidence } from '../../analysis/proof/index.js';
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

/** What the files of one project show that proofs of rewrites need. Each question is asked of all files once. */
export class Evidence {
  #changing: readonly string[] | undefined;
  #weak: readonly string[] | undefined;
  #together: readonly string[] | undefined;
  #globals: ReadonlyMap<string, string> | undefined;
  #unread: readonly string[] | undefined;

  constructor(private readonly files: Files) {}

  /**
   * @param own the absolute path of the file that asks, which speaks for itself
   */
  for(own: string): ProjectEvidence {
    const { files } = this;
    const other = (paths: Iterable<string>): string | undefined => {
      for (const path of paths) if (path !== own) return files.shown(path);
      return undefined;
    };
    return {
      changesBuiltins: () => other((this.#changing ??= this.#matching(MAY_CHANGE_BUILTINS).filter((path) => this.#changesBuiltins(path)))),
      declaresGlobal: (name) => {
        const path = (this.#globals ??= this.#findGlobals()).get(name);
        return path === undefined || path === own ? undefined : files.shown(path);
      },
      holdsWeakly: () => other((this.#weak ??= this.#matching(HOLDS_WEAKLY))),
      putTogether: () => {
        const [first] = (this.#together ??= this.#matching(PUT_TOGETHER));
        return first === undefined ? undefined : files.shown(first);
      },
      imported: () => other(files.importersOf(own)),
      mentions: (pattern) => other(this.#matching(pattern)),
      namedUnread: (word) => this.#namedUnread(word),
    };
  }

  #matching(pattern: RegExp): readonly string[] {
    return [...this.files.paths()].filter((path) => pattern.test(this.files.textOf(path)));
  }

  #changesBuiltins(path: string): boolean {
    const file = this.files.parse(path);
    return !file || changeOfBuiltins(SourceIndex.of(file.source)) !== undefined;
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
