/** The name of a class, without what elements of a page tell of themselves. */
export function classWord(name: string): string {
  return name.replace(/^(<[\w-]+).*$/s, '$1>');
}
