import type { TSESTree } from '@typescript-eslint/utils';
import { type ClassNode, classOfMember, contains, enclosingFunction, type Expression, isField, isStatementList, type Node, outermost, thisOwner, unwrap } from '../source/ast.js';
import { placeInLiteral, placeName, placeOfTarget } from '../source/places.js';
import { typesOfPlace } from '../source/place-types.js';
import { isPlain, type RegistryFacts } from './registry-facts.js';
import { refuse, type Refusal } from './rewrite.js';
import type { SourceIndex } from '../source/source-index.js';
import type { Use } from '../flow/use.js';

interface SiteBase {
  /** Where the new text goes. */
  readonly offset: number;
  /** The white space before each new line. */
  readonly indent: string;
  /** Is there code on the next line, which a blank line then keeps apart? */
  readonly isFollowed: boolean;
  /** One level of indentation, the line end and the statement end of the file. */
  readonly unit: string;
  readonly newline: string;
  readonly isTyped: boolean;
  readonly semicolon: string;
  /** The container as the helpers name it. */
  readonly container: string;
  /** A helper's name as a member: `#own`; the name itself for helpers in scope. */
  readonly member: (name: string) => string;
}

/** Where the owners, the registry and the helpers of a container are written: right behind its declaration. */
export type RegistrySite =
  | (SiteBase & { readonly kind: 'scope'; /** The scope that sees them. */ readonly scope: Node })
  | (SiteBase & { readonly kind: 'member'; readonly owner: ClassNode; readonly isStatic: boolean; /** `private static readonly`, as the container's own. */ readonly modifiers: string });

/** The names of what is added beside a container, without `#`. */
export interface RegistryNames {
  readonly owners: string;
  readonly registry: string;
  readonly own: string;
  readonly live: string;
  readonly disown: string;
  readonly clear: string;
  readonly prune: string;
}

const UNCLEAR = 'it is not made where it is declared';

/** Finds the place beside a container's declaration; the container must be made there, so that helpers can rely on it. */
export function registrySite({ creations, uses, index }: RegistryFacts): RegistrySite | Refusal {
  const replacements = uses.filter((use) => use.kind === 'replace').map((use) => use.node);
  const initial = creations.find((creation) => !isReplacement(creation, replacements)) ?? creations.find(isMadeInConstructor);
  const others = creations.filter((creation) => creation !== initial);
  if (!initial || others.some((creation) => !uses.some((use) => use.kind === 'replace' && use.by === 'fresh' && outermost(creation).parent === use.node))) {
    return refuse('unknown-use', creations[0] as Node, 'it is made in several places');
  }
  const whole = outermost(initial);
  const { parent } = whole;
  if (!parent) return refuse('unknown-use', initial, UNCLEAR);
  if (isField(parent)) return memberSite(parent, index) ?? refuse('unknown-use', initial, UNCLEAR);
  if (parent.type === 'VariableDeclarator') {
    if (parent.id.type !== 'Identifier') return refuse('unknown-use', initial, UNCLEAR);
    return scopeSite(parent, parent.id.name, index) ?? refuse('unknown-use', initial, UNCLEAR);
  }
  if (parent.type === 'AssignmentExpression' && parent.left.type === 'MemberExpression') {
    const place = placeOfTarget(parent.left, index);
    if (place?.kind === 'field' && place.declaration && isField(place.declaration)) return memberSite(place.declaration, index) ?? refuse('unknown-use', initial, UNCLEAR);
    const statement = parent.parent;
    if ((place?.kind === 'property' || place?.kind === 'field') && statement.type === 'ExpressionStatement' && statement.parent.type === 'Program') return siteBehind(statement, index.text(parent.left), index);
  }
  if (parent.type === 'Property' && parent.parent.type === 'ObjectExpression') {
    const place = placeInLiteral(parent.parent, keyText(parent), index);
    const declarator = place?.kind === 'property' ? (place.variable.defs[0]?.node as Node | undefined) : undefined;
    if (place && declarator?.type === 'VariableDeclarator') return scopeSite(declarator, placeName(place), index) ?? refuse('unknown-use', initial, UNCLEAR);
  }
  return refuse('unknown-use', initial, UNCLEAR);
}

function keyText(property: TSESTree.Property): string | undefined {
  return property.key.type === 'Identifier' && !property.computed ? property.key.name : undefined;
}

/** `this.#field = new Map()` in the constructor: an assignment, but the first. */
function isMadeInConstructor(creation: Expression): boolean {
  const method = enclosingFunction(creation)?.parent;
  return method?.type === 'MethodDefinition' && method.kind === 'constructor';
}

function isReplacement(creation: Expression, replacements: readonly Node[]): boolean {
  const parent = outermost(creation).parent;
  return parent !== undefined && replacements.includes(parent);
}

function scopeSite(declarator: TSESTree.VariableDeclarator, container: string, index: SourceIndex): RegistrySite | undefined {
  const declaration = declarator.parent;
  const declarators: readonly TSESTree.VariableDeclarator[] = declaration.declarations;
  const later = declarators.slice(declarators.indexOf(declarator) + 1);
  // What is declared later in the same statement must not use what is not there yet.
  if (later.some(({ init }) => init && !isInert(init))) return undefined;
  const { parent } = declaration as { parent: Node };
  const statement = parent.type === 'ExportNamedDeclaration' ? parent : declaration;
  const scope = statement.parent;
  return isStatementList(scope) ? siteBehind(statement, container, index) : undefined;
}

function isInert(value: Node): boolean {
  const inner = unwrap(value);
  if (inner.type === 'NewExpression') return inner.arguments.length === 0 && inner.callee.type === 'Identifier' && /^(?:Weak)?(?:Map|Set)$/.test(inner.callee.name);
  return inner.type === 'Literal' || (inner.type === 'ObjectExpression' && inner.properties.length === 0) || (inner.type === 'ArrayExpression' && inner.elements.length === 0);
}

function siteBehind(statement: Node, container: string, index: SourceIndex): RegistrySite {
  return { kind: 'scope', scope: statement.parent ?? statement, container, member: (name) => name, ...layoutBehind(statement, index) };
}

function memberSite(field: TSESTree.PropertyDefinition | TSESTree.AccessorProperty, index: SourceIndex): RegistrySite | undefined {
  const owner = classOfMember(field);
  if (!owner || field.computed || (field.key.type !== 'PrivateIdentifier' && field.key.type !== 'Identifier')) return undefined;
  const isPrivate = field.key.type === 'PrivateIdentifier';
  const name = (text: string): string => (isPrivate ? `#${text}` : text);
  const modifiers = `${field.accessibility ? `${field.accessibility} ` : ''}${field.static ? 'static ' : ''}`;
  return { kind: 'member', owner, isStatic: field.static, modifiers, container: `this.${name(field.key.name)}`, member: name, ...layoutBehind(field, index) };
}

/** The layout of the file, and the end of a statement or of the comment behind it. */
function layoutBehind(node: Node, index: SourceIndex): Pick<SiteBase, 'offset' | 'indent' | 'unit' | 'newline' | 'semicolon' | 'isTyped' | 'isFollowed'> {
  const { text } = index.source;
  const [start, end] = node.range;
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const rest = /^(?:[ \t]*(?:\/\/[^\r\n]*|\/\*(?:[^*\r\n]|\*(?!\/))*\*\/)?[ \t]*)(?=\r?\n|$)/.exec(text.slice(end));
  const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
  const offset = end + (rest?.[0].trimEnd().length ?? 0);
  return {
    offset,
    isFollowed: /^[ \t]*\r?\n[ \t]*[^\s}]/.test(text.slice(offset)),
    indent,
    unit: indent.startsWith('\t') ? '\t' : /^(?:\t| {2,8}(?=\S))/m.exec(text)?.[0] ?? '  ',
    isTyped: index.isTyped,
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    semicolon: text[end - 1] === ';' ? ';' : '',
  };
}

/** Names made from the container's, none of which the file uses for anything. */
export function registryNames(container: string, index: SourceIndex): RegistryNames {
  const taken = index.table(namesInUse);
  const base = (container.split('.').at(-1) ?? '').replace(/^[#_$]+/, '').replace(/[^\p{ID_Continue}]/gu, '') || 'entries';
  const capital = base.charAt(0).toUpperCase() + base.slice(1);
  const named = (suffix: string): RegistryNames => ({
    owners: `${base}Owners${suffix}`,
    registry: `${base}Registry${suffix}`,
    own: `own${capital}${suffix}`,
    live: `live${capital}${suffix}`,
    disown: `disown${capital}${suffix}`,
    clear: `clear${capital}${suffix}`,
    prune: `prune${capital}${suffix}`,
  });
  for (let attempt = 1; ; attempt++) {
    const names = named(attempt === 1 ? '' : String(attempt));
    if (!Object.values<string>({ ...names }).some((name) => taken.has(name))) return names;
  }
}

function namesInUse(index: SourceIndex): ReadonlySet<string> {
  return new Set((['Identifier', 'PrivateIdentifier', 'JSXIdentifier'] as const).flatMap((type) => index.nodesOf(type).map(({ name }) => name)));
}

/** The type of the ids as text; `unknown` where nothing says it, `undefined` where it is written out of sight. */
export function keyTypeOf({ kind, creations, places, idType, index }: RegistryFacts): string | undefined {
  if (!index.isTyped) return 'unknown';
  const declared = declaredKey(creations, places.flatMap((place) => typesOfPlace(place, index)), index);
  if (declared === 'elsewhere') return idType;
  if (kind !== 'dictionary') return declared ?? idType ?? 'unknown';
  // Numbers and strings are the same keys of an object, and the compiler lets either in.
  return declared === undefined || declared === 'string' ? 'string | number' : declared;
}

function declaredKey(creations: readonly Expression[], types: readonly TSESTree.TypeNode[], index: SourceIndex): string | undefined {
  for (const creation of creations) {
    const [argument] = creation.type === 'NewExpression' ? (creation.typeArguments?.params ?? []) : [];
    if (argument) return index.text(argument);
  }
  for (const type of types) return keyOfType(type, index);
  for (const creation of creations) {
    const parent = creation.parent;
    if (parent.type === 'TSAsExpression' || parent.type === 'TSSatisfiesExpression') return keyOfType(parent.typeAnnotation, index);
  }
  return undefined;
}

/** `K` of `Map<K, V>`, `Set<K>`, `Record<K, V>` and `{ [id: K]: V }`. */
function keyOfType(type: TSESTree.TypeNode, index: SourceIndex, depth = 0): string {
  if (type.type === 'TSTypeLiteral') {
    const [member] = type.members;
    const parameter = type.members.length === 1 && member?.type === 'TSIndexSignature' ? member.parameters[0] : undefined;
    if (parameter?.type === 'Identifier' && parameter.typeAnnotation) return index.text(parameter.typeAnnotation.typeAnnotation);
  }
  if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier' || depth > 3) return 'elsewhere';
  const [alias] = index.typesNamed(type.typeName.name);
  if (alias) return alias.type === 'TSTypeAliasDeclaration' && !alias.typeParameters ? keyOfType(alias.typeAnnotation, index, depth + 1) : 'elsewhere';
  if (/^(?:Partial|Readonly)$/.test(type.typeName.name) && type.typeArguments?.params[0]) return keyOfType(type.typeArguments.params[0], index, depth + 1);
  const key = /^(?:Readonly)?(?:Map|Set)$|^Record$/.test(type.typeName.name) ? type.typeArguments?.params[0] : undefined;
  return key ? index.text(key) : 'elsewhere';
}

/** A type's text where it may be written at the site: `object` for types that only an inner scope, or no scope, knows. */
export function writtenType(type: string | undefined, site: RegistrySite, index: SourceIndex): string {
  if (type === undefined || !/^[\w$.]+(?:<[\w$.,\s]*>)?$/.test(type)) return 'object';
  const names: readonly string[] = type.match(/[\w$]+/g) ?? [];
  for (const scope of index.source.scopeManager?.scopes ?? []) {
    if (scope.type === 'module' || scope.type === 'global') continue;
    const block = scope.block as Node;
    const isOutside = block.range[0] > site.offset || block.range[1] < site.offset;
    for (const variable of scope.variables) {
      if (!names.includes(variable.name) || variable.defs.length === 0 || variable.defs[0]?.type === 'ClassName') continue;
      if (isOutside || (site.kind === 'member' && site.isStatic && block === site.owner)) return 'object';
    }
  }
  return type;
}

/**
 * What stands before the name of a helper at a use: nothing for helpers in scope, `this.` or `Page.` for members.
 *
 * @returns `undefined` where the helpers are out of reach.
 */
export function objectOf(use: Use, site: RegistrySite, index: SourceIndex): string | undefined {
  if (site.kind === 'scope') return contains(site.scope, use.node) ? '' : undefined;
  const receiver = unwrap(use.receiver);
  if (receiver.type === 'MemberExpression' && isPlain(receiver.object)) return `${index.text(receiver.object)}.`;
  const owner = thisOwner(use.node);
  if (owner.kind === 'class' && owner.node === site.owner && owner.isStatic === site.isStatic) return 'this.';
  return site.isStatic && site.owner.id && contains(site.owner, use.node) ? `${site.owner.id.name}.` : undefined;
}
