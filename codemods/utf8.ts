import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';

/** What decoders put in place of bytes that are no UTF-8. A file may hold it, too. */
const REPLACEMENT = '\uFFFD';

/**
 * Is a text not what its file holds, since that is in another encoding? To write it back would lose what the file holds.
 *
 * @param text what the file gives when it is read as UTF-8
 * @param path where it is
 */
export function isGarbled(text: string, path: string): boolean {
  return isWide(text) || (text.includes(REPLACEMENT) && !isUtf8(readFileSync(path)));
}

/** Is every other byte zero where the text begins, as in UTF-16 without a mark? Such bytes are UTF-8, too, but no program. */
function isWide(text: string): boolean {
  return /^(?:[^\0]\0){4}|^(?:\0[^\0]){4}/.test(text);
}
