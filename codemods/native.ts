import { createRequire } from 'node:module';
import { load } from 'yuku-core';

/** A library whose compiled part the package manager has left out, or for which there is none on this machine. */
export class MissingBindingError extends Error {
  override readonly name = 'MissingBindingError';

  constructor(library: string, cause: unknown) {
    const message = `${library} is here without its compiled part for ${process.platform}-${process.arch}, which npm leaves out at times`;
    super(`${message}: remove node_modules and package-lock.json, then npm install --include=optional`, { cause });
  }
}

/** The parser. @throws MissingBindingError where its compiled part is missing */
export function loadCore(): ReturnType<typeof load> {
  return orMissing('yuku-core', load);
}

/** The resolver of modules. @throws MissingBindingError where its compiled part is missing */
export function loadResolver(): typeof import('oxc-resolver') {
  return orMissing('oxc-resolver', () => createRequire(import.meta.url)('oxc-resolver') as typeof import('oxc-resolver'));
}

function orMissing<T>(library: string, load: () => T): T {
  try {
    return load();
  } catch (error) {
    throw new MissingBindingError(library, error);
  }
}
