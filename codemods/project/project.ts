import { relative, sep } from 'node:path';
import type { Elsewhere } from '../../analysis/modules/elsewhere.js';
import { addTo, grouped } from '../../analysis/source/lists.js';
import type { OtherFile } from '../../analysis/model.js';
import type { ParsedSource } from '../../analysis/source/source.js';
import { SourceIndex } from '../../analysis/source/source-index.js';
import { namesOneOf } from '../../analysis/source/words.js';
import { isComponent } from '../component-parsers.js';
import { withoutByteOrderMark } from '../parse.js';
import { isCommonJs } from './bindings.js';
import { type Asked, ElsewhereOf } from './elsewhere-of.js';
import { Evidence } from './evidence.js';
import { ExportedNames } from './exported-names.js';
import { Packages } from './packages.js';
import { namedImportsIn } from './named-imports.js';
import { specifiersIn } from './named-modules.js';
import { mayPassOn } from './passing-on.js';
import { keyOfSpecifier, keysOfModule } from './relative-paths.js';

/** Where the files of a project come from. */
export interface ProjectFiles {
  /** The folder of the git repository, or of the outermost package where there is none. */
  readonly root: string;
  /** Absolute paths of all files that hold code. */
  list(): Iterable<string>;
  /** The text of a file with any byte order mark, `undefined` where it cannot be read. */
  read(path: string): string | undefined;
  /** The tree and scopes of a file, `undefined` where it cannot be parsed. */
  parse(path: string, text: string): ParsedSource | undefined;
  /** Prepares to tell where specifiers lead. */
  resolver(packages: Packages): Resolver;
  /** Are these only some of the files that there are? Then nothing is closed. */
  readonly isPart?: boolean;
}

/** Tells where specifiers lead. */
export interface Resolver {
  /** Does a specifier in one file lead to another file, or may it? */
  leadsTo(specifier: string, from: string, target: string): boolean;
  /** Is it not told where a specifier leads, which may be an alias? */
  isUntold(specifier: string, from: string): boolean;
  /** The file that a specifier in another one leads to; `undefined` where that is not told. */
  find(specifier: string, from: string): string | undefined;
}

/** A file that may import a module, with the specifiers that lead there. */
type Importing = readonly [path: string, specifiers: ReadonlySet<string>];

/** The files that may import a module, in order, by the names that they import of it; those that may import all of it under `*`. */
type ImportersByName = ReadonlyMap<string, readonly { readonly position: number; readonly importing: Importing }[]>;

/** A place where a file may name a module. */
interface NamedModule {
  readonly file: string;
  readonly specifier: string;
}

/** How much a project was asked, to show what evidence from other files costs. */
export interface ProjectCounters {
  /** Files that hold a container about which the project was asked. */
  candidates: number;
  /** Files whose text was searched for names. */
  filesRead: number;
  /** Files that were parsed because they name something that was asked about. */
  filesParsed: number;
}

/**
 * Characters whose trees are kept from one file that asks to the next: a tree takes some ten times its text, or more where much of it is
 * looked at. With a fourth of it, what is parsed again made a run over packages take half as long again, and no less memory: one
 * question may open all files.
 */
const MOST_PARSED = 2 ** 24;
/** Characters of text that are kept; what is beyond that is read again where it is asked for. */
const MOST_TEXT = 2 ** 25;

/** What is known of a text without having it at hand. */
interface Facts {
  readonly length: number;
  /** The modules that it may name. */
  readonly specifiers: readonly string[];
}

function factsIn(text: string): Facts {
  return { length: text.length, specifiers: specifiersIn(text) };
}

/**
 * The files of a project as one another's evidence: the git repository, or the outermost package where there is none.
 *
 * Nothing is read until something is asked. Files are searched for names first, and only those that name what is sought
 * are parsed.
 */
export class Project {
  readonly counters: ProjectCounters = { candidates: 0, filesRead: 0, filesParsed: 0 };
  /** What files hold, with any byte order mark, as it was last read from them. */
  readonly #texts = new Map<string, string>();
  /** How many characters these texts have. */
  #kept = 0;
  /** What files hold from now on whatever is on the disk. */
  readonly #changed = new Map<string, string>();
  readonly #facts = new Map<string, Facts>();
  /** The specifiers of all files, by what they end in. */
  #modules: ReadonlyMap<string, readonly NamedModule[]> | undefined;
  /** The files that name a module, by its path, as long as no file names others. */
  readonly #importers = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();
  /** The same by the names that they import, as long as no file imports others. */
  readonly #importersByName = new Map<string, ImportersByName>();
  readonly #namedImports = new Map<string, ReadonlyMap<string, readonly string[]>>();
  /** The files whose text has a word in it, the smallest first, as long as no text changes. */
  readonly #naming = new Map<string, ReadonlySet<string>>();
  readonly #shown = new Map<string, string>();
  readonly #passingOn = new Map<string, boolean>();
  readonly #parsed = new Map<string, OtherFile | undefined>();
  /** Answers to questions about classes, by the classes and the questions, as long as no text changes. */
  #answers = new WeakMap<object, Map<string, unknown>>();
  #paths: ReadonlySet<string> | undefined;
  #packages: Packages | undefined;
  #evidence: Evidence | undefined;
  #exportedNames: ExportedNames | undefined;
  #resolver: Resolver | undefined;

  constructor(readonly files: ProjectFiles) {}

  /**
   * What the project shows of one file's exports and members.
   *
   * @param path the absolute path of the file, without symbolic links
   */
  elsewhereOf(path: string): Elsewhere & { readonly asked: Asked | undefined } {
    this.#forget();
    return new ElsewhereOf(path, this);
  }

  /** The answer to a question about a node of a file's tree, found once as long as no file changes. */
  answerTo<Answer>(question: string, node: object, ask: () => Answer): Answer {
    const answers = this.#answers.get(node) ?? new Map<string, unknown>();
    this.#answers.set(node, answers);
    if (!answers.has(question)) answers.set(question, ask());
    return answers.get(question) as Answer;
  }

  /** Takes another text for a file from now on, as if it had been written. */
  change(path: string, text: string): void {
    const before = this.#facts.get(path);
    this.#changed.set(path, text);
    this.#facts.delete(path);
    this.#parsed.delete(path);
    this.#passingOn.delete(path);
    this.#naming.clear();
    this.#answers = new WeakMap();
    this.#evidence?.forget(path);
    this.#exportedNames?.forget(path);
    this.#namedImports.delete(path);
    this.#importersByName.clear();
    if (!before || String(before.specifiers) === String(this.#factsOf(path).specifiers)) return;
    this.#modules = undefined;
    this.#importers.clear();
  }

  /** Forgets all trees, and all texts that can be read again, since another project is asked now. */
  rest(): void {
    this.#parsed.clear();
    this.#texts.clear();
    this.#kept = 0;
  }

  get evidence(): Evidence {
    this.#evidence ??= new Evidence({
      root: this.files.root,
      paths: () => this.#all(),
      textOf: (path) => this.textOf(path),
      parse: (path) => this.parse(path),
      shown: (path) => this.shown(path),
      naming: (word) => this.#namingWord(word),
      specifiersIn: (path) => this.#factsOf(path).specifiers,
      importersOf: (path) => this.namingModule(path).keys(),
    });
    return this.#evidence;
  }

  get exportedNames(): ExportedNames {
    this.#exportedNames ??= new ExportedNames(this);
    return this.#exportedNames;
  }

  get packages(): Packages {
    this.#packages ??= new Packages(this.files.root, this.#all());
    return this.#packages;
  }

  /** Can code outside the project hold objects of a file? */
  isOffered(path: string): boolean {
    return this.files.isPart === true || (this.packages.of(path)?.isOffered ?? true);
  }

  /** Is a file part of a package that anyone may install? */
  isPublished(path: string): boolean {
    return this.files.isPart === true || (this.packages.of(path)?.isPublished ?? true);
  }

  /** Can code outside the project start from a file? */
  isEntry(path: string): boolean {
    return this.files.isPart === true || (this.packages.of(path)?.isEntry(path) ?? true);
  }

  /** Does a specifier in one file lead to another? */
  leadsTo(specifier: string, from: string, target: string): boolean {
    this.#resolver ??= this.files.resolver(this.packages);
    return this.#resolver.leadsTo(specifier, from, target);
  }

  /** Does nothing tell that some specifiers in a file lead to a module: are they aliases, perhaps, that do not end in its name? */
  areGuessed(specifiers: ReadonlySet<string>, from: string, target: string): boolean {
    this.#resolver ??= this.files.resolver(this.packages);
    const resolver = this.#resolver;
    const names = keysOfModule(target);
    return [...specifiers].every((specifier) => !names.includes(specifier.slice(specifier.lastIndexOf('/') + 1)) && resolver.isUntold(specifier, from));
  }

  /** The file of the project that a specifier in another one leads to. */
  moduleAt(specifier: string, from: string): string | undefined {
    this.#resolver ??= this.files.resolver(this.packages);
    const path = this.#resolver.find(specifier, from);
    return path !== undefined && this.#all().has(path) ? path : undefined;
  }

  /** The files that may name a module, which may be one of them, each with the specifiers that lead there. */
  namingModule(target: string): ReadonlyMap<string, ReadonlySet<string>> {
    const known = this.#importers.get(target) ?? this.#importersOf(target);
    this.#importers.set(target, known);
    return known;
  }

  /**
   * Those of them that may import one of some names, in the same order.
   *
   * @param names the first names of what is sought; all are told where `=`, all that CommonJS exports at once, or `default` is among them
   */
  importing(target: string, names: readonly string[]): readonly Importing[] {
    const all = this.namingModule(target);
    if (names.includes('=') || names.includes('default')) return [...all];
    const byName = this.#importersByName.get(target) ?? this.#byName(all);
    this.#importersByName.set(target, byName);
    const found = new Map(['*', ...names].flatMap((name) => (byName.get(name) ?? []).map(({ position, importing }) => [position, importing] as const)));
    return [...found].sort(([a], [b]) => a - b).map(([, importing]) => importing);
  }

  #byName(importers: ReadonlyMap<string, ReadonlySet<string>>): ImportersByName {
    const found = new Map<string, { readonly position: number; readonly importing: Importing }[]>();
    let position = 0;
    for (const importing of importers) {
      const named = this.#namesImportedBy(importing[0]);
      const names = [...importing[1]].map((specifier) => named.get(specifier));
      // A default import may be all that a module of Node's older kind exports.
      const isWhole = names.some((known) => !known || known.includes('default'));
      for (const name of isWhole ? ['*'] : new Set(names.flatMap((known) => known ?? []))) addTo(found, name, { position, importing });
      position++;
    }
    return found;
  }

  #namesImportedBy(path: string): ReadonlyMap<string, readonly string[]> {
    const known = this.#namedImports.get(path) ?? namedImportsIn(this.textOf(path), this.#factsOf(path).specifiers);
    this.#namedImports.set(path, known);
    return known;
  }

  #importersOf(target: string): ReadonlyMap<string, ReadonlySet<string>> {
    const found = new Map<string, Set<string>>();
    for (const key of keysOfModule(target)) {
      for (const { file, specifier } of this.#namedModules().get(key) ?? []) {
        if (!this.leadsTo(specifier, file, target)) continue;
        const known = found.get(file);
        if (known) known.add(specifier);
        else found.set(file, new Set([specifier]));
      }
    }
    return found;
  }

  /** Can a file give on what it imports? */
  mayPassOn(path: string): boolean {
    const known = this.#passingOn.get(path) ?? mayPassOn(this.textOf(path));
    this.#passingOn.set(path, known);
    return known;
  }

  /** The files whose text has a word in it, one left out; the smallest first, for one may be enough. */
  namingWord(word: string, except: string): readonly string[] {
    return [...this.#namingWord(word)].filter((file) => file !== except);
  }

  #namingWord(word: string): ReadonlySet<string> {
    const known = this.#naming.get(word) ?? this.#filesNaming(word);
    this.#naming.set(word, known);
    return known;
  }

  #filesNaming(word: string): ReadonlySet<string> {
    const names = namesOneOf([word]);
    return new Set([...this.#all()].filter((file) => names(this.textOf(file))).sort((a, b) => this.#factsOf(a).length - this.#factsOf(b).length));
  }

  /** Has the text of a file one of some words in it? */
  namesOneOf(path: string, words: readonly string[]): boolean {
    return words.some((word) => this.#naming.get(word)?.has(path) ?? namesOneOf([word])(this.textOf(path)));
  }

  /** A file as the analysis reads it; nothing where it cannot. */
  parse(path: string): OtherFile | undefined {
    const isKnown = this.#parsed.has(path);
    const parsed = isKnown ? this.#parsed.get(path) : this.#read(path);
    if (!isKnown) this.counters.filesParsed++;
    // The last that was asked for is the last to be forgotten.
    this.#parsed.delete(path);
    this.#parsed.set(path, parsed);
    return parsed;
  }

  /** The tree of a text that a file holds, where it is at hand. */
  parsed(path: string, text: string): ParsedSource | undefined {
    const source = this.#parsed.get(path)?.source;
    return source?.text === text && !isComponent(path) ? source : undefined;
  }

  /** Does a module give its exports away as CommonJS does? One that cannot be read may. */
  isCommonJs(path: string): boolean {
    const file = this.parse(path);
    return !file || isCommonJs(SourceIndex.of(file.source));
  }

  /** A path as messages give it. */
  shown(path: string): string {
    const known = this.#shown.get(path) ?? relative(this.files.root, path).split(sep).join('/');
    this.#shown.set(path, known);
    return known;
  }

  /** The text of a file as it stands now, without byte order mark; empty where it cannot be read. */
  textOf(path: string): string {
    return withoutByteOrderMark(this.#changed.get(path) ?? this.#texts.get(path) ?? this.#readText(path));
  }

  /** What a file holds, with any byte order mark, where something has asked for it before; nothing of an empty one. */
  textAtHand(path: string): string | undefined {
    const text = this.#changed.get(path) ?? this.#texts.get(path);
    return text === '' ? undefined : text;
  }

  #readText(path: string): string {
    this.counters.filesRead++;
    const text = this.files.read(path) ?? '';
    this.#texts.set(path, text);
    this.#kept += text.length;
    for (const [oldest, { length }] of this.#texts) {
      if (this.#kept <= MOST_TEXT) break;
      this.#texts.delete(oldest);
      this.#kept -= length;
    }
    return text;
  }

  #factsOf(path: string): Facts {
    const known = this.#facts.get(path) ?? factsIn(this.textOf(path));
    this.#facts.set(path, known);
    return known;
  }

  #all(): ReadonlySet<string> {
    this.#paths ??= new Set(this.files.list());
    return this.#paths;
  }

  /** Forgets the trees that nobody has asked for in a while. */
  #forget(): void {
    let kept = 0;
    for (const [path, file] of [...this.#parsed].reverse()) {
      kept += file?.source.text.length ?? 0;
      if (kept > MOST_PARSED) this.#parsed.delete(path);
    }
  }

  #read(path: string): OtherFile | undefined {
    const source = this.files.parse(path, this.textOf(path));
    return source && { path, shown: this.shown(path), source };
  }

  #namedModules(): ReadonlyMap<string, readonly NamedModule[]> {
    this.#modules ??= grouped([...this.#all()].flatMap((file) => this.#factsOf(file).specifiers.map((specifier) => ({ file, specifier }))), ({ specifier }) => keyOfSpecifier(specifier));
    return this.#modules;
  }
}
