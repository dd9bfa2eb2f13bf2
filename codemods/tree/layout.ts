import type { LazyNode } from './lazy-tree.js';

/*
 * What the bytes of `yuku-core` hold for each kind of node, and what it is called in the tree of typescript-estree. The facts
 * are those of the decoder that `yuku-analyzer` 0.19 comes with; a test compares each kind with what it makes of it. A node
 * has nine slots, for the numbers of other nodes, of lists and of texts, and sixteen flags.
 */

/** What one field of a node is, and in which slot or flag it lies. */
export type Field =
  | { readonly sort: 'node'; readonly slot: number; readonly absent: null | undefined }
  | { readonly sort: 'list'; readonly slot: number; readonly rest: number | undefined }
  | { readonly sort: 'parameters'; readonly slot: number }
  | { readonly sort: 'flag'; readonly bit: number }
  | { readonly sort: 'choice'; readonly among: readonly unknown[]; readonly bit: number }
  | { readonly sort: 'always'; readonly value: unknown }
  | { readonly sort: 'text'; readonly slot: number }
  | { readonly sort: 'made'; readonly make: (node: LazyNode) => unknown };

export interface Kind {
  /** Its type, or its types by the flags from a bit on. */
  readonly type: string | { readonly among: readonly string[]; readonly bits: readonly number[] };
  readonly fields: Readonly<Record<string, Field>>;
}

/** A node, or `null`. */
const node = (slot: number): Field => ({ sort: 'node', slot, absent: null });
/** A node where there is one. */
const maybe = (slot: number): Field => ({ sort: 'node', slot, absent: undefined });
/** Nodes, with `null` for holes. Its length is in the next slot. What has three dots at the end has a slot of its own. */
const list = (slot: number, rest?: number): Field => ({ sort: 'list', slot, rest });
const parameters = (slot: number): Field => ({ sort: 'parameters', slot });
const flag = (bit: number): Field => ({ sort: 'flag', bit });
const choice = (among: readonly unknown[], bit = 0): Field => ({ sort: 'choice', among, bit });
const always = (value: unknown): Field => ({ sort: 'always', value });
/** A text, from one place to that in the next slot. */
const text = (slot: number): Field => ({ sort: 'text', slot });
const made = (make: (node: LazyNode) => unknown): Field => ({ sort: 'made', make });

const NONE: readonly never[] = Object.freeze([]);
const ACCESSIBILITY = [undefined, 'public', 'private', 'protected'] as const;
const SPACES = ['value', 'type'] as const;
const BINARY = ['==', '!=', '===', '!==', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', '**', '|', '^', '&', '<<', '>>', '>>>', 'in', 'instanceof'] as const;
const ASSIGNMENT = ['=', '+=', '-=', '*=', '/=', '%=', '**=', '<<=', '>>=', '>>>=', '|=', '^=', '&=', '||=', '&&=', '??='] as const;

const raw = made(({ tree, range: [start, end] }) => tree.text.slice(start, end));

const identifier: Kind = { type: 'Identifier', fields: { name: text(1), decorators: always(NONE), optional: always(false), typeAnnotation: always(undefined) } };
const block: Kind = { type: 'BlockStatement', fields: { body: list(1) } };
const typed: Record<string, Field> = { typeAnnotation: maybe(1) };

function keyword(type: string): Kind {
  return { type, fields: {} };
}

/** By the number that tells the kind of a node. */
export const KINDS: readonly (Kind | undefined)[] = [
  /*   0 */ { type: 'SequenceExpression', fields: { expressions: list(1) } },
  /*   1 */ { type: 'ParenthesizedExpression', fields: { expression: node(1) } },
  /*   2 */ { type: 'ArrowFunctionExpression', fields: { id: always(null), generator: always(false), async: flag(1), params: parameters(2), body: node(4), expression: flag(0), typeParameters: maybe(1), returnType: maybe(3) } },
  /*   3 */ {
    type: { among: ['FunctionDeclaration', 'FunctionExpression', 'TSDeclareFunction', 'TSEmptyBodyFunctionExpression'], bits: [0, 1] },
    fields: { id: node(1), generator: flag(2), async: flag(3), params: parameters(3), body: node(5), expression: always(false), typeParameters: maybe(2), returnType: maybe(4), declare: flag(4) },
  },
  /*   4 */ block,
  /*   5 */ block,
  // The parameters of a function and what is around each of them, which are no nodes of the tree.
  /*   6 */ undefined,
  /*   7 */ undefined,
  /*   8 */ { type: 'BinaryExpression', fields: { left: node(1), right: node(2), operator: choice(BINARY) } },
  /*   9 */ { type: 'LogicalExpression', fields: { left: node(1), right: node(2), operator: choice(['&&', '||', '??']) } },
  /*  10 */ { type: 'ConditionalExpression', fields: { test: node(1), consequent: node(2), alternate: node(3) } },
  /*  11 */ { type: 'UnaryExpression', fields: { operator: choice(['-', '+', '!', '~', 'typeof', 'void', 'delete']), prefix: always(true), argument: node(1) } },
  /*  12 */ { type: 'UpdateExpression', fields: { argument: node(1), operator: choice(['++', '--']), prefix: flag(1) } },
  /*  13 */ { type: 'AssignmentExpression', fields: { left: node(1), right: node(2), operator: choice(ASSIGNMENT) } },
  /*  14 */ { type: 'ArrayExpression', fields: { elements: list(1) } },
  /*  15 */ { type: 'ObjectExpression', fields: { properties: list(1) } },
  /*  16 */ { type: 'SpreadElement', fields: { argument: node(1) } },
  /*  17 */ { type: 'Property', fields: { key: node(1), value: node(2), kind: choice(['init', 'get', 'set']), method: flag(2), shorthand: flag(3), computed: flag(4), optional: always(false) } },
  /*  18 */ { type: 'MemberExpression', fields: { object: node(1), property: node(2), computed: flag(0), optional: flag(1) } },
  /*  19 */ { type: 'CallExpression', fields: { callee: node(1), arguments: list(3), optional: flag(0), typeArguments: maybe(2) } },
  /*  20 */ { type: 'ChainExpression', fields: { expression: node(1) } },
  /*  21 */ { type: 'TaggedTemplateExpression', fields: { tag: node(1), quasi: node(3), typeArguments: maybe(2) } },
  /*  22 */ { type: 'NewExpression', fields: { callee: node(1), arguments: list(3), typeArguments: maybe(2) } },
  /*  23 */ { type: 'AwaitExpression', fields: { argument: node(1) } },
  /*  24 */ { type: 'YieldExpression', fields: { argument: node(1), delegate: flag(0) } },
  /*  25 */ { type: 'MetaProperty', fields: { meta: node(1), property: node(2) } },
  /*  26 */ { type: 'Decorator', fields: { expression: node(1) } },
  /*  27 */ {
    type: { among: ['ClassDeclaration', 'ClassExpression'], bits: [0] },
    fields: { decorators: list(1), id: node(3), superClass: node(5), body: node(9), typeParameters: maybe(4), superTypeArguments: maybe(6), implements: list(7), abstract: flag(1), declare: flag(2) },
  },
  /*  28 */ { type: 'ClassBody', fields: { body: list(1) } },
  /*  29 */ {
    type: { among: ['MethodDefinition', 'TSAbstractMethodDefinition'], bits: [6] },
    fields: { decorators: list(1), key: node(3), value: node(4), kind: choice(['constructor', 'method', 'get', 'set']), computed: flag(2), static: flag(3), override: flag(4), optional: flag(5), accessibility: choice(ACCESSIBILITY, 7) },
  },
  /*  30 */ {
    type: { among: ['PropertyDefinition', 'AccessorProperty', 'TSAbstractPropertyDefinition', 'TSAbstractAccessorProperty'], bits: [2, 8] },
    fields: {
      ...{ decorators: list(1), key: node(3), value: node(5), computed: flag(0), static: flag(1), typeAnnotation: maybe(4) },
      ...{ declare: flag(3), override: flag(4), optional: flag(5), definite: flag(6), readonly: flag(7), accessibility: choice(ACCESSIBILITY, 9) },
    },
  },
  /*  31 */ { type: 'StaticBlock', fields: { body: list(1) } },
  /*  32 */ keyword('Super'),
  /*  33 */ { type: 'Literal', fields: { value: text(1), raw } },
  /*  34 */ { type: 'Literal', fields: { value: made(numberOf), raw } },
  /*  35 */ { type: 'Literal', fields: { value: made((literal) => BigInt(digitsOf(literal))), raw, bigint: made((literal) => BigInt(digitsOf(literal)).toString()) } },
  /*  36 */ { type: 'Literal', fields: { value: flag(0), raw } },
  /*  37 */ { type: 'Literal', fields: { value: always(null), raw } },
  /*  38 */ keyword('ThisExpression'),
  /*  39 */ { type: 'Literal', fields: { value: made(regularExpressionOf), raw, regex: made((literal) => ({ pattern: literal.textAt(1), flags: Array.from(literal.textAt(3)).sort().join('') })) } },
  /*  40 */ { type: 'TemplateLiteral', fields: { quasis: list(1), expressions: list(3) } },
  /*  41 */ { type: 'TemplateElement', fields: { value: made(valueOfElement), tail: flag(0) } },
  /*  42 */ identifier,
  /*  43 */ { type: 'PrivateIdentifier', fields: { name: text(1) } },
  /*  44 */ { type: 'Identifier', fields: { name: text(1), decorators: list(3), typeAnnotation: maybe(5), optional: flag(0) } },
  /*  45 */ identifier,
  /*  46 */ identifier,
  /*  47 */ { type: 'ExpressionStatement', fields: { expression: node(1), directive: always(undefined) } },
  /*  48 */ { type: 'IfStatement', fields: { test: node(1), consequent: node(2), alternate: node(3) } },
  /*  49 */ { type: 'SwitchStatement', fields: { discriminant: node(1), cases: list(2) } },
  /*  50 */ { type: 'SwitchCase', fields: { test: node(1), consequent: list(2) } },
  /*  51 */ { type: 'ForStatement', fields: { init: node(1), test: node(2), update: node(3), body: node(4) } },
  /*  52 */ { type: 'ForInStatement', fields: { left: node(1), right: node(2), body: node(3) } },
  /*  53 */ { type: 'ForOfStatement', fields: { left: node(1), right: node(2), body: node(3), await: flag(0) } },
  /*  54 */ { type: 'WhileStatement', fields: { test: node(1), body: node(2) } },
  /*  55 */ { type: 'DoWhileStatement', fields: { body: node(1), test: node(2) } },
  /*  56 */ { type: 'BreakStatement', fields: { label: node(1) } },
  /*  57 */ { type: 'ContinueStatement', fields: { label: node(1) } },
  /*  58 */ { type: 'LabeledStatement', fields: { label: node(1), body: node(2) } },
  /*  59 */ { type: 'WithStatement', fields: { object: node(1), body: node(2) } },
  /*  60 */ { type: 'ReturnStatement', fields: { argument: node(1) } },
  /*  61 */ { type: 'ThrowStatement', fields: { argument: node(1) } },
  /*  62 */ { type: 'TryStatement', fields: { block: node(1), handler: node(2), finalizer: node(3) } },
  /*  63 */ { type: 'CatchClause', fields: { param: node(1), body: node(2) } },
  /*  64 */ keyword('DebuggerStatement'),
  /*  65 */ keyword('EmptyStatement'),
  /*  66 */ { type: 'VariableDeclaration', fields: { kind: choice(['var', 'let', 'const', 'using', 'await using']), declarations: list(1), declare: flag(3) } },
  /*  67 */ { type: 'VariableDeclarator', fields: { id: node(1), init: node(2), definite: flag(0) } },
  /*  68 */ { type: 'ExpressionStatement', fields: { expression: node(1), directive: text(2) } },
  /*  69 */ { type: 'AssignmentPattern', fields: { left: node(3), right: node(5), decorators: list(1), typeAnnotation: maybe(4), optional: flag(0) } },
  /*  70 */ { type: 'RestElement', fields: { argument: node(3), decorators: list(1), typeAnnotation: maybe(4), optional: flag(0), value: always(null) } },
  /*  71 */ { type: 'ArrayPattern', fields: { elements: list(3, 5), decorators: list(1), optional: flag(0), typeAnnotation: maybe(6) } },
  /*  72 */ { type: 'ObjectPattern', fields: { properties: list(3, 5), decorators: list(1), optional: flag(0), typeAnnotation: maybe(6) } },
  /*  73 */ { type: 'Property', fields: { kind: always('init'), key: node(1), value: node(2), method: always(false), shorthand: flag(0), computed: flag(1), optional: always(false) } },
  /*  74 */ { type: 'Program', fields: { body: list(1), sourceType: made(({ tree }) => tree.sourceType), comments: made(({ tree }) => tree.comments) } },
  /*  75 */ { type: 'ImportExpression', fields: { source: node(1), options: node(2), phase: made(phaseOf) } },
  /*  76 */ { type: 'ImportDeclaration', fields: { specifiers: list(1), source: node(3), attributes: list(4), phase: made(phaseOf), importKind: choice(SPACES, 2) } },
  /*  77 */ { type: 'ImportSpecifier', fields: { imported: node(1), local: node(2), importKind: choice(SPACES) } },
  /*  78 */ { type: 'ImportDefaultSpecifier', fields: { local: node(1) } },
  /*  79 */ { type: 'ImportNamespaceSpecifier', fields: { local: node(1) } },
  /*  80 */ { type: 'ImportAttribute', fields: { key: node(1), value: node(2) } },
  /*  81 */ { type: 'ExportNamedDeclaration', fields: { declaration: node(1), specifiers: list(2), source: node(4), attributes: list(5), exportKind: choice(SPACES) } },
  /*  82 */ { type: 'ExportDefaultDeclaration', fields: { declaration: node(1), exportKind: always('value') } },
  /*  83 */ { type: 'ExportAllDeclaration', fields: { exported: node(1), source: node(2), attributes: list(3), exportKind: choice(SPACES) } },
  /*  84 */ { type: 'ExportSpecifier', fields: { local: node(1), exported: node(2), exportKind: choice(SPACES) } },
  /*  85 */ { type: 'TSTypeAnnotation', fields: typed },
  /*  86 */ keyword('TSAnyKeyword'),
  /*  87 */ keyword('TSUnknownKeyword'),
  /*  88 */ keyword('TSNeverKeyword'),
  /*  89 */ keyword('TSVoidKeyword'),
  /*  90 */ keyword('TSNullKeyword'),
  /*  91 */ keyword('TSUndefinedKeyword'),
  /*  92 */ keyword('TSStringKeyword'),
  /*  93 */ keyword('TSNumberKeyword'),
  /*  94 */ keyword('TSBigIntKeyword'),
  /*  95 */ keyword('TSBooleanKeyword'),
  /*  96 */ keyword('TSSymbolKeyword'),
  /*  97 */ keyword('TSObjectKeyword'),
  /*  98 */ keyword('TSIntrinsicKeyword'),
  /*  99 */ keyword('TSThisType'),
  /* 100 */ { type: 'TSTypeReference', fields: { typeName: node(1), typeArguments: maybe(2) } },
  /* 101 */ { type: 'TSQualifiedName', fields: { left: node(1), right: node(2) } },
  /* 102 */ { type: 'TSTypeQuery', fields: { exprName: node(1), typeArguments: maybe(2) } },
  /* 103 */ { type: 'TSImportType', fields: { source: node(1), options: node(2), qualifier: node(3), typeArguments: maybe(4) } },
  /* 104 */ { type: 'TSTypeParameter', fields: { name: node(1), constraint: maybe(2), default: maybe(3), in: flag(0), out: flag(1), const: flag(2) } },
  /* 105 */ { type: 'TSTypeParameterDeclaration', fields: { params: list(1) } },
  /* 106 */ { type: 'TSTypeParameterInstantiation', fields: { params: list(1) } },
  /* 107 */ { type: 'TSLiteralType', fields: { literal: node(1) } },
  /* 108 */ { type: 'TSTemplateLiteralType', fields: { quasis: list(1), types: list(3) } },
  /* 109 */ { type: 'TSArrayType', fields: { elementType: node(1) } },
  /* 110 */ { type: 'TSIndexedAccessType', fields: { objectType: node(1), indexType: node(2) } },
  /* 111 */ { type: 'TSTupleType', fields: { elementTypes: list(1) } },
  /* 112 */ { type: 'TSNamedTupleMember', fields: { label: node(1), elementType: node(2), optional: flag(0) } },
  /* 113 */ { type: 'TSOptionalType', fields: typed },
  /* 114 */ { type: 'TSRestType', fields: typed },
  /* 115 */ { type: 'TSJSDocNullableType', fields: { ...typed, postfix: flag(0) } },
  /* 116 */ { type: 'TSJSDocNonNullableType', fields: { ...typed, postfix: flag(0) } },
  /* 117 */ keyword('TSJSDocUnknownType'),
  /* 118 */ { type: 'TSUnionType', fields: { types: list(1) } },
  /* 119 */ { type: 'TSIntersectionType', fields: { types: list(1) } },
  /* 120 */ { type: 'TSConditionalType', fields: { checkType: node(1), extendsType: node(2), trueType: node(3), falseType: node(4) } },
  /* 121 */ { type: 'TSInferType', fields: { typeParameter: node(1) } },
  /* 122 */ { type: 'TSTypeOperator', fields: { operator: choice(['keyof', 'unique', 'readonly']), ...typed } },
  /* 123 */ { type: 'TSParenthesizedType', fields: typed },
  /* 124 */ { type: 'TSFunctionType', fields: { typeParameters: maybe(1), params: parameters(2), returnType: maybe(3) } },
  /* 125 */ { type: 'TSConstructorType', fields: { abstract: flag(0), typeParameters: maybe(1), params: parameters(2), returnType: maybe(3) } },
  /* 126 */ { type: 'TSTypePredicate', fields: { parameterName: node(1), typeAnnotation: maybe(2), asserts: flag(0) } },
  /* 127 */ { type: 'TSTypeLiteral', fields: { members: list(1) } },
  /* 128 */ { type: 'TSMappedType', fields: { key: node(1), constraint: node(2), nameType: node(3), typeAnnotation: maybe(4), optional: choice([false, true, '+', '-']), readonly: choice([undefined, true, '+', '-'], 2) } },
  /* 129 */ { type: 'TSPropertySignature', fields: { key: node(1), typeAnnotation: maybe(2), computed: flag(0), optional: flag(1), readonly: flag(2), accessibility: always(undefined), static: always(false) } },
  /* 130 */ {
    type: 'TSMethodSignature',
    fields: {
      ...{ key: node(1), computed: flag(2), optional: flag(3), kind: choice(['method', 'get', 'set']), typeParameters: maybe(2), params: parameters(3), returnType: maybe(4) },
      ...{ accessibility: always(undefined), readonly: always(false), static: always(false) },
    },
  },
  /* 131 */ { type: 'TSCallSignatureDeclaration', fields: { typeParameters: maybe(1), params: parameters(2), returnType: maybe(3) } },
  /* 132 */ { type: 'TSConstructSignatureDeclaration', fields: { typeParameters: maybe(1), params: parameters(2), returnType: maybe(3) } },
  /* 133 */ { type: 'TSIndexSignature', fields: { parameters: list(1), typeAnnotation: maybe(3), readonly: flag(0), static: flag(1), accessibility: always(undefined) } },
  /* 134 */ { type: 'TSTypeAliasDeclaration', fields: { id: node(1), typeParameters: maybe(2), typeAnnotation: maybe(3), declare: flag(0) } },
  /* 135 */ { type: 'TSInterfaceDeclaration', fields: { id: node(1), typeParameters: maybe(2), extends: list(3), body: node(5), declare: flag(0) } },
  /* 136 */ { type: 'TSInterfaceBody', fields: { body: list(1) } },
  /* 137 */ { type: 'TSInterfaceHeritage', fields: { expression: node(1), typeArguments: maybe(2) } },
  /* 138 */ { type: 'TSClassImplements', fields: { expression: node(1), typeArguments: maybe(2) } },
  /* 139 */ { type: 'TSEnumDeclaration', fields: { id: node(1), body: node(2), const: flag(0), declare: flag(1) } },
  /* 140 */ { type: 'TSEnumBody', fields: { members: list(1) } },
  /* 141 */ { type: 'TSEnumMember', fields: { id: node(1), initializer: maybe(2), computed: flag(0) } },
  /* 142 */ { type: 'TSModuleDeclaration', fields: { id: node(1), kind: choice(['namespace', 'module']), declare: flag(1), global: always(false), body: maybe(2) } },
  /* 143 */ { type: 'TSModuleBlock', fields: { body: list(1) } },
  /* 144 */ { type: 'TSModuleDeclaration', fields: { id: node(1), kind: always('global'), declare: flag(0), global: always(true), body: node(2) } },
  /* 145 */ { type: 'TSParameterProperty', fields: { decorators: list(1), parameter: node(3), override: flag(0), readonly: flag(1), accessibility: choice(ACCESSIBILITY, 2), static: always(false) } },
  /* 146 */ { type: 'Identifier', fields: { name: always('this'), decorators: always(NONE), optional: always(false), ...typed } },
  /* 147 */ { type: 'TSAsExpression', fields: { expression: node(1), typeAnnotation: maybe(2) } },
  /* 148 */ { type: 'TSSatisfiesExpression', fields: { expression: node(1), typeAnnotation: maybe(2) } },
  /* 149 */ { type: 'TSTypeAssertion', fields: { ...typed, expression: node(2) } },
  /* 150 */ { type: 'TSNonNullExpression', fields: { expression: node(1) } },
  /* 151 */ { type: 'TSInstantiationExpression', fields: { expression: node(1), typeArguments: maybe(2) } },
  /* 152 */ { type: 'TSExportAssignment', fields: { expression: node(1) } },
  /* 153 */ { type: 'TSNamespaceExportDeclaration', fields: { id: node(1) } },
  /* 154 */ { type: 'TSImportEqualsDeclaration', fields: { id: node(1), moduleReference: node(2), importKind: choice(SPACES) } },
  /* 155 */ { type: 'TSExternalModuleReference', fields: { expression: node(1) } },
  /* 156 */ { type: 'JSXElement', fields: { openingElement: node(1), children: list(2), closingElement: node(4) } },
  /* 157 */ { type: 'JSXOpeningElement', fields: { name: node(1), attributes: list(3), selfClosing: flag(0), typeArguments: maybe(2) } },
  /* 158 */ { type: 'JSXClosingElement', fields: { name: node(1) } },
  /* 159 */ { type: 'JSXFragment', fields: { openingFragment: node(1), children: list(2), closingFragment: node(4) } },
  /* 160 */ keyword('JSXOpeningFragment'),
  /* 161 */ keyword('JSXClosingFragment'),
  /* 162 */ { type: 'JSXIdentifier', fields: { name: text(1) } },
  /* 163 */ { type: 'JSXNamespacedName', fields: { namespace: node(1), name: node(2) } },
  /* 164 */ { type: 'JSXMemberExpression', fields: { object: node(1), property: node(2) } },
  /* 165 */ { type: 'JSXAttribute', fields: { name: node(1), value: node(2) } },
  /* 166 */ { type: 'JSXSpreadAttribute', fields: { argument: node(1) } },
  /* 167 */ { type: 'JSXExpressionContainer', fields: { expression: node(1) } },
  /* 168 */ keyword('JSXEmptyExpression'),
  /* 169 */ { type: 'JSXText', fields: { value: text(1), raw: made((node) => node.textAt(3)) } },
  /* 170 */ { type: 'JSXSpreadChild', fields: { expression: node(1) } },
];

/** The kinds that are no nodes of the tree: the parameters of a function, and what is around one of them. */
export const PARAMETERS = 6;
export const AROUND_PARAMETER = 7;
export const TEMPLATE_ELEMENT = 41;
/** The bodies of enumerations and namespaces. */
export const TYPE_BODIES: ReadonlySet<number> = new Set([140, 143]);

function phaseOf({ flags }: LazyNode): unknown {
  if (!(flags & 1)) return null;
  return flags & 2 ? 'defer' : 'source';
}

/** The value of a number, of which the flags tell whether it is octal in the old style (`0777`). */
function numberOf({ tree, range, flags }: LazyNode): number {
  const digits = tree.text.slice(...range).replaceAll('_', '');
  return (flags & 3) === 2 && !/^.o/i.test(digits) ? Number.parseInt(digits.slice(1), 8) : Number(digits);
}

function digitsOf(literal: LazyNode): string {
  return literal.textAt(1).replaceAll('_', '');
}

/** `null` where the engine at hand does not know it. */
function regularExpressionOf(literal: LazyNode): RegExp | null {
  try {
    return new RegExp(literal.textAt(1), literal.textAt(3));
  } catch {
    return null;
  }
}

function valueOfElement(element: LazyNode): unknown {
  const [start, end] = element.ownRange();
  return { raw: element.tree.text.slice(start, end).replaceAll(/\r\n?/g, '\n'), cooked: element.flags & 2 ? null : element.textAt(1) };
}
