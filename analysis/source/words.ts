/** Where a text has another one in it. */
export function offsetsOf(sought: string, text: string): readonly number[] {
  const found: number[] = [];
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + sought.length)) found.push(at);
  return found;
}

/** Does a word that stands at a place of a text end there, and begin there, too? */
export function isWholeWord(at: number, word: string, text: string): boolean {
  return !isOfName(text.charCodeAt(at - 1)) && !isOfName(text.charCodeAt(at + word.length));
}

/** A test of a text: does it hold one of some names as a word? */
export function namesOneOf(names: readonly string[]): (text: string) => boolean {
  return (text) => names.some((name) => hasWord(name, text));
}

function hasWord(word: string, text: string): boolean {
  if (word === '') return true;
  let at = text.indexOf(word);
  while (at >= 0 && !isWholeWord(at, word, text)) at = text.indexOf(word, at + 1);
  return at >= 0;
}

/** A text as the part of a regular expression that matches it alone: members may have any characters in their names. */
export function asPattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** Is it a character of an ASCII name, by its code: a letter, digit, `_` or `$`? */
function isOfName(character: number): boolean {
  return (character >= 97 && character <= 122) || (character >= 65 && character <= 90) || (character >= 48 && character <= 57) || character === 95 || character === 36;
}
