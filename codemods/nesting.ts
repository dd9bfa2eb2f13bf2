import { spawnSync } from 'node:child_process';
import { isMainThread } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { offsetsOf } from '../analysis/source/words.js';
import { SourceSyntaxError } from './syntax-error.js';

/** How deep code may be nested, as `nestingOf` counts it, before the parser is tried in a process of its own. People write code of fewer than 50 levels. */
const DEEP = 500;

/** What is said of a file that overflows the stack of the parser, or of what makes its scopes. */
export const TOO_DEEP = 'nested too deeply for the parser; not judged';

/** What people write is in lines shorter than this. */
const LONG_LINE = 1000;

/** Beside the bundles and the transforms alike. */
const CANARY = fileURLToPath(new URL('../codemods/parse-canary.js', import.meta.url));

/**
 * Keeps the parser from ending the process: it recurs into what is nested, and a stack that overflows there is no error but a
 * signal.
 *
 * @param options those of the parser
 * @throws SourceSyntaxError where the text is nested too deeply to be parsed
 */
export function refuseTooDeep(text: string, options: object): void {
  if (!isDeep(text)) return;
  const { signal } = spawnSync(process.execPath, [CANARY], { input: JSON.stringify({ text, options, isMainThread }), stdio: ['pipe', 'ignore', 'ignore'] });
  if (signal) throw new SourceSyntaxError(TOO_DEEP, { line: 1, column: 1 });
}

/**
 * Runs a step that recurs into what is nested.
 *
 * @throws SourceSyntaxError where its stack overflows
 */
export function orTooDeep<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (error instanceof RangeError && error.message.includes('call stack')) throw new SourceSyntaxError(TOO_DEEP, { line: 1, column: 1 });
    throw error;
  }
}

/** May a text be nested too deeply for the stack that a thread has? */
export function isDeep(text: string): boolean {
  return mayBeDeep(text) && nestingOf(text) >= DEEP;
}

/** A cheap test, for it is made of each file: has it many brackets open at once, a long line or row of lines that go on, or many words that nest? */
function mayBeDeep(text: string): boolean {
  if (text.length < DEEP) return false;
  let depth = 0;
  let start = 0;
  let last = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= SPACE) {
      if (code !== LINE_FEED) continue;
      if (at - start > LONG_LINE) return true;
      if (KINDS[last] !== GOES_ON) start = at;
      continue;
    }
    last = code;
    if (KINDS[code] === OPENS) {
      depth++;
      if (depth > DEEP) return true;
    } else if (KINDS[code] === CLOSES && depth > 0) depth--;
  }
  return text.length - start > LONG_LINE || PREFIXES.some((word) => offsetsOf(word, text).length > DEEP);
}

/** Words that nest what comes after them without a bracket, and may end a line. */
const PREFIXES = ['else', 'new', 'typeof', 'void', 'await', 'delete', 'yield'];

const [LINE_FEED, SPACE] = [10, 32];
const [OPENS, CLOSES, GOES_ON] = [1, 2, 3];
/** What the characters of ASCII do: open and close brackets, or make a line that ends in them go on with the next. */
const KINDS = new Uint8Array(128);
for (const [characters, kind] of [['([{', OPENS], [')]}', CLOSES], ['!?:=>~*<+-&|,.', GOES_ON]] as const) for (const character of characters) KINDS[character.charCodeAt(0)] = kind;

/** Words and signs that nest what comes after them without a bracket, and what ends them. */
const NESTING = /[([{]|[)\]};,]|=>|[!~?=<+-]|\*\*|:|\b(?:else|if|for|while|do|with|new|typeof|void|delete|await|yield|class|function)\b|\n(?=(?:const|export|function|import|let|return|var)\b)|(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\*[^]*?\*\/|\/\/.*)|`|\$\{/g;

/**
 * How deep a text is nested, at most: brackets count as long as they are open, `else` to the end of its block, and what else
 * nests without brackets until the next `;` or line that begins a statement at the same depth, most of it also until a `,`.
 * It is counted by signs, without parsing.
 */
export function nestingOf(text: string): number {
  let deepest = 0;
  let depth = 0;
  // What counts at each open bracket.
  const open = [{ signs: 0, words: 0, elses: 0 }];
  const innermost = () => open[open.length - 1] as (typeof open)[number];
  const end = (...ended: readonly ('signs' | 'words' | 'elses')[]) => {
    for (const kind of ended) {
      depth -= innermost()[kind];
      innermost()[kind] = 0;
    }
  };
  for (const { 0: sign } of text.matchAll(NESTING)) {
    switch (sign) {
      case '(':
      case '[':
      case '{':
      case '${':
        open.push({ signs: 0, words: 0, elses: 0 });
        depth += 1;
        break;
      case ')':
      case ']':
      case '}':
        if (open.length > 1) {
          end('signs', 'words', 'elses');
          depth -= 1;
          open.pop();
        }
        break;
      case ';':
      case '\n':
        end('signs', 'words');
        break;
      case ',':
        end('signs');
        break;
      default:
        if (/^["'/]/.test(sign)) continue;
        innermost()[sign === 'else' ? 'elses' : PAST_COMMAS.has(sign) ? 'words' : 'signs'] += 1;
        depth += 1;
    }
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** What no `,` ends: the words that nest a statement, and the bracket of type arguments. */
const PAST_COMMAS: ReadonlySet<string> = new Set(['if', 'for', 'while', 'do', 'with', '<']);
