import type { TSESTree } from '@typescript-eslint/utils';
import { isFunction, type Node } from './ast.js';
import { countBelow } from './lists.js';
import { commentsOf } from './source.js';
import type { SourceIndex } from './source-index.js';
import { NAME_OF_DATA_TYPE } from './type-syntax.js';

/** The JSDoc block that stands directly before a declaration, if any. */
export function docBefore(node: Node, index: SourceIndex): TSESTree.Comment | undefined {
  const start = statementStart(node);
  const comments = commentsOf(index.source);
  const last = comments[countBelow(comments, start, ({ range }) => range[0]) - 1];
  const isDoc = last?.type === 'Block' && last.value.startsWith('*') && last.range[1] <= start;
  return isDoc && index.source.text.slice(last.range[1], start).trim() === '' ? last : undefined;
}

/** The text of all comments directly before a declaration. */
export function remarksBefore(node: Node, index: SourceIndex): string {
  let start = statementStart(node);
  const comments = commentsOf(index.source);
  const remarks: string[] = [];
  for (let count = countBelow(comments, start, ({ range }) => range[0]) - 1; count >= 0; count--) {
    const comment = comments[count] as TSESTree.Comment;
    if (index.source.text.slice(comment.range[1], start).trim() !== '') break;
    remarks.unshift(comment.value);
    [start] = comment.range;
  }
  return remarks.join('\n');
}

/** Where the declaration that a node belongs to begins, with `export` and modifiers. */
function statementStart(node: Node): number {
  let at = node;
  for (;;) {
    const parent = at.parent;
    if (!parent) return at.range[0];
    switch (parent.type) {
      case 'VariableDeclarator':
      case 'VariableDeclaration':
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration':
      case 'ExpressionStatement':
      case 'AssignmentExpression':
      case 'MethodDefinition':
      case 'PropertyDefinition':
      case 'Property':
        at = parent;
        break;
      default:
        return at.range[0];
    }
  }
}

/** The type that `@param {Type} name` gives a parameter. */
export function docTypeOfParameter(owner: Node, name: string, index: SourceIndex): string | undefined {
  if (!isFunction(owner)) return undefined;
  const doc = docBefore(owner, index);
  if (!doc) return undefined;
  for (const match of doc.value.matchAll(/@param\s*\{/g)) {
    const type = braced(doc.value, match.index + match[0].length - 1);
    const after = type === undefined ? '' : doc.value.slice(match.index + match[0].length + type.length + 1);
    if (type !== undefined && /^\s*\[?([\w$]+)/.exec(after)?.[1] === name) return type.trim();
  }
  return undefined;
}

/** The type that `@type {Type}` gives a variable or field. */
export function docTypeOfVariable(declaration: Node | undefined, index: SourceIndex): string | undefined {
  if (!declaration) return undefined;
  const doc = docBefore(declaration, index);
  const match = doc && /@type\s*\{/.exec(doc.value);
  return doc && match ? braced(doc.value, match.index + match[0].length - 1)?.trim() : undefined;
}

/** The text between balanced braces that open at `open`. */
function braced(text: string, open: number): string | undefined {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return text.slice(open + 1, i);
  }
  return undefined;
}

/** The key type in a JSDoc container type: `Map<Key, Value>`, `Set.<Key>`. */
export function docKeyType(type: string): string | undefined {
  const open = /(?:Map|Set)\s*\.?\s*</.exec(type);
  if (!open) return undefined;
  let depth = 0;
  const start = open.index + open[0].length;
  for (let i = start; i < type.length; i++) {
    const char = type[i] ?? '';
    if ('<({['.includes(char)) depth++;
    else if (depth === 0 && (char === ',' || char === '>')) return type.slice(start, i).trim();
    else if (')}]'.includes(char) || (char === '>' && type[i - 1] !== '=')) depth--;
  }
  return undefined;
}

/** What `@typedef {…} Name` in this file makes of a name. */
export function docTypedef(name: string, index: SourceIndex): string | undefined {
  return index.table(typedefsByName).get(name);
}

function typedefsByName({ source }: SourceIndex): ReadonlyMap<string, string> {
  const table = new Map<string, string>();
  for (const comment of commentsOf(source)) {
    for (const match of comment.value.matchAll(/@typedef\s*\{/g)) {
      const type = braced(comment.value, match.index + match[0].length - 1);
      const name = type === undefined ? undefined : /^\s*([\w$]+)/.exec(comment.value.slice(match.index + match[0].length + type.length + 1))?.[1];
      if (type !== undefined && name !== undefined && !table.has(name)) table.set(name, type.trim());
    }
  }
  return table;
}

/** What the type in a doc comment speaks for. */
export interface DocFact {
  readonly sort: 'object' | 'class' | 'primitive';
  /** Types of the language are likely what they say; the name of a type from elsewhere is only possible. */
  readonly certainty: 'likely' | 'possible';
  readonly callable: boolean;
}

/**
 * Reads a JSDoc type by its words.
 *
 * @returns `undefined` where it says nothing (`any`, `*`, a union of sorts).
 */
export function readDocType(type: string): DocFact | undefined {
  const plain = type.replace(/^[?!]|=$/g, '').trim();
  if (plain.includes('=>') || /^function\b/i.test(plain)) return { sort: 'object', certainty: 'likely', callable: true };
  const parts = plain.split('|').map((part) => part.trim().replace(/^[?!]/, '')).filter((part) => !/^(?:null|undefined|void)$/i.test(part));
  const facts = parts.map(readName);
  const [first] = facts;
  if (!first || facts.some((fact) => fact?.sort !== first.sort)) return undefined;
  return facts.every((fact) => fact?.certainty === 'likely') ? first : { ...first, certainty: 'possible' };
}

const LANGUAGE_TYPE = /^(?:object\b|Object\b|Function\b|Array\b|Map\b|Set\b|WeakMap\b|Error\b|Date\b|RegExp\b|Promise\b|EventEmitter\b|(?:HTML|SVG)\w*Element\b|Element\b|Node\b|Document\b|Window\b|EventTarget\b|\{|\()/;

function readName(name: string): DocFact | undefined {
  const fact = (sort: DocFact['sort'], certainty: DocFact['certainty'] = 'likely'): DocFact => ({ sort, certainty, callable: false });
  if (/^(?:string|number|boolean|symbol|bigint|["'`]|\d)/i.test(name) || /(?:Id|Key|Name|Path)$/.test(name)) return fact('primitive');
  if (/^(?:any|\*|unknown|mixed|T|K|V|TKey)$/.test(name) || name === '') return undefined;
  if (/^(?:typeof |new\b|Class|Constructor|Ctor|\{\s*new)/.test(name)) return fact('class');
  if (LANGUAGE_TYPE.test(name) || name.endsWith('[]')) return fact('object');
  // The type of a member, `Module['resource']`, is none of the file's.
  if (NAME_OF_DATA_TYPE.test(name) || name.endsWith(']')) return undefined;
  return /^(?:[A-Z_$]|import\()/.test(name) ? fact('object', 'possible') : undefined;
}
