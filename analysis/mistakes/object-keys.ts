import { ofLastText } from '../containers/prefilter.js';
import { isWholeWord } from '../source/words.js';

/*
 * A test of the text before `stringified.ts` is asked: it errs on the side of reading a file, and spares a linter that makes trees and
 * scopes only for who asks for them (as oxlint does) most of those that have nothing else for this plugin.
 */

/** How far the end of a key, or of a value, is looked for, in characters. */
const FAR = 300;

const NAME = /^[A-Za-z_$][\w$]*$/;
const MEMBER = /^[\w$.#?![\]'"]+$/;
/** Keys that are objects by what they begin or end with, or that choose between several. */
const OPEN_KEY = /^[({<]|^(?:new|function|class|async|this)\b|\?(?!\.)|\|\||&&|=>|\b(?:as|satisfies)\b|!$/;
const IN = /\sin\s/g;

/**
 * Can a key in brackets, or one before `in`, be an object that the file shows to be one? By the text alone.
 *
 * @param isTyped whether the text may have types, so that `name: Page` is not a property
 */
export function mayHaveObjectKey(text: string, isTyped: boolean): boolean {
  const names = new Set<string>();
  const members = new Set<string>();
  for (let at = text.indexOf('['); at >= 0; at = text.indexOf('[', at + 1)) {
    const key = keyAt(at, text);
    if (key === undefined || key === '' || isInComment(at, text)) continue;
    if (OPEN_KEY.test(key)) return true;
    if (mayMakeObject(key, text)) return true;
    if (NAME.test(key)) names.add(key);
    else if (MEMBER.test(key)) members.add(key);
  }
  for (const { index } of text.matchAll(IN)) {
    if (isInComment(index, text)) continue;
    const before = text.slice(Math.max(0, index - FAR), index).trimEnd();
    const [left = ''] = /[\w$]*$/.exec(before) ?? [];
    const further = before.slice(0, before.length - left.length);
    if (left === 'this' || /[)}\]!]$/.test(before)) return true;
    if (further.endsWith('.')) members.add(left);
    else if (NAME.test(left) && !/#$|\b(?:const|let|var)\s+$/.test(further)) names.add(left);
  }
  return [...members].some((member) => mayBeMember(member, text)) || [...names].some((name) => mayNameObject(name, text, isTyped));
}

/** Is a member one whose value may be known: the class of an instance, a part of the page, what the file sets, or tests to be a function? */
function mayBeMember(member: string, text: string): boolean {
  const [name = ''] = /[\w$#]*(?=[^\w$#]*$)/.exec(member) ?? [];
  return /^(?:constructor|target|body|head|documentElement)$/.test(name) || maySetMember(name, text) || (testsForFunctions(text) && Array.from(text.matchAll(TYPEOF)).some(([tested]) => tested.includes(name)));
}

/** Is a member of a name given an object? */
function maySetMember(name: string, text: string): boolean {
  for (let at = text.indexOf(name); name !== '' && at >= 0; at = text.indexOf(name, at + name.length)) {
    if (!isWholeWord(at, name, text)) continue;
    const after = text.slice(at + name.length, at + name.length + FAR);
    const given = GIVEN.exec(after);
    if (given && mayBeMade(after.slice(given[0].length), text)) return true;
  }
  return false;
}

const TYPEOF = /\btypeof\b[^=!&|;\n]*/g;

/** Does a text tell functions by `typeof` anywhere? */
export const testsForFunctions = ofLastText((text) => text.includes('typeof') && /(['"])function\1/.test(text));

/** What is between brackets that may be those of a key, as far as it is no literal; all of it where their end is not seen. */
function keyAt(start: number, text: string): string | undefined {
  const first = nextVisible(start + 1, text);
  if (/['"`\d\].-]/.test(text.charAt(first))) return undefined;
  const last = lastVisible(start - 1, text);
  const before = text.charAt(last);
  const isMember = /[\w$)\].!]/.test(before) && !KEYWORD.test(text.slice(Math.max(0, last - LONGEST_KEYWORD), last + 1));
  const end = endOfBrackets(start, text);
  if (end === undefined) return isMember ? '(' : undefined;
  const isKey = isMember || (/[{,*;}\w$]/.test(before) && /[:(]/.test(text.charAt(nextVisible(end + 1, text))));
  return isKey ? text.slice(first, end).trim() : undefined;
}

/** What a list may follow, and no member. */
const KEYWORD = /(?:^|[^\w$.])(?:return|of|in|typeof|case|default|await|yield|else|do|void|delete|extends|const|let|var)$/;
const LONGEST_KEYWORD = 10;

/** Is a place in a line that begins as one of a comment? */
function isInComment(at: number, text: string): boolean {
  const before = text.slice(Math.max(0, at - FAR), at);
  const line = before.lastIndexOf('\n') + 1;
  if (line === 0 && at > FAR) return false;
  const [begin] = /^\s*(?:\*|\/[/*])/.exec(before.slice(line)) ?? [];
  // A line of code may begin with `*`, too.
  return begin !== undefined && (!begin.endsWith('*') || text.lastIndexOf('/*', at) > text.lastIndexOf('*/', at));
}

function endOfBrackets(start: number, text: string): number | undefined {
  let depth = 0;
  for (let at = start; at < start + FAR && at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '[') depth++;
    else if (character === ']' && --depth === 0) return at;
  }
  return undefined;
}

function nextVisible(from: number, text: string): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 32) at++;
  return at;
}

function lastVisible(from: number, text: string): number {
  let at = from;
  while (at >= 0 && text.charCodeAt(at) <= 32) at--;
  return at;
}

const DECLARES = /\b(?:function\s*\*?|class)\s*$/;
const TESTED = /\btypeof\s*\(?\s*$/;
const DOCUMENTED = /@\w+\s*\{(?!(?:string|number|boolean|symbol)\})[^\n]*\}\s*\[?$/;
const CALLED = /^\s*(?:\?\.\s*)?(?:<[\w\s,.[\]|]*>\s*)?[(`]/;
const TYPED = /^\s*[?!]?\s*:\s*(?!(?:string|number|symbol|boolean|any|unknown|bigint|keyof|null|undefined|true|false)\b)[A-Za-z_$({[]/;
const GIVEN = /^\s*(?:\|\||&&|\?\?)?=(?![=>])\s*/;

/** A name of a loop, or of a callback. */
const LOOPED = /^\s*(?:of\b|\)?\s*(?:=>|\{))/;
const FINDS_NODES = /\bquerySelectorAll\b|\bgetElementsByTagName\b/;

/** Can a name stand for a function, a class or another object, by what the text does with it? */
function mayNameObject(name: string, text: string, isTyped: boolean): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    if (!isWholeWord(at, name, text) || isMember(at, text)) continue;
    const before = text.slice(Math.max(0, at - FAR), at);
    const after = text.slice(at + name.length, at + name.length + FAR);
    if (DOCUMENTED.test(before)) return true;
    if (isInComment(at, text)) continue;
    if (DECLARES.test(before) || CALLED.test(after) || (isTyped && TYPED.test(after)) || (TESTED.test(before) && testsForFunctions(text))) return true;
    if (LOOPED.test(after) && FINDS_NODES.test(text)) return true;
    const given = GIVEN.exec(after);
    if (given && mayBeObject(after.slice(given[0].length), text)) return true;
  }
  return false;
}

function isMember(at: number, text: string): boolean {
  return text.charAt(at - 1) === '.' && text.charAt(at - 2) !== '.';
}

/** Calls of the host, and of the file's own functions, may give objects: `document.createElement('tr')`, `make(1)`. */
function mayMakeObject(call: string, text: string): boolean {
  const [, name] = /^(?:await\s+)?(?:[\w$.#?![\]]*\.)?([#\w$]+)\s*(?:<[\w\s,.[\]|]*>\s*)?\(/.exec(call) ?? [];
  if (name === undefined) return false;
  return NODE_MAKERS.test(name) || isDeclared(name, text);
}

const NODE_MAKERS = /^(?:create(?:Element(?:NS)?|TextNode|Comment|DocumentFragment)|querySelector|closest|freeze|seal|preventExtensions)$/;

/** Does the text declare a function or method of a name? */
function isDeclared(name: string, text: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    const before = text.slice(Math.max(0, at - FAR), at);
    if (!isWholeWord(at, name, text) || isMember(at, text)) continue;
    if (DECLARES.test(before)) return true;
    const after = text.slice(at + name.length, at + name.length + FAR);
    if (FUNCTION_GIVEN.test(after) || METHOD.test(after)) return true;
  }
  return false;
}

const FUNCTION_GIVEN = /^\s*(?::[^=;]*)?[=:]\s*(?:async\b|function\b|\(|<|[\w$]+\s*=>)/;
const METHOD = /^\s*(?:<[^(]*>)?\([^;{}]*\)\s*(?::[^;=]*)?\{/;
const CHOICE = /\?(?!\.)|\|\||&&|=>/;

/** Can what follows `=` be an object that is written out, or another name for one? */
function mayBeObject(value: string, text: string): boolean {
  const whole = valueAt(value);
  if (whole !== undefined && MEMBER.test(whole) && !/^[\d'"[]/.test(whole)) return !/[.[]/.test(whole) || mayBeMember(whole, text);
  return mayBeMade(value, text);
}

/** Can it be one that is written out, or that a call makes? */
function mayBeMade(value: string, text: string): boolean {
  const whole = valueAt(value);
  if (whole === undefined || CHOICE.test(whole) || mayMakeObject(whole, text) || /^(?:[({<]|(?:new|function|class|async)\b)/.test(whole)) return true;
  return /^this\b(?!\s*[.[])/.test(whole) || /\b(?:as|satisfies)\b|!$/.test(whole) || /^[\w$]+\s*,/.test(whole);
}

/** The value up to its end; `undefined` where that is not seen. */
function valueAt(value: string): string | undefined {
  const end = /;|\n\s*(?![\s?&|.:])/.exec(value)?.index;
  return end === undefined ? undefined : value.slice(0, end).trim();
}
