import { createRequire } from 'node:module';

/**
 * The library that makes scopes of TypeScript's trees. It is loaded when it is asked for: linters have scopes of their own. The transforms
 * have it in their bundle (see `bundle.mjs`).
 */
export function scopeManagerLibrary(): typeof import('@typescript-eslint/scope-manager') {
  return createRequire(import.meta.url)('@typescript-eslint/scope-manager') as typeof import('@typescript-eslint/scope-manager');
}
