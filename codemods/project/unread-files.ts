import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { asPattern } from '../../analysis/source/words.js';
import { RUNTIME_OF_YARN } from './ignores.js';

/** A project, as far as its files are read. */
export interface ReadFiles {
  /** The folder of the project. */
  readonly root: string;
  /** Absolute paths of the files that hold code and are read. */
  readonly paths: () => Iterable<string>;
  readonly shown: (path: string) => string;
}

/** Files beyond this size are no sources, and their names are not looked for. */
const MOST_BYTES = 1_000_000;
/** Folders that hold no file of the project itself. */
const FOREIGN = new Set(['node_modules', '.git', '.hg', '.svn', '.yarn', '.pnpm-store']);
/** In a file that is not read: loads a name that is put together, and not only handed on as in bundles. */
export const LOADS_PATHS = /\b(?:import|require)\s*\(\s*(?!(?:'[^'\n]*'|"[^"\n]*"|`[^`$]*`)\s*[,)])[^\n)]{0,200}?(?:\b__dirname\b|\bimport\.meta\b|\bcwd\s*\(|\bURL\b|\bjoin\b|\bresolve\b|\+|\$\{)/;

/** What lies in the folder of a project and is not read, and a link there, by which a module has another name. */
interface Survey {
  readonly unread: readonly string[];
  /** Files of other kinds, which may hold a command that imports a module: workflows, scripts in other languages, notes. */
  readonly texts: readonly string[];
  readonly link: string | undefined;
}

export function surveyOf(files: ReadFiles): Survey {
  const read = new Set(files.paths());
  const unread: string[] = [];
  const texts: string[] = [];
  let link: string | undefined;
  const pending = [files.root];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !FOREIGN.has(entry.name)) pending.push(path);
      else if (entry.isFile() && !read.has(path) && !BINARY.test(entry.name) && !RUNTIME_OF_YARN.test(entry.name)) (MAY_RUN.test(entry.name) ? unread : texts).push(path);
      else if (entry.isSymbolicLink() && leadsInto(files.root, path)) link ??= files.shown(path);
    }
  }
  return { unread, texts, link };
}

/** Does a link lead to a folder or a program of the project? */
function leadsInto(root: string, link: string): boolean {
  try {
    const target = realpathSync(link);
    return target.startsWith(realpathSync(root) + sep) && (statSync(target).isDirectory() || MAY_RUN.test(basename(target)));
  } catch {
    return false;
  }
}

export function textOfUnread(path: string): string {
  try {
    return statSync(path).size <= MOST_BYTES ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}

/** What a text imports, as far as it is written in quotes, which may be escaped. */
export function specifiersOf(text: string): readonly string[] {
  return Array.from(text.matchAll(/(?:from|import|require|src)\b(?=[^'"\x60\n]{0,20}['"\x60]([^'"\x60\n]*)['"\x60])/g), ([, specifier]) => (specifier ?? '').replace(/\\+$/, ''));
}

/** A test of specifiers that may mean a module by its file name. */
export function endsIn(path: string): RegExp {
  const name = asPattern(basename(path).replace(/\.[^.]+$/, ''));
  const folder = name === 'index' ? basename(dirname(path)) : name;
  return new RegExp(String.raw`\b(?:${name}|${folder})(?:\.\w+)?$`);
}

/** The files that relative specifiers mean, without their endings: from the folder of the text, and from where scripts are started. */
export function targetsOf(path: string, specifiers: readonly string[], root: string): readonly string[] {
  const folders = /\.[cm]?[jt]sx?$/.test(path) ? [dirname(path)] : [dirname(path), root];
  return specifiers.filter((specifier) => specifier.startsWith('.')).flatMap((specifier) => folders.map((folder) => withoutEnding(join(folder, specifier))));
}

export function withoutEnding(path: string): string {
  return path.replace(/(?:\/index)?\.[cm]?[jt]sx?$/, '');
}

/** A manifest whose `imports` mean different modules under different conditions. */
export function hasConditions(path: string, text: string): boolean {
  const imports = importsOfManifest(path, text);
  return imports === 'broken' || Object.values(imports).some((target) => typeof target === 'object');
}

/** The files that the `imports` of a manifest mean. */
export function targetsOfImports(path: string): readonly string[] {
  const imports = importsOfManifest(path, textOfUnread(path));
  return imports === 'broken' ? [] : Object.values(imports).filter((target): target is string => typeof target === 'string');
}

function importsOfManifest(path: string, manifest: string): Readonly<Record<string, unknown>> | 'broken' {
  if (basename(path) !== 'package.json' || !/"imports"\s*:/.test(manifest)) return {};
  try {
    return (JSON.parse(manifest) as { readonly imports?: Readonly<Record<string, unknown>> }).imports ?? {};
  } catch {
    return 'broken';
  }
}

/** Files that may hold code: those without an ending, and those whose ending is of a language that runs here or names files that do. */
const MAY_RUN = /^[^.]+$|^\.?package\.json$|\.(?:[cm]?[jt]sx?|html?|vue|svelte|astro|mdx|ejs|hbs|sh|es6|jsm|node)$/i;

/** Files that hold no text. */
const BINARY = /\.(?:png|jpe?g|gif|webp|avif|ico|bmp|tiff?|psd|woff2?|ttf|otf|eot|pdf|zip|gz|tgz|bz2|xz|7z|rar|jar|mp[34]|m4[av]|mov|webm|og[gv]|wav|flac|wasm|so|dll|dylib|exe|class|pyc|bin|dat|db|sqlite3?|map|snap|lock)$/i;

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
