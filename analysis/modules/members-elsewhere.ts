import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { callOf, type ClassNode, contains, heirOf, implementsAny, isClass, type MemberPlace, type Node, outermost, unwrap } from '../source/ast.js';
import type { CheckedMember } from '../source/checker.js';
import type { Binding, NamingFile } from './elsewhere.js';
import type { OtherFile } from '../source/other-file.js';
import { typeOfExpression, typeOfPattern } from '../source/expression-types.js';
import { declarationsOf, type ImportedNames, MOST_DEPTH, transparentArgument, type TypeScope, type WrittenType } from '../source/member-types.js';
import { ownerOf } from '../source/places.js';
import { mentionsOf, SourceIndex } from '../source/source-index.js';
import { asPattern } from '../source/words.js';

/** A member of a class that other files may name. */
export interface SoughtMember {
  readonly owner: ClassNode;
  readonly name: string;
  readonly isStatic: boolean;
  readonly declaration: Node | undefined;
  /** Is it a method, which gives the container when it is called? */
  readonly isCalled: boolean;
}

/** Where the member is sought. */
export interface MemberSearch {
  /** The file of the class. */
  readonly index: SourceIndex;
  /** What stands for the class in other files. */
  readonly classes: readonly Binding[];
  /** What stands for instances of it in other files. */
  readonly instances: readonly Binding[];
  /** The files that name a member so. */
  readonly files: readonly NamingFile[];
  /** The member as type services know it, where there are any. */
  readonly checked: CheckedMember | undefined;
  /** Is it known already that code may mean the member that is not read here? */
  readonly isOpen: boolean;
  /** What the project shows of the types that a file imports. */
  readonly typesIn: (file: OtherFile) => ImportedNames;
}

/** Where other files read the member. */
export interface FoundMember {
  /** May a place that names the member mean this one, although nothing shows it? */
  readonly isOpen: boolean;
  readonly reads: readonly { readonly file: OtherFile; readonly nodes: readonly Node[] }[];
  readonly subclass: { readonly file: OtherFile; readonly node: Node } | undefined;
}

/** Whose member a place names: the one that is sought, that of something else, or nothing shows which. */
type Whose = 'sought' | 'other' | 'unseen';

/** Finds where other files mean a member of a class, among all places that name one so. */
export function findMember(member: SoughtMember, { index, classes, instances, files, checked, typesIn, ...search }: MemberSearch): FoundMember {
  const mentions = classes.flatMap(({ file, variables, nodes }) => [...variables.flatMap(mentionsOf), ...nodes].map((node) => ({ file, node })));
  const subclass = mentions.find(({ node }) => heirOf(node));
  const binding = index.bindingOf(member.owner);
  const isGivenAwayHere = binding !== undefined && mentionsOf(binding).some((node) => isGivenAway(node, index));
  // Under another name the class, or a type that lists the member, such as one that it implements, is not known again.
  const isRenamed = implementsAny(member.owner) || isGivenAwayHere || mentions.some(({ file, node }) => isGivenAway(node, SourceIndex.of(file.source)));
  let isOpen = search.isOpen || subclass !== undefined || isRenamed || isNamedApart(member, index);
  const bound = new Set([...classes, ...instances].map(({ file }) => file.path));
  const releases = new RegExp(String.raw`(?<![\w$])${asPattern(member.name)}[\s?!)]*\.\s*(?:delete|clear|splice|pop|shift)\b`);
  const reads = files.flatMap(({ path, text, read }) => {
    // Without the class or an instance in hand a file can do no more than let go of entries, or leave open what it means.
    if (isOpen && !bound.has(path) && !checked?.isNamedIn(path) && !releases.test(text())) return [];
    const file = read();
    isOpen ||= !file;
    if (!file) return [];
    const other = SourceIndex.of(file.source);
    const inFile = (bindings: readonly Binding[]): readonly Binding[] => bindings.filter((binding) => binding.file.path === file.path);
    const known: KnownNames = { index: other, imported: typesIn(file), classes: inFile(classes), instances: inFile(instances), sought: { owner: member.owner, index }, isStatic: member.isStatic };
    const nodes: Node[] = [];
    for (const place of other.membersNamed(member.name)) {
      const whose = checked?.isNamedAt(place, file) ? 'sought' : whoseMember(place, known);
      if (whose === 'unseen') isOpen = true;
      if (whose !== 'sought') continue;
      const read = member.isCalled ? callOf(place) : place;
      if (read) nodes.push(read);
      else isOpen = true;
    }
    isOpen ||= other.listsMember(member.name);
    return nodes.length > 0 ? [{ file, nodes }] : [];
  });
  return { isOpen, reads, subclass };
}

/** Does a mention of a class hand it on as a value, so that it may be made or extended under another name? */
export function isGivenAway(mention: Node, index: SourceIndex): boolean {
  const at = outermost(mention);
  const { parent } = at;
  // What a variable gives to the exports of its module is followed to who imports it.
  const isFollowed = (value: Node): boolean => mention.type === 'Identifier' && isExported(value, index);
  switch (parent?.type) {
    case 'NewExpression':
      return parent.callee !== at;
    case 'MemberExpression':
      return parent.object !== at;
    case 'BinaryExpression':
    case 'ClassDeclaration':
    case 'ClassExpression':
    case 'ExpressionStatement':
    case 'UnaryExpression':
      return false;
    case 'Property':
      return parent.parent.type !== 'ObjectPattern' && !isFollowed(parent.parent);
    case 'AssignmentExpression':
      return parent.right === at && !isFollowed(at);
    default:
      return parent !== undefined && !/^(?:TS(?!.*(?:Expression|Assertion)$)|TSExpressionWithTypeArguments$|TSInstantiationExpression$)/.test(parent.type);
  }
}

/** Is a value what a CommonJS module exports, or one of its exports? */
function isExported(value: Node, index: SourceIndex): boolean {
  const at = outermost(value);
  return at.parent?.type === 'AssignmentExpression' && at.parent.right === at && index.isModuleExports(at.parent.left);
}

/** Does the file of the class name the member where nothing shows whose it is? */
function isNamedApart({ owner, name, isStatic }: SoughtMember, index: SourceIndex): boolean {
  const binding = index.bindingOf(owner);
  const known: KnownNames = { index, imported: undefined, classes: [{ variables: binding ? [binding] : [], nodes: [] }], instances: [], sought: { owner, index }, isStatic };
  return index.listsMember(name) || index.membersNamed(name).some((place) => !isOwn(place, owner, index) && whoseMember(place, known) === 'unseen');
}

/** `this.name` in the class, or in one that extends it: traced with the container. */
function isOwn(place: MemberPlace, owner: ClassNode, index: SourceIndex): boolean {
  const object = objectOf(place);
  const whose = object && ownerOf(object, index);
  return contains(owner, place) && whose?.kind === 'class' && whose.node === owner;
}

type Names = Pick<Binding, 'variables' | 'nodes'>;

interface KnownNames extends TypeScope {
  readonly sought: { readonly owner: ClassNode; readonly index: SourceIndex };
  readonly classes: readonly Names[];
  readonly instances: readonly Names[];
  readonly isStatic: boolean;
}

/** The expression whose member a place names. */
function objectOf(place: MemberPlace): Node | undefined {
  if (place.type === 'MemberExpression') return unwrap(place.object);
  const declarator = place.parent.parent as Node | undefined;
  return declarator?.type === 'VariableDeclarator' && declarator.init && declarator.id === place.parent ? unwrap(declarator.init) : undefined;
}

function whoseMember(place: MemberPlace, known: KnownNames): Whose {
  const object = objectOf(place);
  if (object) return whoseObject(object, known);
  const type = place.type === 'Property' && place.parent.type === 'ObjectPattern' ? typeOfPattern(place.parent, known) : undefined;
  return type ? whoseType(type, known) : 'unseen';
}

function whoseObject(object: Node, known: KnownNames): Whose {
  const { index, isStatic, classes, instances } = known;
  if (instances.some(({ nodes }) => nodes.includes(object))) return isStatic ? 'other' : 'sought';
  if (classes.some(({ nodes }) => nodes.includes(object))) return isStatic ? 'sought' : 'other';
  switch (object.type) {
    case 'ThisExpression': {
      const owner = index.thisOwnerOf(object);
      if (owner.kind !== 'class') return 'unseen';
      if (isClassOf(owner.node, known)) return owner.isStatic === isStatic ? 'sought' : 'other';
      // A class that a call makes can be based on any other.
      return owner.node.superClass && !/^(?:Identifier|MemberExpression)$/.test(unwrap(owner.node.superClass).type) ? 'unseen' : 'other';
    }
    case 'NewExpression':
      return isStatic ? 'other' : whoseInstance(object.callee, known);
    case 'Identifier':
      return whoseVariable(object, known);
    case 'ObjectExpression':
    case 'ArrayExpression':
    case 'Literal':
    case 'TemplateLiteral':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return 'other';
    default: {
      const type = typeOfExpression(object, known);
      return type ? whoseType(type, known) : 'unseen';
    }
  }
}

function isClassOf(node: ClassNode, known: KnownNames): boolean {
  const { index, classes } = known;
  const parent = node.superClass && unwrap(node.superClass);
  if (!parent) return false;
  if (classes.some(({ nodes }) => nodes.includes(parent))) return true;
  if (parent.type !== 'Identifier') return false;
  const variable = index.variableOf(parent);
  const local = variable && index.classOf(variable);
  return variable !== undefined && (isOneOf(variable, classes) || (local !== undefined && local !== node && isClassOf(local, known)));
}

function whoseInstance(callee: Node, { index, classes }: KnownNames): Whose {
  const made = unwrap(callee);
  if (classes.some(({ nodes }) => nodes.includes(made))) return 'sought';
  if (made.type !== 'Identifier') return 'unseen';
  const variable = index.variableOf(made);
  return variable && isOneOf(variable, classes) ? 'sought' : 'other';
}

function whoseVariable(identifier: TSESTree.Identifier, known: KnownNames): Whose {
  const { index, classes, instances, isStatic } = known;
  const variable = index.variableOf(identifier);
  if (!variable) return 'other';
  if (isOneOf(variable, instances)) return isStatic ? 'other' : 'sought';
  if (isOneOf(variable, classes)) return isStatic ? 'sought' : 'other';
  const [definition] = variable.defs;
  // The exports of a module are no members of a class.
  if (definition?.type === 'ImportBinding') return (definition.node as Node).type === 'ImportNamespaceSpecifier' ? 'other' : 'unseen';
  if (index.classOf(variable) ?? index.functionOf(variable)) return 'other';
  const value = index.constantValue(variable);
  const inner = value && unwrap(value);
  if (inner && inner !== identifier && (inner.type === 'NewExpression' || inner.type === 'ObjectExpression' || inner.type === 'ArrayExpression' || inner.type === 'ThisExpression' || inner.type === 'Literal')) return whoseObject(inner, known);
  const type = typeOfExpression(identifier, known);
  return type ? whoseType(type, known) : 'unseen';
}

/** Whose members those of a value are whose type is written in the file, or in one that it imports from. */
function whoseType(written: WrittenType, known: KnownNames, depth = 0): Whose {
  const { type } = written;
  const whose = (part: TSESTree.TypeNode, scope: TypeScope = written): Whose => whoseType({ type: part, index: scope.index, imported: scope.imported }, known, depth + 1);
  switch (depth > MOST_DEPTH ? undefined : type.type) {
    case 'TSStringKeyword':
    case 'TSNumberKeyword':
    case 'TSBooleanKeyword':
    case 'TSNullKeyword':
    case 'TSUndefinedKeyword':
    case 'TSArrayType':
    case 'TSTupleType':
    case 'TSFunctionType':
      return 'other';
    case 'TSUnionType': {
      const all = (type as TSESTree.TSUnionType).types.map((member) => whose(member));
      if (all.includes('unseen')) return 'unseen';
      return all.includes('sought') ? 'sought' : 'other';
    }
    case 'TSTypeReference': {
      const { typeName, typeArguments } = type as TSESTree.TSTypeReference;
      const inner = transparentArgument(type as TSESTree.TSTypeReference, written.index);
      if (inner) return whose(inner);
      const variable = typeName.type === 'Identifier' ? written.index.variableNamed(typeName.name, type) : undefined;
      if (variable && isOneOf(variable, known.classes)) return known.isStatic ? 'other' : 'sought';
      const { declarations, scope } = declarationsOf(typeName, written);
      const [declared] = declarations;
      // A name that nothing declares is one of the language or the host.
      if (!declared) return typeName.type === 'Identifier' && variable === undefined && !typeArguments ? 'other' : 'unseen';
      if (declared.type === 'TSTypeAliasDeclaration') return whose(declared.typeAnnotation, scope);
      if (isClass(declared) && isSameClass({ owner: declared, index: scope.index }, known.sought)) return known.isStatic ? 'other' : 'sought';
      // An interface that the class satisfies would list the member.
      return isClass(declared) ? (scope.index === known.index || !declared.superClass ? 'other' : 'unseen') : declared.type === 'TSInterfaceDeclaration' && declared.extends.length === 0 ? 'other' : 'unseen';
    }
    default:
      return 'unseen';
  }
}

/** Are two classes one? A file may have been read twice. */
function isSameClass(one: KnownNames['sought'], other: KnownNames['sought']): boolean {
  const isSamePlace = one.owner.range[0] === other.owner.range[0] && one.owner.range[1] === other.owner.range[1];
  return one.owner === other.owner || (isSamePlace && one.index !== other.index && one.index.source.text === other.index.source.text);
}

function isOneOf(variable: Scope.Variable, bindings: readonly Names[]): boolean {
  return bindings.some(({ variables }) => variables.includes(variable));
}
