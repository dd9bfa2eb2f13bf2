import type { OtherFile } from '../../analysis/model.js';
import { exportsOf } from '../../analysis/source/imports.js';
import { SourceIndex } from '../../analysis/source/source-index.js';

/** What the names of exports are read from. */
interface Files {
  readonly parse: (path: string) => OtherFile | undefined;
  /** The file that a specifier in another one leads to. */
  readonly moduleAt: (specifier: string, from: string) => string | undefined;
}

/** What one module exports, as its own file shows. */
interface OwnNames {
  readonly names: readonly string[];
  /** The modules all of whose exports it exports on, as it writes them. */
  readonly whole: readonly string[];
}

/** Which modules have the names that another one exports on with all else of theirs: read once, as long as no file changes. */
export class ExportedNames {
  readonly #own = new Map<string, OwnNames | undefined>();
  readonly #given = new Map<string, ReadonlyMap<string, string>>();

  constructor(private readonly files: Files) {}

  /** The first module with a name that another one has from it by `export * from …`, directly or through others. */
  moduleWith(name: string, path: string): string | undefined {
    return this.#givenTo(path).get(name);
  }

  forget(path: string): void {
    this.#own.delete(path);
    this.#given.clear();
  }

  #givenTo(path: string): ReadonlyMap<string, string> {
    const known = this.#given.get(path);
    if (known) return known;
    const given = new Map<string, string>();
    const seen = new Set([path]);
    // In the order in which they are written; each once, for they may export each other.
    const left = [...this.#wholeOf(path)].reverse();
    for (let module = left.pop(); module !== undefined; module = left.pop()) {
      if (seen.has(module)) continue;
      seen.add(module);
      for (const name of this.#ownOf(module)?.names ?? []) if (name !== 'default' && !given.has(name)) given.set(name, module);
      left.push(...[...this.#wholeOf(module)].reverse());
    }
    this.#given.set(path, given);
    return given;
  }

  /** The modules that a module exports on as a whole. */
  #wholeOf(path: string): readonly string[] {
    return (this.#ownOf(path)?.whole ?? []).flatMap((specifier) => this.files.moduleAt(specifier, path) ?? []);
  }

  #ownOf(path: string): OwnNames | undefined {
    if (!this.#own.has(path)) this.#own.set(path, this.#read(path));
    return this.#own.get(path);
  }

  #read(path: string): OwnNames | undefined {
    const file = this.files.parse(path);
    if (!file) return undefined;
    const { own, unnamed, passedOn, whole } = SourceIndex.of(file.source).table(exportsOf);
    return { names: [...own.keys(), ...unnamed.keys(), ...passedOn.keys()], whole };
  }
}
