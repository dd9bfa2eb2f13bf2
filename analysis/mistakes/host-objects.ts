import type { TSESTree } from '@typescript-eslint/utils';
import { constantText } from '../source/constant-text.js';
import { type Node, propertyName, unwrap } from '../source/ast.js';
import type { SourceIndex } from '../source/source-index.js';
import { declaredType } from './parts.js';

/** An object of the language or the host that has no string of its own. */
export interface HostObject {
  /** The string that all of a kind become; an example where the kind is not known. */
  readonly text: string;
  readonly isExample: boolean;
}

/** Classes whose objects are all `[object …]`. What is not listed may have a string: `Date`, `URL`, `Range`, `Selection`, errors, lists. */
const OPAQUE = new Set([
  'Object', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'Promise', 'ArrayBuffer', 'SharedArrayBuffer', 'DataView', 'FinalizationRegistry', 'AbortController', 'AbortSignal', 'EventTarget',
  'Event', 'CustomEvent', 'UIEvent', 'MouseEvent', 'KeyboardEvent', 'PointerEvent', 'TouchEvent', 'WheelEvent', 'FocusEvent', 'DragEvent', 'InputEvent', 'MessageEvent',
  'Worker', 'MessageChannel', 'MessagePort', 'BroadcastChannel', 'WebSocket', 'XMLHttpRequest', 'Blob', 'File', 'FileList', 'FormData', 'Headers', 'Request', 'Response',
  'ReadableStream', 'WritableStream', 'TransformStream', 'MutationObserver', 'ResizeObserver', 'IntersectionObserver', 'Document', 'DocumentFragment', 'ShadowRoot', 'Text', 'Comment', 'Attr',
  'NodeList', 'HTMLCollection', 'CSSStyleSheet', 'DOMRect', 'ImageData', 'ImageBitmap', 'OffscreenCanvas', 'CanvasRenderingContext2D', 'WebGLRenderingContext', 'WebGL2RenderingContext',
  'AudioContext', 'MediaStream', 'MediaStreamTrack', 'IDBDatabase', 'IDBTransaction', 'Animation',
]);
const ELEMENT_CLASS = /^(?:HTML|SVG)\w+Element$/;
/** Links become their addresses. */
const LINK_CLASSES = new Set(['HTMLAnchorElement', 'HTMLAreaElement']);
/** Types of which many kinds of objects are. */
const WIDE_CLASSES = new Set(['HTMLElement', 'SVGElement', 'Element', 'Node', 'ChildNode', 'ParentNode', 'HTMLMediaElement', 'SVGGraphicsElement']);
const ANY_ELEMENT: HostObject = { text: '[object HTMLDivElement]', isExample: true };
const exactly = (name: string): HostObject => ({ text: `[object ${name}]`, isExample: false });

/** What the objects of a class of the language or the host become; `undefined` where some have a string of their own. */
export function hostObjectOf(className: string): HostObject | undefined {
  if (WIDE_CLASSES.has(className)) return ANY_ELEMENT;
  const isOpaque = OPAQUE.has(className) || (ELEMENT_CLASS.test(className) && !LINK_CLASSES.has(className));
  return isOpaque ? exactly(className) : undefined;
}

/** What a call of a document, or of a node, makes or finds: an element that is no link, a text, a fragment. */
export function nodeMadeBy(call: TSESTree.CallExpression, index: SourceIndex): HostObject | undefined {
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression') return undefined;
  const name = propertyName(callee);
  const [first, second] = call.arguments;
  switch (name) {
    case 'createElement':
    case 'createElementNS': {
      const tag = name === 'createElement' ? first : second;
      return tag && isDocument(callee.object, index) && isPlainTag(constantText(tag, index)) ? ANY_ELEMENT : undefined;
    }
    case 'createTextNode':
    case 'createComment':
    case 'createDocumentFragment':
      return isDocument(callee.object, index) ? exactly(NODES[name]) : undefined;
    case 'querySelector':
    case 'closest':
      return first && isPlainTag(tagOf(constantText(first, index))) ? ANY_ELEMENT : undefined;
    default:
      return undefined;
  }
}

const NODES = { createTextNode: 'Text', createComment: 'Comment', createDocumentFragment: 'DocumentFragment' } as const;

/** What the elements of a list are that a document, or a node, gives. */
export function nodesFoundBy(list: Node, index: SourceIndex): HostObject | undefined {
  const node = unwrap(list);
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined;
  const [first] = node.type === 'CallExpression' ? node.arguments : [];
  const name = callee && propertyName(callee);
  const text = first && constantText(first, index);
  if (name === 'querySelectorAll') return isPlainTag(tagOf(text)) ? ANY_ELEMENT : undefined;
  return name === 'getElementsByTagName' && isPlainTag(text) ? ANY_ELEMENT : undefined;
}

/** The name of an element of the language that is no link; one with a hyphen is somebody's own. */
function isPlainTag(tag: string | undefined): boolean {
  return tag !== undefined && /^[a-z][a-z0-9]*$/i.test(tag) && !/^(?:a|area)$/i.test(tag);
}

/** The name of the element that a selector ends in: `table tr.odd` finds `tr`. */
function tagOf(selector: string | undefined): string | undefined {
  return selector === undefined || selector.includes(',') ? undefined : /(?:^|[\s>+~])([a-z][\w-]*)(?:[.#:[][^\s>+~]*)?$/i.exec(selector.trim())?.[1];
}

/** Is an expression the document of the page, or that of a node or frame? */
export function isDocument(expression: Node, index: SourceIndex, depth = 0): boolean {
  const node = unwrap(expression);
  if (index.isGlobal(node, 'document')) return true;
  if (node.type === 'MemberExpression') {
    const name = propertyName(node) ?? '';
    if (/^(?:ownerDocument|contentDocument)$/.test(name)) return true;
    if (name === 'document' && ['window', 'globalThis', 'self'].some((global) => index.isGlobal(unwrap(node.object), global))) return true;
  }
  const type = declaredType(node, [], index);
  if (type) return type.type === 'TSTypeReference' && index.text(type.typeName) === 'Document' && index.typesNamed('Document').length === 0;
  const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
  const value = variable && index.constantValue(variable);
  return value !== undefined && depth < 3 && isDocument(value, index, depth + 1);
}
