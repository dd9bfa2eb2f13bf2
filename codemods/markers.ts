import type { TSESTree } from '@typescript-eslint/utils';
import type { Edit } from '../analysis/model.js';
import { commentsOf, type ParsedSource } from '../analysis/source/source.js';
import type { CodemodName } from './options.js';

const LABEL = 'TODO(ephemeron)';

/**
 * Marks the place of a container for later, with a comment of its own line above what creates it: above its statement,
 * class member or property, and above the one-line comments there, for some of them speak to tools of the line below.
 *
 * @returns nothing where there is such a mark already
 */
export function markerAt(source: ParsedSource, creation: TSESTree.Node, codemod: CodemodName): readonly Edit[] {
  const { text } = source;
  const places = placesAround(creation);
  const comment = `${LABEL}: ${codemod}`;
  const place = places.find(({ range }) => indentBefore(text, range[0]) !== undefined);
  if (!place) {
    // In the middle of its line, as in minified code.
    const at = (places[0] ?? creation).range[0];
    return text.slice(0, at).trimEnd().endsWith(`${comment} */`) ? [] : [insertion(at, `/* ${comment} */ `)];
  }

  const above = commentLinesAbove(source, place.range[0]);
  if (above.some(({ value }) => value.includes(LABEL))) return [];
  const start = (above.at(-1) ?? place).range[0];
  const indent = indentBefore(text, start) ?? '';
  const lineBreak = /\r\n|[\r\n]/.exec(text)?.[0] ?? '\n';
  return [insertion(start - indent.length, `${indent}// ${comment}${lineBreak}`)];
}

/** The nodes around a creation before which a comment can stand on a line of its own, from the inside. */
function placesAround(creation: TSESTree.Node): TSESTree.Node[] {
  const places: TSESTree.Node[] = [];
  for (let node: TSESTree.Node | undefined = creation; node; node = node.parent) {
    if (/(?:Statement|Declaration|Definition|Property)$/.test(node.type)) places.push(node);
  }
  return places;
}

/** The comments that stand right above a place, each on one line of its own; the nearest comes first. */
function commentLinesAbove(source: ParsedSource, place: number): TSESTree.Comment[] {
  const { text } = source;
  const found: TSESTree.Comment[] = [];
  let from = place;
  for (const comment of [...commentsOf(source)].sort((a, b) => b.range[1] - a.range[1])) {
    const [start, end] = comment.range;
    if (end > from) continue;
    const isRightAbove = /^[ \t]*(?:\r\n|[\r\n])[ \t]*$/.test(text.slice(end, from));
    if (!isRightAbove || /[\r\n]/.test(comment.value) || indentBefore(text, start) === undefined) break;
    found.push(comment);
    from = start;
  }
  return found;
}

/** The blanks before an offset on its line; nothing where something else stands there, too. */
function indentBefore(text: string, offset: number): string | undefined {
  return /(?:^|[\r\n])([ \t]*)$/.exec(text.slice(0, offset))?.[1];
}

function insertion(at: number, text: string): Edit {
  return { range: [at, at], text };
}
