import { createRequire } from 'node:module';

// By the package's own name, which is right both from the sources and from `dist/`.
const { name, version, homepage } = createRequire(import.meta.url)('eslint-plugin-ephemeron/package.json') as Record<
  'name' | 'version' | 'homepage',
  string
>;

/** What this tool is called, where its home is, and which version of it this is. */
export const TOOL = { name, version, url: homepage } as const;
