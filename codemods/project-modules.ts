import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * Loads a package that a project has installed: itself, or through another package that brings it along, as package
 * managers with strict folders keep it from everybody else.
 *
 * @param folder a folder of the project
 * @param name the package
 * @param via packages that bring it along
 * @returns `undefined` where the project has not installed it
 */
export function loadFromProject(folder: string, name: string, via: readonly string[] = []): unknown {
  const found = resolveFromProject(folder, name, via);
  return found && createRequire(found)(found);
}

/** Where `loadFromProject` would load a module from. */
export function resolveFromProject(folder: string, name: string, via: readonly string[] = []): string | undefined {
  for (const bringer of [undefined, ...via]) {
    try {
      const require = createRequire(join(folder, 'any.js'));
      return (bringer === undefined ? require : createRequire(require.resolve(bringer))).resolve(name);
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
  }
  return undefined;
}

/** Not there, or there for `import` alone. */
function isAbsent(error: unknown): boolean {
  return ['MODULE_NOT_FOUND', 'ERR_PACKAGE_PATH_NOT_EXPORTED'].includes((error as NodeJS.ErrnoException).code ?? '');
}
