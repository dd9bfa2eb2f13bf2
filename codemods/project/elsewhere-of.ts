import type { Binding, Defined, Elsewhere, Importer, Imports, IsNeededText, Naming } from '../../analysis/modules/elsewhere.js';
import { exportsOf, type ImportedName, importOf } from '../../analysis/source/imports.js';
import type { OtherFile } from '../../analysis/model.js';
import type { ProjectEvidence } from '../../analysis/proof/index.js';
import { SourceIndex } from '../../analysis/source/source-index.js';
import { isComponent } from '../component-parsers.js';
import { importsIn } from './bindings.js';
import type { Project } from './project.js';

/** So many names of exports are followed from module to module: where modules export each other as a whole, each has ever longer ones for the same. */
const MOST_FOLLOWED = 1000;

/** What was asked of a project for one file. As long as no file changes that this speaks of, the answers are the same. */
export interface Asked {
  /** The names of the members that files were searched for. */
  readonly words: readonly string[];
  /** The files that import what was asked about, or may. */
  readonly importers: readonly string[];
}

type IsNeeded = NonNullable<Parameters<Elsewhere['importsOf']>[1]>;

/** What a search for imports has found so far. */
interface Following {
  readonly bindings: Binding[];
  readonly open: string[];
  readonly unfollowed: string[];
}

/** What is noted while a file's candidates ask. */
interface Notes {
  readonly words: Set<string>;
  readonly importers: Set<string>;
  isAsked: boolean;
}

/** The project as one file's candidates ask it. */
export class ElsewhereOf implements Elsewhere {
  constructor(
    private readonly path: string,
    private readonly project: Project,
    private readonly notes: Notes = { words: new Set(), importers: new Set(), isAsked: false },
  ) {}

  from({ path }: OtherFile): Elsewhere {
    return new ElsewhereOf(path, this.project, this.notes);
  }

  remember<Answer>(question: string, owner: object, ask: (elsewhere: Elsewhere) => Answer): Answer {
    const { project, path } = this;
    this.#count();
    const { answer, notes } = project.answerTo(`${question} ${path}`, owner, () => {
      const own: Notes = { words: new Set(), importers: new Set(), isAsked: true };
      return { answer: ask(new ElsewhereOf(path, project, own)), notes: own };
    });
    for (const word of notes.words) this.notes.words.add(word);
    for (const importer of notes.importers) this.notes.importers.add(importer);
    return answer;
  }

  /** What was asked so far; `undefined` where that is nothing. */
  get asked(): Asked | undefined {
    const { words, importers, isAsked } = this.notes;
    return isAsked ? { words: [...words], importers: [...importers] } : undefined;
  }

  get evidence(): ProjectEvidence | undefined {
    return this.project.files.isPart === true ? undefined : this.project.evidence.for(this.path);
  }

  get isPublished(): boolean {
    return this.project.isPublished(this.path);
  }

  get isImported(): boolean {
    this.#count();
    const importers = [...this.project.namingModule(this.path).keys()].filter((path) => path !== this.path);
    for (const path of importers) this.notes.importers.add(path);
    return importers.length > 0;
  }

  get hasOutsiders(): boolean {
    return this.project.isOffered(this.path);
  }

  importsOf(names: readonly string[], isNeeded: IsNeeded = () => true): Imports {
    this.#count();
    const bindings: Binding[] = [];
    const open: string[] = [];
    const unfollowed: string[] = [];
    this.#follow(this.path, names, { bindings, open, unfollowed }, new Set(), isNeeded);
    return { open: open[0], bindings, unfollowed: unfollowed[0] };
  }

  definitionOf(imported: ImportedName, isNeeded?: IsNeededText): Defined | undefined {
    this.#count();
    const found = this.#declared(imported, this.path, new Set(), isNeeded);
    if (!found) return undefined;
    const index = SourceIndex.of(found.file.source);
    const node = found.variable ? (index.functionOf(found.variable) ?? index.classOf(found.variable)) : found.node;
    return { file: found.file, variable: found.variable, node };
  }

  /**
   * @param seen the modules that were asked for a name, which may export each other's names
   * @param isNeeded the files that are read though they pass nothing on; all where absent
   */
  #declared({ specifier, name }: ImportedName, from: string, seen: Set<string>, isNeeded: IsNeededText = () => true): Defined | undefined {
    const path = this.project.moduleAt(specifier, from);
    return path === undefined ? undefined : this.#declaredAt(path, name, seen, isNeeded);
  }

  #declaredAt(path: string, name: string, seen: Set<string>, isNeeded: IsNeededText): Defined | undefined {
    if (seen.has(`${path}\0${name}`)) return undefined;
    seen.add(`${path}\0${name}`);
    this.notes.importers.add(path);
    if (!isNeeded(this.project.textOf(path)) && !this.project.mayPassOn(path)) return undefined;
    const file = this.project.parse(path);
    if (!file) return undefined;
    const index = SourceIndex.of(file.source);
    const { own, unnamed, passedOn, whole } = index.table(exportsOf);
    const variable = own.get(name);
    const next = variable ? importOf(variable, index) : passedOn.get(name);
    if (next) return this.#declared(next, path, seen, isNeeded);
    const node = unnamed.get(name);
    if (variable || node) return { file, variable, node };
    const module = whole.length > 0 ? this.project.exportedNames.moduleWith(name, path) : undefined;
    if (module !== undefined) return this.#declaredAt(module, name, seen, isNeeded);
    // A default import of a module of Node's older kind is all that it exports, and so is a `require` that is called.
    return name === 'default' || name === '*' ? this.#declaredAt(path, '=', seen, isNeeded) : undefined;
  }

  filesNaming(member: string): Naming {
    this.#count();
    this.notes.words.add(member);
    // The markup of a component names members, too, and is not read.
    const read = (path: string) => (isComponent(path) ? undefined : this.project.parse(path));
    const files = this.project.namingWord(member, this.path).map((path) => ({ path, text: () => this.project.textOf(path), read: () => read(path) }));
    return { files, isWhole: !this.project.files.isPart };
  }

  /** Adds what stands for some exports of a module in all files that import it, and in those that import it from these. */
  #follow(module: string, names: readonly string[], into: Following, seen: Set<string>, isNeeded: IsNeeded, isGuess = false): void {
    const isNew = names.filter((name) => !seen.has(`${module}\0${name}`) && !(isGuess && seen.has(`${module}\0${name}?`)));
    if (isNew.length === 0) return;
    const { bindings, open, unfollowed } = into;
    if (seen.size > MOST_FOLLOWED) {
      open.push(`${this.project.shown(module)} passes it on under too many names`);
      unfollowed.push(this.project.shown(module));
      return;
    }
    for (const name of isNew) seen.add(`${module}\0${name}${isGuess ? '?' : ''}`);
    if (this.project.isEntry(module)) open.push(`${this.project.shown(module)} is an entry of its package`);
    const isCommonJs = () => this.project.isCommonJs(module);
    for (const [path, specifiers] of this.project.importing(module, isNew.map((name) => name.split('.')[0] ?? name))) {
      this.notes.importers.add(path);
      const isSought = isNeeded(this.#importer(path));
      if (!isSought && !this.project.mayPassOn(path)) continue;
      const file = this.project.parse(path);
      if (!file) {
        open.push(`${this.project.shown(path)} cannot be read`);
        if (isSought) unfollowed.push(this.project.shown(path));
        continue;
      }
      const index = SourceIndex.of(file.source);
      const found = importsIn(index, isNew, specifiers, isCommonJs);
      if (found.isOpen) {
        open.push(`${file.shown} imports it in a way that is not followed`);
        if (isSought) unfollowed.push(file.shown);
      }
      const isFound = found.variables.length + found.nodes.length > 0;
      if (isFound && path === this.path) open.push(`${file.shown} imports its own export`);
      const isGuessed = isGuess || (isNew.every(isUnnamed) && this.project.areGuessed(specifiers, path, module));
      if (isFound && path !== this.path) bindings.push({ file, variables: found.variables, nodes: found.nodes, isGuessed });
      if (found.passedOn.size > 0) this.#follow(path, [...found.passedOn], into, seen, isNeeded, isGuessed);
    }
  }

  #importer(path: string): Importer {
    const { project } = this;
    return { shown: project.shown(path), text: () => project.textOf(path), names: (words) => project.namesOneOf(path, words) };
  }

  #count(): void {
    if (!this.notes.isAsked) this.project.counters.candidates++;
    this.notes.isAsked = true;
  }
}

/** Does an import not tell the name of what it imports so? */
function isUnnamed(name: string): boolean {
  return name === 'default' || name === '=';
}
