import type { ParserServices } from '@typescript-eslint/utils';
import type { Node } from './ast.js';
import type { TypeFact } from './type-syntax.js';

/**
 * The bits of TypeScript's `TypeFlags` that are read here. They are the same in all versions that typescript-eslint
 * supports (a test compares them with the installed one); `typescript` itself is not loaded by the analysis.
 */
export const TYPE_FLAGS = {
  any: 1,
  unknown: 2,
  undefined: 4,
  null: 8,
  void: 16,
} as const;

/**
 * What the checker says of an expression's type.
 *
 * @returns `undefined` without type services, or where the checker itself knows nothing (`any`, `unknown`).
 */
export function readCheckerType(node: Node, services: Partial<ParserServices> | undefined): TypeFact | undefined {
  const program = services?.program;
  if (!program || !services.esTreeNodeToTSNodeMap) return undefined;
  const checker = program.getTypeChecker();
  const type = checker.getTypeAtLocation(services.esTreeNodeToTSNodeMap.get(node));
  return readCheckedType(type, checker, 0);
}

type Checker = ReturnType<NonNullable<ParserServices['program']>['getTypeChecker']>;
type CheckedType = ReturnType<Checker['getTypeAtLocation']>;

function readCheckedType(type: CheckedType, checker: Checker, depth: number): TypeFact | undefined {
  const fact = (sort: TypeFact['sort'], more: Partial<TypeFact> = {}): TypeFact => ({ sort, nullable: false, callable: false, noun: nameOf(type, checker), ...more });
  if (type.flags & (TYPE_FLAGS.any | TYPE_FLAGS.unknown) || depth > 4) return undefined;
  if (type.flags & (TYPE_FLAGS.null | TYPE_FLAGS.undefined | TYPE_FLAGS.void)) return fact('any', { nullable: true });
  if (type.isUnion()) {
    const members = type.types.map((member) => readCheckedType(member, checker, depth + 1));
    if (members.includes(undefined)) return undefined;
    const solid = members.filter((member) => member !== undefined && !(member.nullable && member.sort === 'any')) as TypeFact[];
    const nullable = members.some((member) => member?.nullable);
    const sorts = new Set(solid.map((member) => member.sort));
    const [sort] = sorts;
    if (sort === undefined) return fact('any', { nullable });
    if (sorts.size === 1) return fact(sort, { nullable, callable: solid.every((member) => member.callable) });
    return fact(sorts.has('generic') ? 'generic' : 'mixed', { nullable });
  }
  if (isTypeParameter(type)) {
    const bound = checker.getBaseConstraintOfType(type);
    const read = bound && readCheckedType(bound, checker, depth + 1);
    return read?.sort === 'object' ? read : fact('generic');
  }
  if (type.isIntersection()) {
    const members = type.types.map((member) => readCheckedType(member, checker, depth + 1));
    return members.find((member) => member?.sort === 'primitive') ?? members.find((member) => member?.sort === 'object') ?? members[0];
  }
  if (isPrimitive(type, checker)) return fact('primitive');
  if (type.getConstructSignatures().length > 0) return fact('class');
  if (isLoose(type, checker)) return fact('loose');
  return fact('object', { callable: type.getCallSignatures().length > 0 });
}

/** `isTypeParameter` of the compiler, without its narrowing of what is left. */
function isTypeParameter(type: CheckedType): boolean {
  return type.isTypeParameter();
}

/** Does some primitive satisfy the type: `{}`, or an interface with nothing but optional members? */
function isLoose(type: CheckedType, checker: Checker): boolean {
  return [checker.getStringType(), checker.getNumberType(), checker.getBooleanType()].some((primitive) => checker.isTypeAssignableTo(primitive, type));
}

function isPrimitive(type: CheckedType, checker: Checker): boolean {
  return [checker.getStringType(), checker.getNumberType(), checker.getBooleanType(), checker.getBigIntType(), checker.getESSymbolType()].some((primitive) => checker.isTypeAssignableTo(type, primitive));
}

function nameOf(type: CheckedType, checker: Checker): string | undefined {
  const name = type.aliasSymbol?.name ?? type.getSymbol()?.name;
  return name === undefined || name.startsWith('__') ? checker.typeToString(type) : name;
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
