import { mayEndEntries } from './ended-entries.js';

/**
 * The one test of the text that decides whether a file can hold a container that this plugin speaks of.
 *
 * A strong container that leaks must be built (`new Map`, `new Set`, also under another name or by a subclass, an array that is searched by identity or whose items
 * are ended one by one, an empty object that is written by computed keys) and written. The test errs on the side of reading a file: comments and strings count.
 */
const BUILDS = /\bnew\s+(?:Map|Set)\b|[{,]\s*(?:Map|Set)\s*(?::\s*[\w$]+\s*)?[,}]|(?:\.|=\s*|\bextends\s+)(?:Map|Set)\b(?!\s*<[^>]*>\s*[|&;,)=])/;
const ARRAY_AS_SET = /\.(?:includes|indexOf|find(?:Index)?)\s*\(/;

const SEARCHES = /\b(?:includes|(?:last)?[iI]ndexOf|find(?:Index)?)\b/;
const FILLS = /\.(?:push|unshift)\s*\(|\.length\s*\]\s*=(?!=)/;
/** `this` as an argument, in a record, or at the end of a list. */
const HANDS_ITSELF_ON = /[(,:]\s*(?:<[^>()]*>\s*)?this\b\s*(?![.[\s?])|\.length\s*\]\s*=\s*this\b/;

/** Can the file search a list, put an instance into one, or end its items one by one? Lists that no file does that to are no containers. */
export const maySearchLists = ofLastText((text) => SEARCHES.test(text) || text.includes('WeakRef') || HANDS_ITSELF_ON.test(text) || mayEndEntries(text) || mayGiveBack(text));

/** Can the file put something at the end of a list? */
export const mayFillLists = ofLastText((text) => FILLS.test(text));

const EMPTY_OBJECT = /[=:]\s*(?:\{\s*\}|Object\.create\(\s*null\s*\))/;
const COMPUTED_WRITE = /\]\s*(?:\?\?|\|\|)?=(?![=>])|\bReflect\.set\b/;

/** Can a function of the file give back what it makes by `new` and puts into a list? */
function mayGiveBack(text: string): boolean {
  return /\.push\s*\(/.test(text) && /=\s*new\s/.test(text) && /\breturn\s+\w+\s*[;\n}]/.test(text);
}

/** Remembers the answer for the last text, for many ask about one text in turn. */
export function ofLastText(ask: (text: string) => boolean): (text: string) => boolean {
  let last: { readonly text: string; readonly answer: boolean } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, answer: ask(text) };
    return last.answer;
  };
}

/** Can the file hold a plain object that is used as a dictionary? */
export const mayHoldDictionary = ofLastText((text) => COMPUTED_WRITE.test(text) && EMPTY_OBJECT.test(text));

/** Can the file hold a keyed container at all? Where not, no tree is walked. */
export const mayHoldContainer = ofLastText((text) => {
  if (BUILDS.test(text)) return true;
  if (mayHoldDictionary(text)) return true;
  return text.includes('[]') && FILLS.test(text) && (ARRAY_AS_SET.test(text) || HANDS_ITSELF_ON.test(text) || text.includes('WeakRef') || mayEndEntries(text) || mayGiveBack(text));
});

const OFFERS = /\b(?:export\s+(?:const|let|var)\s+[\w$]+[^=;\n]*|exports\.[\w$]+\s*)=\s*(?:\[\s*\]|\{\s*\}|Object\.create\(\s*null\s*\))/;

/** Does the file give an empty list or object away, which other files may use as a container? */
export const mayOfferContainer = ofLastText((text) => OFFERS.test(text));

const IMPORTS = /\bimport\b|\brequire\s*\(/;
const WRITES = /\.(?:set|add)\s*\(/;

/** Can the file fill a container that a function of another file makes? */
export const mayBeGivenContainer = ofLastText((text) => IMPORTS.test(text) && (WRITES.test(text) || COMPUTED_WRITE.test(text)));
