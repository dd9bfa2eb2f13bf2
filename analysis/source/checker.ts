import type { ParserServices } from '@typescript-eslint/utils';
import type { MemberPlace, Node } from './ast.js';
import type { OtherFile } from './other-file.js';
import { BRAND, type TypeFact } from './type-syntax.js';

/**
 * The one bit of TypeScript's `SymbolFlags` that is read here. It is the same in all versions that typescript-eslint
 * supports (a test compares it with the installed one), which `TypeFlags` are not: types are told apart by their
 * `intrinsicName`. `typescript` itself is not loaded by the analysis.
 */
export const OPTIONAL = 1 << 24;

type Program = NonNullable<ParserServices['program']>;
type Checker = ReturnType<Program['getTypeChecker']>;
type CheckedType = ReturnType<Checker['getTypeAtLocation']>;

/** Types that say nothing of their values, as the compiler calls them. */
const SILENT = new Set(['any', 'error', 'unresolved', 'intrinsic', 'unknown', 'never']);
/** Of these, those of names that it cannot find. A constraint that is written as `any` is `unknown` to it. */
const MISSING = new Set(['any', 'error', 'unresolved']);
const EMPTY = new Set(['null', 'undefined', 'void']);
const PRIMITIVE = new Set(['string', 'number', 'bigint', 'symbol', 'true', 'false', 'boolean']);
/** Of these, those that are no literal's. */
const ENDLESS = new Set(['string', 'number', 'bigint']);
const MOST_DEPTH = 6;

/**
 * What the checker says of an expression's type, or of a written type.
 *
 * Types are `unsure` in a program without `strictNullChecks`, where any of them may hide `null`, and in a file that the
 * compiler does not check, such as most of JavaScript.
 *
 * @returns `undefined` without type services, or where the checker itself knows nothing (`any`, `unknown`, `never`).
 */
export function readCheckerType(node: Node, services: Partial<ParserServices> | undefined): TypeFact | undefined {
  const program = services?.program;
  if (!program || !services.esTreeNodeToTSNodeMap) return undefined;
  const checker = program.getTypeChecker();
  const tsNode = services.esTreeNodeToTSNodeMap.get(node);
  const fact = readCheckedType(checker.getTypeAtLocation(tsNode), checker, 0);
  const isUnsure = fact && (hidesNull(checker) || !isChecked(tsNode.getSourceFile(), program));
  return isUnsure ? { ...fact, unsure: true } : fact;
}

/** Does the compiler hold a file to its types? `checkJsDirective` is set for `@ts-check` and `@ts-nocheck`. */
function isChecked(file: { readonly fileName: string; readonly checkJsDirective?: { readonly enabled: boolean } }, program: Program): boolean {
  return file.checkJsDirective?.enabled ?? (!/\.[cm]?jsx?$/.test(file.fileName) || program.getCompilerOptions().checkJs === true);
}

/** Is the program compiled without `strictNullChecks`? Asked this way, for the default differs between versions. */
function hidesNull(checker: Checker): boolean {
  return checker.isTypeAssignableTo(checker.getUndefinedType(), checker.getStringType());
}

function readCheckedType(type: CheckedType, checker: Checker, depth: number): TypeFact | undefined {
  const fact = (sort: TypeFact['sort'], more: Partial<TypeFact> = {}): TypeFact => ({ sort, nullable: false, callable: false, noun: nameOf(type, checker), ...more });
  const name = intrinsicName(checker.getBaseTypeOfLiteralType(type)) || intrinsicName(type);
  if (SILENT.has(name) || depth > MOST_DEPTH) return undefined;
  if (EMPTY.has(name)) return fact('any', { nullable: true });
  if (PRIMITIVE.has(name)) return fact('primitive', { symbol: name === 'symbol', ...(ENDLESS.has(intrinsicName(type)) && { isEndless: true }) });
  if (name === 'object') return fact('object');
  if (type.isUnion()) {
    const union = unionOf(type.types.map((member) => readCheckedType(member, checker, depth + 1)));
    return union && { ...union, noun: nameOf(type, checker) };
  }
  if (isTypeParameter(type)) {
    const bound = checker.getBaseConstraintOfType(type);
    return bound && MISSING.has(intrinsicName(bound)) ? undefined : (boundOf(type, bound, checker, depth) ?? fact('generic'));
  }
  if (type.isIntersection()) {
    const found = intersectionOf(type.types.map((member) => readCheckedType(member, checker, depth + 1)));
    return found && { ...found, noun: type.aliasSymbol?.name ?? found.noun };
  }
  // An indexed access, a conditional type, `keyof T`: what it can be at most.
  const bound = checker.getBaseConstraintOfType(type);
  if (bound && bound !== type) return readCheckedType(bound, checker, depth + 1);
  const isSymbol = checker.isTypeAssignableTo(type, checker.getESSymbolType());
  if (isSymbol || primitivesOf(checker).some((primitive) => checker.isTypeAssignableTo(type, primitive))) return fact('primitive', { symbol: isSymbol });
  if (type.getConstructSignatures().length > 0) return fact('class');
  if (isLoose(type, checker)) return fact('loose');
  return fact('object', { callable: type.getCallSignatures().length > 0 || /^(?:Callable)?Function$/.test(type.getSymbol()?.name ?? '') });
}

function unionOf(members: readonly (TypeFact | undefined)[]): TypeFact | undefined {
  if (members.includes(undefined)) return undefined;
  const known = members as readonly TypeFact[];
  const nullable = known.some((member) => member.nullable);
  const solid = known.filter((member) => !(member.nullable && member.sort === 'any'));
  const sorts = new Set(solid.map((member) => member.sort));
  const union = (sort: TypeFact['sort']): TypeFact => ({
    sort,
    nullable,
    callable: solid.length > 0 && solid.every((member) => member.callable),
    symbol: solid.some((member) => member.symbol),
    ...(solid.some((member) => member.isEndless) && { isEndless: true }),
    noun: undefined,
  });
  const [sort] = sorts;
  if (sort === undefined) return union('any');
  if (sorts.size === 1) return union(sort);
  if (sorts.has('any')) return undefined;
  if (sorts.has('generic')) return union('generic');
  if (sorts.has('primitive') || sorts.has('mixed')) return union('mixed');
  return union(sorts.has('loose') ? 'loose' : 'object');
}

/** `isTypeParameter` of the compiler, without its narrowing of what is left. */
function isTypeParameter(type: CheckedType): boolean {
  return type.isTypeParameter();
}

/** What the constraint of a type parameter says; for `this`, its class. */
function boundOf(type: CheckedType, bound: CheckedType | undefined, checker: Checker, depth: number): TypeFact | undefined {
  const read = bound && bound !== type ? readCheckedType(bound, checker, depth + 1) : undefined;
  return read && read.sort !== 'loose' && read.sort !== 'any' ? read : undefined;
}

/** A value of an intersection is of all its types: the one that tells most decides. */
function intersectionOf(members: readonly (TypeFact | undefined)[]): TypeFact | undefined {
  if (members.includes(undefined)) return undefined;
  const known = members as readonly TypeFact[];
  const isAnObject = known.some((member) => member.noun === 'object' && member.sort === 'object');
  return (
    known.find((member) => member.sort === 'primitive') ??
    // A primitive with a brand satisfies `T & { brand: 'x' }`.
    (isAnObject ? undefined : known.find((member) => member.sort === 'generic')) ??
    known.find((member) => member.sort === 'class') ??
    known.find((member) => member.sort === 'object') ??
    known[0]
  );
}

/** The name of a type that the compiler has built in; it has one in all versions, whatever the flags of that version. */
function intrinsicName(type: CheckedType): string {
  return (type as { readonly intrinsicName?: string }).intrinsicName ?? '';
}

/**
 * Does some primitive satisfy the type: `{}`, `{ length: number }`? A type with nothing but optional members counts as
 * one, for it takes almost anything by a detour, and one with nothing but brands, for it is made by casting primitives.
 */
function isLoose(type: CheckedType, checker: Checker): boolean {
  const members = type.getProperties();
  const isPlain = members.length > 0 && type.getCallSignatures().length === 0 && checker.getIndexInfosOfType(type).length === 0;
  if (isPlain && members.every((member) => (member.flags & OPTIONAL) !== 0 || BRAND.test(member.name))) return true;
  return [...primitivesOf(checker), checker.getESSymbolType()].some((primitive) => checker.isTypeAssignableTo(primitive, type));
}

/** All but symbols, some of which can be held weakly, and big integers, which TypeScript before 5.0 cannot be asked for. */
function primitivesOf(checker: Checker): CheckedType[] {
  return [checker.getStringType(), checker.getNumberType(), checker.getBooleanType()];
}

function nameOf(type: CheckedType, checker: Checker): string | undefined {
  const name = type.aliasSymbol?.name ?? type.getSymbol()?.name;
  return name === undefined || name.startsWith('__') ? checker.typeToString(type) : name;
}

/** A member that is declared in a file of a program, as type services know it again in the others. */
export interface CheckedMember {
  /** Does a file name it somewhere? No tree is made for this. */
  isNamedIn(path: string): boolean;
  /** Does a place name it? Where that is not shown, the same object may still be known there by another type. */
  isNamedAt(place: MemberPlace, file: OtherFile): boolean;
}

/**
 * What type services know of a member.
 *
 * @param declaration the member in the body of its class
 * @returns `undefined` without type services
 */
export function checkedMember(declaration: Node, name: string, services: Partial<ParserServices> | undefined): CheckedMember | undefined {
  const program = services?.program;
  const declared = services?.esTreeNodeToTSNodeMap?.get(declaration);
  if (!program || !declared) return undefined;
  const isNamed = (file: SourceFile, start: number, end: number): boolean => {
    const node = nodeAt(file, start, end, file);
    return node !== undefined && program.getTypeChecker().getSymbolAtLocation(node)?.declarations?.some((one) => one === declared) === true;
  };
  return {
    isNamedIn(path) {
      const file = program.getSourceFile(path);
      if (!file) return false;
      for (let at = file.text.indexOf(name); at >= 0; at = file.text.indexOf(name, at + name.length)) if (isNamed(file, at, at + name.length)) return true;
      return false;
    },
    isNamedAt(place, { path, source }) {
      const file = program.getSourceFile(path);
      const [start, end] = (place.type === 'MemberExpression' ? place.property : place.key).range;
      return file?.text === source.text && isNamed(file, start, end);
    },
  };
}

type SourceFile = NonNullable<ReturnType<Program['getSourceFile']>>;
type CheckedNode = Parameters<Checker['getSymbolAtLocation']>[0];

/** The smallest node from `start` to `end`. */
function nodeAt(node: CheckedNode, start: number, end: number, file: SourceFile): CheckedNode | undefined {
  return node.forEachChild((child) => {
    if (child.pos > start || child.end < end) return undefined;
    return nodeAt(child, start, end, file) ?? (child.end === end && child.getStart(file) === start ? child : undefined);
  });
}

/**
 * Do type services show that the program is compiled without `WeakRef` and `FinalizationRegistry`?
 *
 * @returns `false` where there are no type services: then nothing is known of the libraries.
 */
export function lacksWeakRefs(services: Partial<ParserServices> | undefined): boolean {
  const files = services?.program?.getSourceFiles();
  return files !== undefined && !files.some(({ fileName }) => /[\\/]lib\.es2021\.weakref\.d\.ts$/.test(fileName));
}
