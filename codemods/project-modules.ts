import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A folder of this package. What is installed for it was installed by whoever runs it. */
export const OWN_FOLDER = dirname(fileURLToPath(import.meta.url));

/** What to do about a package that only the tree has installed. */
export const ONLY_WITH_TRUST = 'the one of this tree is run only with --trust, or install one beside eslint-plugin-ephemeron';

/**
 * From where packages that read a file may be loaded, and so run.
 *
 * @param folder the folder of the file
 * @param trust may what its tree has installed be run?
 */
export function foldersToLoadFrom(folder: string, trust: boolean): readonly string[] {
  return trust ? [folder, OWN_FOLDER] : [OWN_FOLDER];
}

/**
 * Loads a package from the first folder where it is installed: itself, or through another package that brings it along, as
 * package managers with strict folders keep it from everybody else.
 *
 * @param name the package
 * @param via packages that bring it along
 * @returns `undefined` where it is not installed
 */
export function loadFrom(folders: readonly string[], name: string, via: readonly string[] = []): unknown {
  const found = resolveFrom(folders, name, via);
  return found && createRequire(found)(found);
}

/** Where `loadFrom` would load a module from. Runs nothing. */
export function resolveFrom(folders: readonly string[], name: string, via: readonly string[] = []): string | undefined {
  for (const folder of folders) {
    for (const bringer of [undefined, ...via]) {
      try {
        const require = createRequire(join(folder, 'any.js'));
        return (bringer === undefined ? require : createRequire(require.resolve(bringer))).resolve(name);
      } catch (error) {
        if (!isAbsent(error)) throw error;
      }
    }
  }
  return undefined;
}

/**
 * Runs a step as if the working folder was that of this package: parsers of components look for packages in the working
 * folder, too, which may be that of a tree that nobody trusts.
 */
export function inOwnFolder<T>(step: () => T): T {
  const { cwd } = process as { cwd: () => string };
  process.cwd = () => OWN_FOLDER;
  try {
    return step();
  } finally {
    process.cwd = cwd;
  }
}

/** Not there, or there for `import` alone. */
function isAbsent(error: unknown): boolean {
  return ['MODULE_NOT_FOUND', 'ERR_PACKAGE_PATH_NOT_EXPORTED'].includes((error as NodeJS.ErrnoException).code ?? '');
}
