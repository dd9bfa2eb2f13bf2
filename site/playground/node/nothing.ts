/**
 * What stands for the modules of Node that a browser lacks: there are no files, and nothing is installed. The bundler adds
 * each further name that is imported, as `undefined`.
 */
import { name, version } from '../../../package.json';

export const existsSync = (): boolean => false;

export const builtinModules: readonly string[] = [];

/** Finds the one file that the rules ask for: the package's own name and version. */
export const createRequire = () => Object.assign((id: string) => (id === 'eslint-plugin-ephemeron/package.json' ? { name, version } : absent(id)), { resolve: absent });

function absent(id: string): never {
  throw new Error(`there is no ${id} in a browser`);
}

export default {};

export const fileURLToPath = (url: string): string => new URL(url).pathname;
