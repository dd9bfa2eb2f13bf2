/**
 * Writes a JSON value line by line, so that a large one is never one text: the members and items of its outer levels have
 * a line each.
 *
 * @param value what `JSON.stringify` can write, with lists and objects in its outer levels
 * @param depth how many levels are spread over lines
 */
export function* linesOf(value: unknown, depth: number, before = '', after = '', indent = ''): Generator<string> {
  const parts = depth > 0 && typeof value === 'object' && value !== null ? partsOf(value) : [];
  if (parts.length === 0) {
    yield `${indent}${before}${JSON.stringify(value)}${after}`;
    return;
  }
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  yield `${indent}${before}${open}`;
  for (const [index, [name, part]] of parts.entries()) yield* linesOf(part, depth - 1, name, index < parts.length - 1 ? ',' : '', `${indent}  `);
  yield `${indent}${close}${after}`;
}

function partsOf(value: object): [name: string, part: unknown][] {
  if (Array.isArray(value)) return value.map((item) => ['', item]);
  return Object.entries(value).flatMap(([name, part]) => (part === undefined ? [] : [[`${JSON.stringify(name)}: `, part]]));
}
