import { dirname, join, sep } from 'node:path';
import { isTest } from '../../analysis/modules/elsewhere.js';
import { lazily } from '../../analysis/source/lazily.js';
import { brandsIn, changeOfBuiltins, changeOfUuids, detachesUnnamed, globalsDeclaredIn, inheritsMember, loadsUnnamed, makesForEach, MAY_BRAND, mayBrandImports, MAY_CHANGE_BUILTINS, MAY_EVALUATE, mayHandGlobals, MAY_HOLD_WEAKLY, MAY_LOAD_UNNAMED, MAY_NAME_SHARED, MAY_WRITE_UNNAMED, mayTakeMethod, NAMES_ANY, READS_UNNAMED, readsUnnamed, sharedTypeIn, type ProjectEvidence, signsMethod, standIn, TAKES_ANY_METHOD, takesAnyMethod, takesMethod, unknownEvaluation, unnamedCall, unnamedWrite, weakHolder } from '../../analysis/proof/index.js';
import { SourceIndex } from '../../analysis/source/source-index.js';
import { namesOneOf } from '../../analysis/source/words.js';
import { isComponent } from '../component-parsers.js';
import { type CompilerOptions, compilerOptionsFor } from './compiler-options.js';
import type { OtherFile } from '../../analysis/model.js';
import { endsIn, hasConditions, LOADS_PATHS, type ReadFiles, specifiersOf, surveyOf, targetsOf, targetsOfImports, textOfUnread, withoutEnding } from './unread-files.js';
import { packageHoldsWeakly } from './weak-packages.js';

/** What the evidence is read from. */
interface Files extends ReadFiles {
  readonly textOf: (path: string) => string;
  readonly parse: (path: string) => OtherFile | undefined;
  /** Absolute paths of the files whose text has a word. */
  readonly naming: (word: string) => Iterable<string>;
  /** The modules that a file may name, as it writes them. */
  readonly specifiersIn: (path: string) => readonly string[];
  /** The files that may import a file. */
  readonly importersOf: (path: string) => Iterable<string>;
}

/** Reads variables of modules which these do not export. */
const REWIRES = /['"](?:rewire|babel-plugin-rewire|rewiremock)['"]|\b__get__\b/;
/** Asks the frames of the stack for `this` and for functions, which only code in strict mode does not tell. */
const READS_FRAMES = /\bprepareStackTrace\b|\bgetThis\b/;
/** Makes code of the texts of files. */
const COMPILES = /^(?=[^]*\b_compile\b)[^]*\bmodule\b|['"](?:pirates|require-from-string)['"]/i;
const MAY_STAND_IN = /\bProxy\b|\bcreate\b|=\s*Object\b|__proto__|\bsetPrototypeOf\b|\binherits\b|\bReflect\b|\bprototype\b/;
const MAY_CHANGE_UUIDS = /\brandomUUID\b|\bcrypto\b['"`]?\s*[,=\]:;}]/;
/** The name of a file that tells a tool what to do, and is no part of the program. */
const CONFIGURES = /\.config\.[cm]?[jt]s$|[/\\]\.\w+rc\.[cm]?js$/;
const SUPER = /\bsuper\b/;
/** Reads a member of a base. */
const INHERITS_UNNAMED = /\bsuper\s*\[/;
const INHERITS = /\bsuper\s*(?:\?\.)?[.[]/;
/** A specifier with an escape of URLs, or one of texts in a relative path. */
const ESCAPED = /%[\da-f]{2}|^\\[xu\n]|^\.\.?(?:\/[^]*\\|\\[/\n])/i;
/** Any text at all. */
const ANY_TEXT = /(?:)/;
/** A text that can declare something for other files: one that says so, or that is no module. */
const DECLARES_GLOBALLY = /\bdeclare\s+global\b/;
const IS_MODULE = /^\s*(?:import|export)\b|\brequire\s*\(|\bexports\b/m;

type Ask = (index: SourceIndex) => boolean;

/** A question about each file: asked of its tree where its text may say yes, and once of each text. */
class Question {
  readonly #answers = new Map<string, boolean>();

  /**
   * @param may what a text must have for a yes
   * @param does absent where the text says it all. A file that cannot be parsed may do anything that its text speaks of
   * @param isOfMarkup may the markup of a component do it, too? That is not parsed
   */
  constructor(
    private readonly files: Files,
    private readonly may: RegExp,
    private readonly does?: Ask,
    private readonly isOfMarkup = false,
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
    if (!this.does || (this.isOfMarkup && isComponent(path))) return true;
    const file = this.files.parse(path);
    return !file || this.does(SourceIndex.of(file.source));
  }
}

/** Does a file name one of some packages, or a member? What stands in a comment or in the middle of a text does not count. */
function names(index: SourceIndex, packages: readonly string[], member: string): boolean {
  return packages.some((name) => index.stringsOf(name).length > 0) || index.membersNamed(member).length > 0;
}

/** A file in which types may be written. */
const MAY_HAVE_TYPES = /\.(?:[cm]?tsx?|vue|svelte)$/;

/** The questions whose answers do not depend on who asks. */
const questionsOf = (files: Files) => ({
  changesBuiltins: new Question(files, MAY_CHANGE_BUILTINS, (index) => index.table(changeOfBuiltins) !== undefined),
  holdsWeakly: new Question(files, MAY_HOLD_WEAKLY, (index) => index.table(weakHolder) !== undefined),
  putsTogether: new Question(files, MAY_LOAD_UNNAMED, (index) => index.table(loadsUnnamed) !== undefined),
  takesAny: new Question(files, TAKES_ANY_METHOD, takesAnyMethod),
  detachesUnnamed: new Question(files, READS_UNNAMED, detachesUnnamed),
  readsUnnamed: new Question(files, READS_UNNAMED, readsUnnamed),
  callsUnnamed: new Question(files, READS_UNNAMED, (index) => index.table(unnamedCall) !== undefined),
  inherits: new Question(files, INHERITS),
  inheritsUnnamed: new Question(files, INHERITS_UNNAMED),
  makesForEach: new Question(files, ANY_TEXT, makesForEach),
  namesAny: new Question(files, NAMES_ANY),
  namesShared: new Question(files, MAY_NAME_SHARED, (index) => index.table(sharedTypeIn) !== undefined),
  rewires: new Question(files, REWIRES, (index) => names(index, ['rewire', 'babel-plugin-rewire', 'rewiremock'], '__get__')),
  readsFrames: new Question(files, READS_FRAMES),
  evaluates: new Question(files, MAY_EVALUATE, (index) => unknownEvaluation(index) !== undefined),
  compiles: new Question(files, COMPILES, (index) => names(index, ['pirates', 'require-from-string'], '_compile')),
  standsIn: new Question(files, MAY_STAND_IN, (index) => index.table(standIn) !== undefined),
  changesUuids: new Question(files, MAY_CHANGE_UUIDS, (index) => index.table(changeOfUuids) !== undefined),
});

/** What the files of one project show that proofs of rewrites need. */
export class Evidence {
  readonly #questions: ReturnType<typeof questionsOf>;
  /** Questions about the methods of a name. */
  readonly #taking = new Map<string, Question>();
  readonly #signing = new Map<string, Question>();
  readonly #inheriting = new Map<string, Question>();
  /** What each file brands; absent where it was not asked yet. */
  readonly #branding = new Map<string, Branding | undefined>();
  /** The configurations of TypeScript, by the folders that they are for. */
  readonly #configs = new Map<string, CompilerOptions | undefined>();
  #globals: ReadonlyMap<string, string> | undefined;
  /** What was worked out of the files that may have the global object in hand. */
  #ofGlobals: { readonly answer: unknown } | undefined;
  readonly #survey = lazily(() => surveyOf(this.files));
  /** What each file that is not read imports, as it writes it. */
  readonly #imports = lazily(() => {
    const { unread, texts } = this.#survey();
    return [...unread, ...texts].map((path) => ({ path, specifiers: specifiersOf(textOfUnread(path)) })).filter(({ specifiers }) => specifiers.length > 0);
  });
  /** The programs and scripts among them, by the files that they import, without the endings of these, and by what those import in turn. */
  readonly #importers = lazily(() => {
    const programs = new Set(this.#survey().unread);
    const imports = this.#imports().filter(({ path }) => programs.has(path));
    const direct = imports.flatMap(({ path, specifiers }) => targetsOf(path, specifiers, this.files.root).map((target) => [target, path] as const));
    // A page and a manifest name what they load, and call nothing of it.
    return { direct: new Map(direct), all: this.#andImported(new Map(direct.filter(([, path]) => !/\.(?:html?|json)$/.test(path)))) };
  });
  /** What was found in files that are not read, by what was sought; nobody writes to these. */
  readonly #unread = new Map<string, string | undefined>();

  constructor(private readonly files: Files) {
    this.#questions = questionsOf(files);
  }

  /**
   * @param own the absolute path of the file that asks, which speaks for itself
   */
  for(own: string): ProjectEvidence {
    const { files } = this;
    const { changesBuiltins, holdsWeakly, putsTogether, takesAny, makesForEach, namesAny, namesShared, rewires, readsFrames, compiles, evaluates, standsIn, changesUuids } = this.#questions;
    return {
      changesBuiltins: () => changesBuiltins.first(files.paths(), own),
      own,
      ofGlobals: <Answer>(work: (handing: readonly OtherFile[]) => Answer) => (this.#ofGlobals ??= { answer: work([...files.paths()].filter((path) => mayHandGlobals(files.textOf(path))).flatMap((path) => files.parse(path) ?? [])) }).answer as Answer,
      writesUnnamed: () => {
        for (const path of files.paths()) {
          const file = MAY_WRITE_UNNAMED.test(files.textOf(path)) ? files.parse(path) : undefined;
          const node = file && SourceIndex.of(file.source).table(unnamedWrite);
          if (file && node) return { node, file };
        }
        return undefined;
      },
      declaresGlobal: (name) => {
        const path = (this.#globals ??= this.#findGlobals()).get(name);
        return path === undefined || path === own ? undefined : files.shown(path);
      },
      holdsWeakly: () => holdsWeakly.first(this.#program(), own) ?? this.#weakUnread().shown ?? this.#weakPackage().name,
      putTogether: () => putsTogether.first(files.paths()) ?? this.#loadsFolderOf(own) ?? this.#survey().link ?? this.#unreadWith('conditions', hasConditions) ?? this.#loadsPaths(),
      takesMethod: (name) => takesAny.first(files.paths(), own) ?? (name === undefined ? undefined : this.#takesMethod(name, own)),
      signsMethod: (name) => this.#named(this.#signing, name, ANY_TEXT, signsMethod, own),
      callsUnnamed: () => this.#questions.callsUnnamed.first(files.paths(), own),
      inherits: (name) => name === undefined ? this.#questions.inherits.first(files.paths(), own) : (this.#named(this.#inheriting, name, SUPER, inheritsMember, own) ?? this.#questions.inheritsUnnamed.first(files.paths(), own)),
      makesForEach: () => makesForEach.first(files.naming('forEach'), own),
      brands: (members, types) => {
        const path = [...files.paths()].find((candidate) => candidate !== own && this.#brandingOf(candidate)?.(members, types));
        return path === undefined ? undefined : files.shown(path);
      },
      namesAny: () => namesAny.first(files.paths(), own),
      namesShared: () => namesShared.first([...files.paths()].filter((path) => MAY_HAVE_TYPES.test(path)), own),
      namedUnread: (word) => this.#unreadWith(`word ${word}`, (_, text) => namesOneOf([word])(text)),
      importedUnread: () => {
        const ends = endsIn(own);
        const found = this.#imports().find(({ specifiers }) => specifiers.some((specifier) => ends.test(specifier)));
        return found ? files.shown(found.path) : this.#encoded(own);
      },
      runsUnread: () => {
        const { direct, all } = this.#importers();
        const path = direct.get(withoutEnding(own)) ?? all.get(withoutEnding(own));
        return path === undefined ? this.#loadsPaths() : files.shown(path);
      },
      rewires: () => rewires.first(files.paths()) ?? compiles.first(files.paths()) ?? evaluates.first(files.paths()) ?? (this.#isModule(own) ? undefined : readsFrames.first(files.paths())),
      compilesWith: (option) => {
        const config = this.#compilerOptions(dirname(own));
        return config?.mayHave(option) ? files.shown(config.path) : undefined;
      },
      compilesLoosely: () => {
        const config = this.#compilerOptions(dirname(own));
        return config && !config.isStrict ? files.shown(config.path) : undefined;
      },
      changesUuids: () => changesUuids.first(files.paths(), own),
      standsIn: () => standsIn.first(files.paths(), own),
    };
  }

  /** Another text is what a file holds from now on. */
  forget(path: string): void {
    for (const question of [...Object.values(this.#questions), ...this.#taking.values(), ...this.#signing.values(), ...this.#inheriting.values()]) question.forget(path);
    this.#branding.delete(path);
    this.#globals = undefined;
    this.#ofGlobals = undefined;
  }

  #brandingOf(path: string): Branding | undefined {
    if (!this.#branding.has(path)) this.#branding.set(path, brandingIn(path, this.files));
    return this.#branding.get(path);
  }

  /** Is a file a module of the language, all of which is in strict mode? */
  #isModule(path: string): boolean {
    const file = this.files.parse(path);
    return file !== undefined && SourceIndex.of(file.source).statements.some(({ type }) => /^(?:Import|Export)\w*Declaration$/.test(type));
  }

  /** The configurations of TypeScript for a folder. */
  #compilerOptions(folder: string): CompilerOptions | undefined {
    if (!this.#configs.has(folder)) this.#configs.set(folder, compilerOptionsFor(folder, this.files.root));
    return this.#configs.get(folder);
  }

  /** All files but those of tests alone: what these hold weakly they hold to see it die. */
  readonly #program = lazily((): ReadonlySet<string> => {
    const { files } = this;
    const paths = new Set(files.paths());
    const program = new Set([...paths].filter((path) => !isTest({ shown: files.shown(path) })));
    // What a file of the program imports is of the program, wherever it lies; a file that nobody imports is a test by its name.
    const others = [...paths].filter((path) => !program.has(path));
    for (let before = -1; before !== program.size;) {
      before = program.size;
      for (const path of others) if (!program.has(path) && [...files.importersOf(path)].some((importer) => program.has(importer))) program.add(path);
    }
    return program;
  });

  #takesMethod(name: string, own: string): string | undefined {
    return this.#named(this.#taking, name, mayTakeMethod(name), takesMethod, own) ?? this.#questions.detachesUnnamed.first(this.files.paths(), own) ?? this.#questions.readsUnnamed.first(this.files.paths(), own);
  }

  /** The first of the files with a word that says yes to a question about it. */
  #named(questions: Map<string, Question>, name: string, may: RegExp, does: (index: SourceIndex, name: string) => boolean, own: string): string | undefined {
    const question = questions.get(name) ?? new Question(this.files, may, (index) => does(index, name), questions === this.#taking);
    questions.set(name, question);
    return question.first(this.files.naming(name), own);
  }

  /** A file that is not read and may load any module. */
  #loadsPaths(): string | undefined {
    return this.#unreadWith('paths', (_, text) => LOADS_PATHS.test(text));
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

  /**
   * The first file, of those that may hold code and are not read, that says yes: ignored, built, or of another kind.
   *
   * @param sought the name of the question, under which its answer is kept
   */
  #unreadWith(sought: string, test: (path: string, text: string) => boolean): string | undefined {
    if (!this.#unread.has(sought)) {
      const path = this.#survey().unread.find((candidate) => test(candidate, textOfUnread(candidate)));
      this.#unread.set(sought, path === undefined ? undefined : this.files.shown(path));
    }
    return this.#unread.get(sought);
  }

  /** The same with all files of the project that those import, and that these import. */
  #andImported(importers: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    const all = new Map(importers);
    if (all.size === 0) return all;
    const read = new Map([...this.files.paths()].map((path) => [withoutEnding(path), path]));
    for (const [target, importer] of all) {
      const path = read.get(target);
      // What is added meanwhile is looked at, too.
      for (const next of path === undefined ? [] : targetsOf(path, this.files.specifiersIn(path), this.files.root)) if (!all.has(next)) all.set(next, importer);
    }
    return all;
  }

  /** A file that is not read, holds objects weakly, and imports or is imported by what is read, perhaps by way of others. */
  readonly #weakUnread = lazily((): { readonly shown?: string } => {
    const found = this.#survey().unread.filter((path) => /\bWeakRef\b|\bFinalizationRegistry\b/.test(textOfUnread(path)));
    if (found.length === 0) return {};
    const read = new Set([...this.files.paths()].map(withoutEnding));
    const specifiers = new Set([...this.files.paths()].flatMap((path) => this.files.specifiersIn(path)));
    const targets = this.#survey().unread.flatMap(targetsOfImports);
    const seen = new Set(found);
    for (const path of seen) {
      const ends = endsIn(path);
      const own = this.#imports().find((file) => file.path === path)?.specifiers ?? [];
      if ([...specifiers, ...targets].some((specifier) => ends.test(specifier)) || targetsOf(path, own, this.files.root).some((target) => read.has(target))) return { shown: this.files.shown(found[0] as string) };
      for (const importer of this.#imports()) if (importer.specifiers.some((specifier) => ends.test(specifier))) seen.add(importer.path);
    }
    return {};
  });

  /** A package that the program imports and that makes weak references. */
  readonly #weakPackage = lazily((): { readonly name?: string } => {
    const specifiers = new Set([...this.#program()].filter((path) => !CONFIGURES.test(path)).flatMap((path) => this.files.specifiersIn(path)));
    const name = [...specifiers].find((specifier) => !specifier.startsWith('.') && packageHoldsWeakly(specifier, this.files.root));
    return name === undefined ? {} : { name };
  });

  /** Files that hand what may be the name of a folder to a function, which may load all of it, by these folders. */
  readonly #handingFolders = lazily((): ReadonlyMap<string, string> => {
    const { root } = this.files;
    const found = [...this.files.paths()].flatMap((path) =>
      Array.from(this.files.textOf(path).matchAll(FOLDER_AS_ARGUMENT))
        .filter(([, callee]) => !/^(?:describe|it|test|suite)$/.test(callee ?? ''))
        .flatMap(([, , name = '']) => [dirname(path), root].map((from) => [join(from, name).replace(/\/$/, ''), path] as const)),
    );
    return new Map(found.reverse());
  });

  /** A file that may load the whole folder in which a file lies. */
  #loadsFolderOf(own: string): string | undefined {
    const paths = [...foldersAbove(own, this.files.root)].flatMap((folder) => this.#handingFolders().get(folder) ?? []);
    return paths[0] === undefined ? undefined : this.files.shown(paths[0]);
  }

  /** A specifier with an escape, such as `%63` or `\\x63`, may mean any module. */
  #encoded(own: string): string | undefined {
    for (const path of this.files.paths()) if (path !== own && this.files.specifiersIn(path).some((specifier) => ESCAPED.test(specifier))) return this.files.shown(path);
    return undefined;
  }
}

/** `loadAll('services')`, `requireDir(join(root, './lib'))`: a text that may be the name of a folder, handed to a function. */
const FOLDER_AS_ARGUMENT = /(?:\b(\w+)\s*\(|,)\s*['"\x60]((?:\.{1,2}\/)*[\w@-][\w@./-]*|\.{1,2})['"\x60]\s*[,)]/g;

/** The folders of a project around a file, its own root excepted. */
function foldersAbove(path: string, root: string): ReadonlySet<string> {
  const folders = new Set<string>();
  for (let at = dirname(path); at.startsWith(root + sep); at = dirname(at)) folders.add(at);
  return folders;
}

/** A brand, in a text that is no program. */
const BRANDS = /\b(?:string|number|bigint|symbol)\s*&(?!&)|[^&]&\s*(?:string|number|bigint|symbol)\b/;

/** Does a file brand primitives with one of some members, or may it with one of some types that it imports? */
type Branding = (members: ReadonlySet<string>, types: ReadonlySet<string>) => boolean;

function brandingIn(path: string, files: Files): Branding | undefined {
  const text = files.textOf(path);
  if (!MAY_HAVE_TYPES.test(path) || !MAY_BRAND.test(text)) return undefined;
  const file = files.parse(path);
  if (!file) return BRANDS.test(text) ? () => true : undefined;
  const index = SourceIndex.of(file.source);
  const { members: own } = index.table(brandsIn);
  const mayBrand = mayBrandImports(index);
  return own.size === 0 && !mayBrand ? undefined : (members, types) => [...own].some((name) => members.has(name)) || (mayBrand && namesOneOf([...types])(text));
}
