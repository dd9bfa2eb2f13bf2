import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { grouped } from '../../analysis/source/lists.js';

/** What is read of a `package.json` (https://docs.npmjs.com/cli/configuring-npm/package-json). */
interface Manifest {
  readonly name?: unknown;
  readonly private?: unknown;
  readonly bin?: unknown;
  readonly exports?: unknown;
  readonly [field: string]: unknown;
}

const ENTRY_FIELDS = ['main', 'module', 'browser', 'source', 'jsnext:main', 'bin', 'exports'] as const;
const DEPENDENCIES = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'] as const;
const SOURCE_ENDINGS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'] as const;
const ENDING = /\.[cm]?[jt]sx?$/;
const SOURCE_FOLDERS = ['src', 'source', 'lib', ''] as const;
/** What bundles of a whole package are made from, where nothing else shows it. */
const USUAL_ENTRY = /^(?:index|main|mod|entry|public[-_]?api)$/;

/** One package of a project, and which of its files code outside of it starts from. */
export class Package {
  #entries: ReadonlySet<string> | 'all' | undefined;
  readonly #manifest: Manifest;
  readonly #filesFor = new Map<string, readonly string[]>();

  /**
   * @param folder the folder of its `package.json`
   * @param files all files of the project that hold code
   */
  constructor(
    readonly folder: string,
    private readonly files: ReadonlySet<string>,
  ) {
    this.#manifest = readManifest(folder);
  }

  get name(): string | undefined {
    return typeof this.#manifest.name === 'string' ? this.#manifest.name : undefined;
  }

  /** Do others install it: is there anything that they start from? */
  get isOffered(): boolean {
    return this.#manifest.private !== true || this.#targets().length > 0;
  }

  /** May anyone install it? */
  get isPublished(): boolean {
    return this.#manifest.private !== true;
  }

  /** Does it say that it needs another package? */
  needs(name: string): boolean {
    return DEPENDENCIES.some((field) => isRecord(this.#manifest[field]) && Object.hasOwn(this.#manifest[field], name));
  }

  /** Can code outside of the package start from a file? */
  isEntry(path: string): boolean {
    this.#entries ??= this.#findEntries();
    return this.#entries === 'all' || this.#entries.has(path);
  }

  /** The files that an import of the package leads to. */
  filesFor(subpath: string): readonly string[] {
    const known = this.#filesFor.get(subpath) ?? this.#findFiles(subpath);
    this.#filesFor.set(subpath, known);
    return known;
  }

  #findFiles(subpath: string): readonly string[] {
    const own = this.#manifest.exports;
    const targets = subpath === '.' ? this.#targets() : stringsIn(isRecord(own) ? own[subpath] : undefined);
    const direct = targets.flatMap((target) => this.#sourcesOf(target));
    return direct.length > 0 || subpath === '.' ? direct : this.#sourcesOf(subpath);
  }

  #targets(): readonly string[] {
    return ENTRY_FIELDS.flatMap((field) => stringsIn(this.#manifest[field])).filter((target) => !/\.(?:json|css|d\.[cm]?ts)$/.test(target));
  }

  #findEntries(): ReadonlySet<string> | 'all' {
    const targets = this.#targets();
    // Without a word on it, everything in a package can be imported.
    if (targets.length === 0) return this.#manifest.private === true ? new Set() : 'all';
    const entries = new Set<string>();
    const beside = new Set(isRecord(this.#manifest.exports) ? Object.entries(this.#manifest.exports).flatMap(([name, value]) => (/^\.\/./.test(name) ? stringsIn(value) : [])) : []);
    for (const target of targets) {
      // The old way to offer a whole folder.
      if (target.endsWith('/')) return 'all';
      const sources = this.#sourcesOf(target);
      const found = sources.length > 0 ? sources : this.#usualEntries(target).filter((file) => !beside.has(target) || !USUAL_ENTRY.test(stemOf(file)) || stemOf(file) === basename(target).split('.')[0]);
      if (found.length === 0) return 'all';
      for (const path of found) entries.add(path);
    }
    return entries;
  }

  /** The sources that a target of `package.json` names or, where it is built, seems to be built from. */
  #sourcesOf(target: string): readonly string[] {
    const path = target.replace(/^\.\//, '');
    if (path.includes('*')) return this.#matching(path);
    const direct = this.#existing(path);
    if (direct.length > 0) return direct;
    const stem = path.replace(/(?:\.(?:min|umd|esm?|cjs|mjs|production|development|prod|dev|browser))*\.[cm]?jsx?$/, '');
    const segments = stem.split('/');
    for (let skipped = 1; skipped < segments.length; skipped++) {
      const rest = segments.slice(skipped).join('/');
      for (const folder of SOURCE_FOLDERS) {
        const found = this.#existing(folder ? `${folder}/${rest}` : rest);
        if (found.length > 0) return found;
      }
    }
    return [];
  }

  #existing(path: string): string[] {
    const base = join(this.folder, path);
    const stem = base.replace(/\.[cm]?jsx?$/, '');
    const candidates = [base, ...SOURCE_ENDINGS.flatMap((ending) => [stem + ending, base + ending, join(base, `index${ending}`)])];
    return candidates.filter((candidate) => this.files.has(candidate)).slice(0, 1);
  }

  #matching(pattern: string): string[] {
    const tail = pattern.slice(pattern.indexOf('*') + 1).replace(ENDING, '');
    return [...this.files].filter((file) => file.startsWith(this.folder + sep) && file.replace(ENDING, '').endsWith(tail));
  }

  #usualEntries(target: string): string[] {
    const names = new Set([basename(target).split('.')[0], this.name?.split('/').at(-1)]);
    return [...this.files].filter((file) => {
      const inside = relative(this.folder, dirname(file));
      const stem = stemOf(file);
      return (inside === '' || inside === 'src' || inside === 'lib') && (USUAL_ENTRY.test(stem) || names.has(stem));
    });
  }
}

function stemOf(file: string): string {
  return basename(file).replace(ENDING, '');
}

/** The nearest package around each folder of a project. */
export class Packages {
  readonly #byFolder = new Map<string, Package | undefined>();
  #named: ReadonlyMap<string, readonly Package[]> | undefined;
  readonly #needs = new Map<string, boolean>();

  constructor(
    private readonly root: string,
    private readonly files: ReadonlySet<string>,
  ) {}

  /** The package that a file belongs to; none where no `package.json` is above it in the project. */
  of(path: string): Package | undefined {
    return this.#at(dirname(path));
  }

  #at(folder: string): Package | undefined {
    if (this.#byFolder.has(folder)) return this.#byFolder.get(folder);
    const isAbove = folder === this.root || folder === dirname(folder);
    const found = existsSync(join(folder, 'package.json')) ? new Package(folder, this.files) : isAbove ? undefined : this.#at(dirname(folder));
    this.#byFolder.set(folder, found);
    return found;
  }

  /** Does some package of the project say that it needs another one? */
  need(name: string): boolean {
    this.#needs.set(name, this.#needs.get(name) ?? [...this.#all(), this.#at(this.root)].some((each) => each?.needs(name) === true));
    return this.#needs.get(name) === true;
  }

  #all(): ReadonlySet<Package> {
    return new Set([...this.files].flatMap((file) => this.of(file) ?? []));
  }

  /** The packages of the project by their names. */
  get named(): ReadonlyMap<string, readonly Package[]> {
    this.#named ??= grouped([...this.#all()].filter(({ name }) => name !== undefined), ({ name }) => name as string);
    return this.#named;
  }
}

function readManifest(folder: string): Manifest {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return isRecord(manifest) ? manifest : {};
  } catch {
    // One that cannot be read says nothing, so that all of the package counts as offered.
    return {};
  }
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return isRecord(value) || Array.isArray(value) ? Object.values(value).flatMap(stringsIn) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
