import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';

/** A place in a text: line from 1, column from 0, as source maps count. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** A script or source on the disk. */
export interface SourceFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/** Where the scripts of a page may lie, seen from the working folder. */
const BUILD_FOLDERS = ['.', 'dist', 'build', 'public', 'out', 'www', 'static', '.next', 'assets'];
const MOST_BYTES = 64 * 1024 * 1024;

/** Finds what the scripts of a heap were made of, on this machine. */
export class SourceFiles {
  readonly #read = new Map<string, SourceFile | undefined>();
  readonly #maps = new Map<string, { readonly map: TraceMap; readonly folder: string } | undefined>();
  /** What scripts name and is not there. */
  readonly missing = new Set<string>();

  /**
   * @param cwd where paths start from
   * @param folders where the scripts of pages and their maps are, besides the usual
   * @param headOf how the text of a script begins that ran
   */
  constructor(
    readonly cwd: string,
    readonly folders: readonly string[] = [],
    readonly headOf: (url: string) => string | undefined = () => undefined,
  ) {}

  /** The file of a script, by what V8 calls it. */
  ofScript(url: string): SourceFile | undefined {
    for (const path of this.#pathsOf(url)) {
      const file = this.at(path);
      if (file) return file;
    }
    const moved = this.#moved(url);
    if (moved) return moved;
    this.missing.add(url);
    return undefined;
  }

  /**
   * A script of a program that ran in another folder, or on another machine: below the folders of this one, by the end of its path. The name
   * of a file alone is enough only where its text is the one that ran.
   */
  #moved(url: string): SourceFile | undefined {
    const head = this.headOf(url) ?? '';
    const files = this.#movedPaths(url).flatMap(({ path, isNameAlone }) => {
      const file = this.at(path);
      return file ? [{ file, isNameAlone, isSame: head !== '' && file.text.startsWith(head) }] : [];
    });
    return (files.find(({ isSame }) => isSame) ?? files.find(({ isNameAlone }) => !isNameAlone))?.file;
  }

  /** The ends of a path below the folders of this machine, the longest first; what is of a package stays in it. */
  #movedPaths(url: string): readonly { readonly path: string; readonly isNameAlone: boolean }[] {
    if (/^(?!file:)[a-z][\w+.-]+:/i.test(url)) return [];
    const parts = url.replace(/^file:\/+/, '').split(/[\\/]/).filter((part) => part !== '' && part !== '..');
    const latest = parts.includes('node_modules') ? parts.lastIndexOf('node_modules') : parts.length - 1;
    return Array.from({ length: latest + 1 }, (_, index) => parts.slice(index)).flatMap((end) => [this.cwd, ...this.folders].map((folder) => ({ path: resolve(this.cwd, folder, ...end), isNameAlone: end.length === 1 })));
  }

  at(path: string): SourceFile | undefined {
    if (!this.#read.has(path)) this.#read.set(path, readText(path));
    return this.#read.get(path);
  }

  /**
   * Where a place of a script comes from, by the source map that the script names or that is beside it.
   *
   * @returns nothing where there is no map, or where the text of the source is neither here nor in the map
   */
  original(script: SourceFile, place: TextPlace): { readonly path: string; readonly file: SourceFile; readonly place: TextPlace } | undefined {
    const found = this.#mapOf(script);
    if (!found) return undefined;
    const { source, line, column } = originalPositionFor(found.map, place);
    if (source === null) return undefined;
    const path = this.#sourceAt(source, found.folder);
    const index = found.map.resolvedSources.indexOf(source);
    const content = found.map.sourcesContent?.[index];
    const file = this.at(path) ?? (content ? { path, text: content } : undefined);
    if (file) return { path, file, place: { line, column } };
    this.missing.add(`${script.path}: ${source}`);
    return undefined;
  }

  hasMap(script: SourceFile): boolean {
    return this.#mapOf(script) !== undefined;
  }

  #mapOf(script: SourceFile): { readonly map: TraceMap; readonly folder: string } | undefined {
    if (!this.#maps.has(script.path)) this.#maps.set(script.path, this.#readMap(script));
    return this.#maps.get(script.path);
  }

  #readMap({ path, text }: SourceFile): { readonly map: TraceMap; readonly folder: string } | undefined {
    const named = [...text.slice(-MOST_BYTES).matchAll(/^[ \t]*\/[/*][#@] ?sourceMappingURL=([^\s*]+)/gm)].at(-1)?.[1];
    const inline = named === undefined ? undefined : /^data:[^,]*?(;base64)?,(.*)$/s.exec(named);
    try {
      if (inline) return { map: new TraceMap(inline[1] ? Buffer.from(inline[2] ?? '', 'base64').toString() : decodeURIComponent(inline[2] ?? '')), folder: dirname(path) };
      const files = [...(named === undefined ? [] : [resolve(dirname(path), decodeURIComponent(named.replace(/^https?:\/\/[^/]+\//, '')))]), `${path}.map`];
      const file = files.find((one) => existsSync(one));
      if (file !== undefined) return { map: new TraceMap(readFileSync(file, 'utf8')), folder: dirname(file) };
      if (named !== undefined) this.missing.add(`${path}: ${named}`);
    } catch {
      // A map that cannot be read is none.
      this.missing.add(`${path}: ${inline ? 'inline source map' : (named ?? '')}`);
    }
    return undefined;
  }

  #sourceAt(source: string, folder: string): string {
    if (source.startsWith('file:')) return this.#hereOr(fileURLToPath(source));
    const bare = source.replace(/^(?:webpack|turbopack|rollup|vite|ng)(?:-internal)?:\/\/(?:[^/]*\/)?/, '').replace(/^https?:\/\/[^/]+\//, '').replace(/\?.*$/s, '');
    if (isAbsolute(bare) && existsSync(bare)) return bare;
    const relative = bare.replace(/^\/+/, '');
    const tries = [join(folder, bare), join(this.cwd, relative), ...this.folders.map((one) => resolve(this.cwd, one, relative)), join(this.cwd, relative.replace(/^(?:\.\.?\/)+/, ''))];
    return tries.find((path) => existsSync(path)) ?? (isAbsolute(bare) ? this.#hereOr(bare) : join(folder, bare));
  }

  #hereOr(path: string): string {
    return existsSync(path) ? path : (this.#moved(path)?.path ?? path);
  }

  #pathsOf(url: string): readonly string[] {
    try {
      if (url.startsWith('file:')) return [fileURLToPath(url)];
      if (/^https?:/.test(url)) {
        const path = decodeURIComponent(new URL(url).pathname);
        const name = path.split('/').at(-1) ?? '';
        return [...this.folders, ...BUILD_FOLDERS].flatMap((folder) => [join(this.cwd, folder, path), join(this.cwd, folder, name)].map((one) => resolve(one)));
      }
    } catch {
      return [];
    }
    const bare = url.replace(/^(?:webpack|turbopack)(?:-internal)?:\/\/(?:[^/]*\/)?/, '').replace(/\?.*$/s, '');
    return isAbsolute(bare) ? [bare] : [resolve(this.cwd, bare)];
  }
}

function readText(path: string): SourceFile | undefined {
  try {
    const stats = statSync(path);
    return stats.isFile() && stats.size <= MOST_BYTES ? { path, text: readFileSync(path, 'utf8') } : undefined;
  } catch {
    return undefined;
  }
}
