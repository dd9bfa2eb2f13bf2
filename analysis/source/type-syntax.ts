import type { TSESTree } from '@typescript-eslint/utils';
import { type ClassNode, isClass, isField, type Node, propertyName, unwrap } from './ast.js';
import { type ImportedNames, isImportedType, memberType, MOST_DEPTH, type TypeScope, typesOf } from './member-types.js';
import type { SourceIndex } from './source-index.js';

/**
 * What a type annotation says of its values.
 *
 * - `object`: excludes primitives;
 * - `class`: a constructor;
 * - `named`: an imported or global name that this file does not explain;
 * - `loose`: an object type that a primitive satisfies too (`{}`, all members optional, `{ length: number }`);
 * - `generic`: a type parameter without an object constraint;
 * - `any`: says nothing.
 */
export interface TypeFact {
  readonly sort: 'object' | 'class' | 'primitive' | 'mixed' | 'named' | 'loose' | 'generic' | 'any';
  readonly nullable: boolean;
  readonly callable: boolean;
  /** The type's name where it has one. */
  readonly noun: string | undefined;
  /** Are some of the values symbols? */
  readonly symbol?: boolean;
  /** Of primitives: are there as many values as there are texts or numbers? */
  readonly isEndless?: boolean;
  /** Is it less than sure: by the name of an imported type alone, or by a type that the compiler does not hold its values to? */
  readonly unsure?: boolean;
}

/** Names of imported types that hardly stand for objects. */
export const NAME_OF_DATA_TYPE = /(?:Id|ID|Key|Name|Hash|Path|Uri|URI|Url|URL|Symbol|String|Token|Kind|Type|Enum|Code|Level)$/;

/** Names of the language and the host whose values are always objects. A file that declares or imports the name wins. */
export const OBJECT_TYPES: ReadonlySet<string> = new Set([
  'Array', 'ReadonlyArray', 'Map', 'ReadonlyMap', 'Set', 'ReadonlySet', 'WeakMap', 'WeakSet', 'WeakRef', 'FinalizationRegistry', 'Date', 'RegExp',
  'Error', 'TypeError', 'RangeError', 'SyntaxError', 'AggregateError', 'Promise', 'PromiseLike', 'Function', 'CallableFunction', 'NewableFunction',
  'ArrayBuffer', 'SharedArrayBuffer', 'DataView', 'Uint8Array', 'Int8Array', 'Uint16Array', 'Int16Array', 'Uint32Array', 'Int32Array', 'Float32Array',
  'Float64Array', 'BigInt64Array', 'BigUint64Array', 'Uint8ClampedArray', 'Generator', 'AsyncGenerator', 'TemplateStringsArray', 'PropertyDescriptor',
  'AbortSignal', 'AbortController', 'Event', 'CustomEvent', 'UIEvent', 'MouseEvent', 'KeyboardEvent', 'PointerEvent', 'TouchEvent', 'WheelEvent', 'FocusEvent',
  'DragEvent', 'InputEvent', 'MessageEvent', 'EventTarget', 'Node', 'Element', 'Document', 'DocumentFragment', 'ShadowRoot', 'Text', 'Comment', 'Attr',
  'Window', 'Range', 'Selection', 'NodeList', 'HTMLCollection', 'DOMRect', 'DOMTokenList', 'CSSStyleSheet', 'StyleSheet', 'MutationObserver', 'ResizeObserver',
  'IntersectionObserver', 'Worker', 'MessagePort', 'MessageChannel', 'BroadcastChannel', 'WebSocket', 'XMLHttpRequest', 'Request', 'Response', 'Headers',
  'ReadableStream', 'WritableStream', 'TransformStream', 'Blob', 'File', 'FileList', 'FormData', 'URL', 'URLSearchParams', 'ImageData', 'ImageBitmap',
  'OffscreenCanvas', 'CanvasRenderingContext2D', 'WebGLRenderingContext', 'WebGL2RenderingContext', 'WebGLTexture', 'WebGLBuffer', 'WebGLProgram', 'WebGLShader',
  'AudioContext', 'AudioNode', 'MediaStream', 'MediaStreamTrack', 'RTCPeerConnection', 'IDBDatabase', 'IDBTransaction', 'Animation', 'GPUDevice', 'GPUTexture', 'GPUBuffer',
]);
export const OBJECT_TYPE_PATTERN = /^(?:HTML|SVG)\w*Element$/;
const CONSTRUCTOR_TYPE = /^(?:Constructor|Ctor|Newable|Class|ClassType|ClassConstructor|Type|AbstractConstructor|AnyConstructor)$/;
const PRIMITIVE_TYPES = new Set(['String', 'Number', 'Boolean', 'PropertyKey', 'Lowercase', 'Uppercase', 'Capitalize']);
/** Mapped and utility types give the sort of their first argument. */
const TRANSPARENT_TYPES = new Set(['Readonly', 'Partial', 'Required', 'NonNullable', 'Pick', 'Omit', 'Exclude', 'Extract', 'Awaited']);
/** Types that primitives satisfy. */
const LOOSE_TYPES = new Set(['Object', 'Iterable', 'ArrayLike', 'Pick', 'Omit', 'Partial']);

/** Members that brand a primitive type, as in `string & { readonly __brand: 'UserId' }`, and opaque types of that kind. */
export const BRAND = /^_*(?:brand|tag|opaque|nominal|flavou?r)_*$|^__/i;

/** Members that every value but `null` and `undefined`, or some primitive, has. */
export const PRIMITIVE_MEMBERS: ReadonlySet<string> = new Set(
  [Object, String, Number, Boolean, Symbol, BigInt].flatMap((wrapper) => Object.getOwnPropertyNames(wrapper.prototype)),
);

const fact = (sort: TypeFact['sort'], noun?: string, more: Partial<TypeFact> = {}): TypeFact => ({ sort, nullable: false, callable: false, noun, ...more });


/**
 * Reads a type annotation as far as this file explains it, and the project what it imports.
 *
 * @param imported what the project shows; absent where it is not asked
 */
export function readType(type: TSESTree.TypeNode, index: SourceIndex, imported?: ImportedNames, depth = 0): TypeFact {
  if (depth > MOST_DEPTH) return fact('any');
  switch (type.type) {
    case 'TSObjectKeyword':
      return fact('object', 'object');
    case 'TSFunctionType':
      return fact('object', 'function', { callable: true });
    case 'TSConstructorType':
      return fact('class', 'class');
    case 'TSArrayType':
    case 'TSTupleType':
      return fact('object', 'array');
    case 'TSThisType':
      return fact('object', 'this');
    case 'TSMappedType':
      return fact('loose', 'object');
    case 'TSTypeLiteral':
      if (describesClass(type.members)) return fact('class', 'class');
      return fact(excludesPrimitives(type.members) ? 'object' : 'loose', 'object');
    case 'TSStringKeyword':
    case 'TSNumberKeyword':
    case 'TSBigIntKeyword':
    case 'TSTemplateLiteralType':
      return fact('primitive', index.text(type), { isEndless: true });
    case 'TSBooleanKeyword':
    case 'TSSymbolKeyword':
    case 'TSLiteralType':
      return type.type === 'TSLiteralType' && type.literal.type === 'Literal' && type.literal.value === null && type.literal.raw === 'null'
        ? fact('any', undefined, { nullable: true })
        : fact('primitive', index.text(type));
    case 'TSTypeOperator':
      if (type.operator === 'keyof') return fact('primitive', index.text(type));
      if (type.operator === 'unique') return fact('primitive', 'unique symbol');
      return type.typeAnnotation ? readType(type.typeAnnotation, index, imported, depth + 1) : fact('any');
    case 'TSNullKeyword':
    case 'TSUndefinedKeyword':
    case 'TSVoidKeyword':
      return fact('any', undefined, { nullable: true });
    case 'TSUnionType':
      return union(type.types.map((member) => readType(member, index, imported, depth + 1)));
    case 'TSIntersectionType':
      return intersection(type.types.map((member) => readType(member, index, imported, depth + 1)));
    case 'TSTypeReference':
      return readReference(type, index, imported, depth);
    case 'TSIndexedAccessType':
      return readIndexed(type, { index, imported }, depth);
    case 'TSTypeQuery':
      return type.exprName.type === 'Identifier' && index.typesNamed(type.exprName.name).some(isClass) ? fact('class', type.exprName.name) : fact('any');
    default:
      return fact('any');
  }
}

function union(members: readonly TypeFact[]): TypeFact {
  const nullable = members.some((member) => member.nullable);
  const solid = members.filter((member) => !(member.nullable && member.sort === 'any'));
  const [first] = solid;
  if (!first) return fact('any', undefined, { nullable });
  const sorts = new Set(solid.map((member) => member.sort));
  const callable = solid.every((member) => member.callable);
  const noun = solid.length === 1 ? first.noun : [...new Set(solid.map((member) => member.noun ?? '…'))].join(' | ');
  if (sorts.size === 1) return fact(first.sort, noun, { nullable, callable, ...(solid.some((member) => member.isEndless) && { isEndless: true }) });
  if (sorts.has('any')) return fact('any', noun, { nullable });
  if (sorts.has('primitive') && (sorts.has('object') || sorts.has('class') || sorts.has('mixed'))) return fact('mixed', noun, { nullable });
  if (sorts.has('generic')) return fact('generic', noun, { nullable });
  if (sorts.has('named')) return fact('named', noun, { nullable });
  if (sorts.has('loose')) return fact('loose', noun, { nullable });
  return fact('object', noun, { nullable, callable });
}

function intersection(members: readonly TypeFact[]): TypeFact {
  return (
    members.find((member) => member.sort === 'primitive') ??
    // A primitive with a brand satisfies `T & { brand: 'x' }`.
    members.find((member) => member.sort === 'generic') ??
    members.find((member) => member.sort === 'object') ??
    members.find((member) => member.sort === 'class') ??
    members[0] ??
    fact('any')
  );
}

function readReference(type: TSESTree.TSTypeReference, index: SourceIndex, imported: ImportedNames | undefined, depth: number): TypeFact {
  const { typeName } = type;
  if (typeName.type === 'ThisExpression') return fact('object', 'this');
  if (typeName.type === 'TSQualifiedName') {
    const whole = index.text(typeName);
    if (whole === 'NodeJS.Timeout' || whole === 'NodeJS.Immediate' || whole === 'NodeJS.EventEmitter') return fact('object', whole);
    return readImported(typeName, imported, depth) ?? (isEnum(typeName.left, { index, imported }) ? fact('primitive', whole) : fact('named', whole));
  }
  const { name } = typeName;
  const declared = readDeclared(name, index, imported, depth);
  if (declared) return declared;
  const parameter = typeParameter(type, name);
  if (parameter) return readGeneric(parameter, name, index, imported, depth);
  const shown = readImported(typeName, imported, depth);
  if (shown) return shown;
  if (isImportedType(name, index)) return CONSTRUCTOR_TYPE.test(name) ? fact('class', name, { unsure: true }) : fact('named', name);
  const [argument] = type.typeArguments?.params ?? [];
  if (argument && TRANSPARENT_TYPES.has(name)) {
    const inner = readType(argument, index, imported, depth + 1);
    // What a promise gives, and which members of a union are left, is not in sight.
    if ((name === 'Awaited' && inner.sort === 'object') || (/^(?:Exclude|Extract)$/.test(name) && inner.sort === 'mixed')) return fact('any');
    if (inner.sort === 'object' && LOOSE_TYPES.has(name)) return fact('loose', inner.noun);
    return name === 'NonNullable' ? { ...inner, nullable: false } : inner;
  }
  if (name === 'WeakKey') return fact('object', 'object');
  if (CONSTRUCTOR_TYPE.test(name)) return fact('class', name);
  if (OBJECT_TYPES.has(name) || OBJECT_TYPE_PATTERN.test(name)) return fact('object', name, { callable: name.endsWith("Function") });
  if (PRIMITIVE_TYPES.has(name)) return fact('primitive', name, { isEndless: name !== 'Boolean' });
  // No primitive has members by any name; that a value has them all, the compiler does not ask of every object.
  if (name === 'Record' && argument?.type === 'TSStringKeyword') return fact('object', name, { unsure: true });
  if (name === 'Record' || LOOSE_TYPES.has(name)) return fact('loose', name);
  return fact('named', name);
}

function readImported(name: TSESTree.EntityName, imported: ImportedNames | undefined, depth: number): TypeFact | undefined {
  const found = depth > MOST_DEPTH ? undefined : imported?.(name);
  return found?.variable && readDeclared(found.variable.name, found.index, found.imported, depth + 1);
}

/** `Severity`, of which a member is a type, too. */
function isEnum(name: TSESTree.EntityName, { index, imported }: TypeScope): boolean {
  if (name.type !== 'Identifier') return false;
  const found = index.typesNamed(name.name).length > 0 ? undefined : imported?.(name);
  return (found ? typesOf(found) : index.typesNamed(name.name)).some(({ type }) => type === 'TSEnumDeclaration');
}

/** What the types of a name are that a file declares; `undefined` where it declares none. */
function readDeclared(name: string, index: SourceIndex, imported: ImportedNames | undefined, depth: number): TypeFact | undefined {
  const declared = index.typesNamed(name);
  const [first] = declared;
  if (!first) return undefined;
  if (first.type === 'TSTypeAliasDeclaration') return { ...readType(first.typeAnnotation, index, imported, depth + 1), noun: name };
  if (first.type === 'TSEnumDeclaration') return fact('primitive', name);
  return { ...declaredObject(declared, index, imported, depth), noun: name };
}

/** `Command['id']`, `(typeof LEVELS)[number]` */
function readIndexed(type: TSESTree.TSIndexedAccessType, scope: TypeScope, depth: number): TypeFact {
  const { objectType, indexType } = type;
  const name = indexType.type === 'TSLiteralType' && indexType.literal.type === 'Literal' && typeof indexType.literal.value === 'string' ? indexType.literal.value : undefined;
  const member = name === undefined ? undefined : memberType(objectType, name, scope, 'read', depth + 1);
  if (member) return readType(member.type, member.index, member.imported, depth + 1);
  return isOfConstantTable(objectType, scope) ? fact('primitive', scope.index.text(type)) : fact('any');
}

/** A value of a table of primitives that a file writes down. */
function isOfConstantTable(type: TSESTree.TypeNode, { index, imported }: TypeScope): boolean {
  if (type.type !== 'TSTypeQuery' || type.exprName.type !== 'Identifier') return false;
  const there = imported?.(type.exprName);
  const variable = there?.variable ?? index.variableNamed(type.exprName.name, type);
  const value = variable && (there?.index ?? index).constantValue(variable);
  const table = value && unwrap(value);
  const isPrimitive = (part: Node | null): boolean => part !== null && ((part.type === 'Literal' && !('regex' in part)) || part.type === 'TemplateLiteral');
  if (table?.type === 'ArrayExpression') return table.elements.every(isPrimitive);
  return table?.type === 'ObjectExpression' && table.properties.every((property) => property.type === 'Property' && isPrimitive(property.value));
}

function readGeneric(parameter: TSESTree.TSTypeParameter, name: string, index: SourceIndex, imported: ImportedNames | undefined, depth: number): TypeFact {
  if (!parameter.constraint) return fact('generic', name);
  const bound = readType(parameter.constraint, index, imported, depth + 1);
  if (bound.sort === 'object') return { ...bound, noun: bound.callable ? 'function' : (bound.noun ?? name) };
  if (bound.sort === 'primitive' || bound.sort === 'class' || bound.sort === 'named') return bound;
  return fact('generic', name);
}

function typeParameter(from: Node, name: string): TSESTree.TSTypeParameter | undefined {
  for (let at: Node | undefined = from.parent; at; at = at.parent) {
    const declared = 'typeParameters' in at ? at.typeParameters : undefined;
    const found = declared && 'params' in declared ? declared.params.find((param) => param.name.name === name) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** In-file classes and interfaces; their parts are merged as TypeScript merges declarations. */
function declaredObject(declarations: readonly Node[], index: SourceIndex, imported: ImportedNames | undefined, depth: number, seen: ReadonlySet<Node> = new Set()): TypeFact {
  const next = new Set([...seen, ...declarations]);
  const isObject = (bases: readonly Node[]): boolean => declaredObject(bases.filter((base) => !next.has(base)), index, imported, depth, next).sort === 'object';
  let callable = false;
  for (const declaration of declarations) {
    if (isClass(declaration)) {
      if (classExcludesPrimitives(declaration) || (declaration.superClass && baseExcludesPrimitives(declaration.superClass, isObject, index))) return fact('object');
    } else if (declaration.type === 'TSInterfaceDeclaration') {
      callable ||= declaration.body.body.some((member) => member.type === 'TSCallSignatureDeclaration');
      if (describesClass(declaration.body.body)) return fact('class');
      if (callable || excludesPrimitives(declaration.body.body)) return fact('object', undefined, { callable });
      for (const base of declaration.extends) {
        if (base.expression.type !== 'Identifier') continue;
        const { name } = base.expression;
        const inFile = index.typesNamed(name);
        if (inFile.length > 0 ? isObject(inFile) : (readImported(base.expression, imported, depth)?.sort === 'object' || isHostObject(name, index))) return fact('object');
      }
    }
  }
  return fact('loose');
}

/** A base class that this file declares may have nothing that a primitive lacks. */
function baseExcludesPrimitives(base: Node, isObject: (bases: readonly Node[]) => boolean, index: SourceIndex): boolean {
  if (base.type !== 'Identifier') return true;
  const inFile = index.typesNamed(base.name);
  return inFile.length === 0 || isObject(inFile);
}

function isHostObject(name: string, index: SourceIndex): boolean {
  return !isImportedType(name, index) && (OBJECT_TYPES.has(name) || OBJECT_TYPE_PATTERN.test(name));
}

function classExcludesPrimitives(node: ClassNode): boolean {
  return node.body.body.some((member) => {
    if (member.type === 'StaticBlock' || member.type === 'TSIndexSignature' || member.static) return false;
    if (member.type === 'MethodDefinition' && member.kind === 'constructor') return member.value.params.some((param) => param.type === 'TSParameterProperty');
    const name = propertyName(member);
    if (member.key.type === 'PrivateIdentifier') return true;
    return name !== undefined && !PRIMITIVE_MEMBERS.has(name) && !(isField(member) && member.optional);
  });
}

/** `{ new (…): Page }`: what can be constructed, and not called. */
function describesClass(members: readonly TSESTree.TypeElement[]): boolean {
  return members.some(({ type }) => type === 'TSConstructSignatureDeclaration') && !members.some(({ type }) => type === 'TSCallSignatureDeclaration');
}

function excludesPrimitives(members: readonly TSESTree.TypeElement[]): boolean {
  return members.some((member) => {
    if (member.type === 'TSCallSignatureDeclaration' || member.type === 'TSConstructSignatureDeclaration') return true;
    // A text has members by numbers alone.
    if (member.type === 'TSIndexSignature') return member.parameters.some((key) => key.type === 'Identifier' && key.typeAnnotation?.typeAnnotation.type === 'TSStringKeyword');
    const name = propertyName(member);
    return !member.optional && name !== undefined && !PRIMITIVE_MEMBERS.has(name) && !BRAND.test(name);
  });
}
