/** What the site is called and where it is. */
export const SITE = {
  /** Where it is published. */
  origin: 'https://eslint-plugin-ephemeron.github.io',
  /** The path below which all pages are. */
  base: '/eslint-plugin-ephemeron/',
  repository: 'https://github.com/eslint-plugin-ephemeron/eslint-plugin-ephemeron',
} as const;

export const DESCRIPTION = 'ESLint rules and codemods for keyed storage that outlives its keys: find the leak, rewrite it, prove it gone.';

/**
 * What pages may load: only what comes with them. Programs that the playground runs are under it, too, since their worker is
 * made from a blob; they can reach no other host.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline' blob:",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
].join('; ');
