import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { loadResolver } from '../native.js';
import type { Packages } from './packages.js';
import type { Resolver } from './project.js';
import { mayStandFor } from './relative-paths.js';

const ENDINGS = ['.ts', '.tsx', '.mts', '.cts', '.d.ts', '.js', '.jsx', '.mjs', '.cjs'];

const BUILT_IN: ReadonlySet<string> = new Set(builtinModules);

/** Finds the file that a specifier leads to, as bundlers, TypeScript and Node do. */
export class Specifiers implements Resolver {
  readonly #resolver = new (loadResolver().ResolverFactory)({
    tsconfig: 'auto',
    extensions: ENDINGS,
    extensionAlias: { '.js': ['.ts', '.tsx', '.d.ts', '.js', '.jsx'], '.jsx': ['.tsx', '.jsx'], '.mjs': ['.mts', '.mjs'], '.cjs': ['.cts', '.cjs'] },
    conditionNames: ['source', 'types', 'import', 'require', 'node', 'default'],
    mainFields: ['source', 'module', 'main'],
    builtinModules: true,
  });
  readonly #bare = new Map<string, string | undefined>();
  readonly #own = new Map<string, readonly string[] | undefined>();

  constructor(private readonly packages: Packages) {}

  /** Does a specifier in one file lead to another file? */
  leadsTo(specifier: string, from: string, target: string): boolean {
    const bare = specifier.replace(/[?#].*$/, '') || specifier;
    if (bare.startsWith('.')) return mayStandFor(join(dirname(from), bare), target) && (this.#resolve(from, bare) ?? target) === target;
    if (BUILT_IN.has(bare) || bare.startsWith('node:')) return false;
    if (!this.#own.has(bare)) this.#own.set(bare, this.#inProject(bare));
    const own = this.#own.get(bare);
    if (own) return own.includes(target);
    // What leads nowhere and is no package that is needed may be an alias that some tool knows: it may mean any module.
    return (this.#resolveBare(from, bare) ?? (bare.includes('/') || !this.packages.need(bare) ? target : undefined)) === target;
  }

  /** Does a specifier that is no path lead nowhere, so that it may be an alias of any module? */
  isUntold(specifier: string, from: string): boolean {
    const bare = specifier.replace(/[?#].*$/, '') || specifier;
    return !bare.startsWith('.') && this.#inProject(bare) === undefined && this.#resolveBare(from, bare) === undefined;
  }

  /** The file that a specifier in one file leads to. */
  find(specifier: string, from: string): string | undefined {
    const bare = specifier.replace(/[?#].*$/, '') || specifier;
    if (BUILT_IN.has(bare) || bare.startsWith('node:')) return undefined;
    return bare.startsWith('.') ? this.#resolve(from, bare) : this.#resolveBare(from, bare);
  }

  /** The files that the name of a package of the project stands for. */
  #inProject(specifier: string): readonly string[] | undefined {
    const [, name, subpath] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(specifier) ?? [];
    const found = name === undefined ? undefined : this.packages.named.get(name);
    const files = found?.flatMap((each) => each.filesFor(subpath === undefined ? '.' : `.${subpath}`)) ?? [];
    return files.length > 0 ? files : undefined;
  }

  /** A name that is no path, which leads to the same from all files of a package. */
  #resolveBare(from: string, specifier: string): string | undefined {
    const key = `${this.packages.of(from)?.folder ?? dirname(from)}\0${specifier}`;
    if (!this.#bare.has(key)) this.#bare.set(key, this.#resolve(from, specifier));
    return this.#bare.get(key);
  }

  #resolve(from: string, specifier: string): string | undefined {
    return this.#resolver.resolveFileSync(from, specifier).path;
  }
}
