import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { assignmentTo, callOf, type ClassNode, isFunction, type Node, outermost, parameterTarget, propertyName, thisOwner, unwrap } from '../source/ast.js';
import type { Elsewhere } from '../modules/elsewhere.js';
import type { Use } from '../flow/use.js';
import type { AbstractObject, PointsTo } from '../flow/index.js';
import { type Place, placeName } from '../source/places.js';
import { grouped, within } from '../source/lists.js';
import type { SourceIndex } from '../source/source-index.js';
import { givenBackByMember } from './flow.js';
import { isExportOfNamespace } from './guards.js';
import { argumentsObjects, isModuleFile, isStrictAt } from './language.js';
import { allOf, type Answer, both, type Ground, held, open, openInProject, refused } from './model.js';

/** What one file has of a container. */
export interface View {
  readonly index: SourceIndex;
  readonly places: readonly Place[];
  readonly uses: readonly Use[];
  readonly creations: readonly Node[];
  /** The types that are written for the container, which the rewrite makes weak. */
  readonly types: readonly TSESTree.TypeNode[];
  /** The flow of values through the file, and the objects in it that the container is. */
  readonly flow: PointsTo;
  readonly objects: readonly AbstractObject[];
  /** What the other files of the project show; absent where one file is all that there is to see. */
  readonly elsewhere: Elsewhere | undefined;
}

/** Is every place that holds the container one that only the code in sight can reach? */
export function isClosed(view: View): Answer {
  const member = givenBackByMember(view);
  if (member) return open({ node: member, says: `code that reads members under names that are put together may come to \`${view.index.quoted(member)}\`` });
  const given = view.uses.find(({ node }) => node.parent?.type === 'ArrowFunctionExpression' && node.parent.body === node);
  const other = given && (view.index.table(makesForEach) ? 'this file' : view.elsewhere?.evidence?.makesForEach());
  if (given && other) return open({ node: given.node, says: `${other} has a \`forEach\` of its own, which may use what \`${view.index.quoted(given.node)}\` gives back` });
  return both(
    () => allOf(view.places, (place) => placeIsClosed(place, view)),
    () => argumentsAreNamed(view),
    () => isNamedToBeRead(view),
  );
}

/** Does no file of the project read variables of others that these do not export? */
function isNamedToBeRead({ index, creations, elsewhere }: View): Answer {
  const rewiring = elsewhere?.evidence?.rewires();
  return rewiring === undefined ? held() : openInProject('reflected', creations[0] ?? index.source.ast, `${rewiring} may read variables that are not exported`);
}

/** Does a file declare a `forEach`, which may do something with what it is given back? */
export function makesForEach(index: SourceIndex): boolean {
  return index.named('forEach').some((node) => {
    const { parent } = node;
    if (parent?.type === 'MemberExpression') return assignmentTo(parent) !== undefined;
    return parent !== undefined && 'key' in parent && parent.key === node;
  });
}

function placeIsClosed(place: Place, view: View): Answer {
  const { index } = view;
  switch (place.kind) {
    case 'variable':
      return variableIsClosed(place.variable, index);
    case 'property':
      return both(() => variableIsClosed(place.variable, index), () => propertyIsClosed(place, view));
    case 'field':
      return place.name.startsWith('#') ? held(fieldGround(place, view)) : fieldIsClosed(place, view);
    case 'entry':
      return placeIsClosed(place.outer, view);
    case 'known':
      // What leads here from another file is judged there.
      return held();
    case 'loose-field':
    case 'expando':
      return open({ node: place.at, says: `other code may reach \`${placeName(place)}\` under its name` });
    case 'global':
      return open({ node: view.creations[0] as Node, says: `other code may reach \`${placeName(place)}\` under its name` });
    default:
      return place satisfies never;
  }
}

function fieldGround({ owner, name }: Extract<Place, { kind: 'field' }>, { creations }: View): Ground {
  return { says: `only the body of \`${owner.id?.name ?? 'its class'}\` can name \`${name}\``, node: creations[0] ?? owner };
}

function variableIsClosed(variable: Scope.Variable, index: SourceIndex): Answer {
  const definition = variable.defs[0];
  const node = (definition?.name ?? definition?.node) as Node | undefined;
  if (!node) return held();
  if (isAtTopLevel(node, definition) && !index.scriptOf(node) && !isModuleFile(index)) {
    return refused('exported', node, `the file may be a classic script, whose top level other scripts share`);
  }
  return held({ says: `only the scope of \`${variable.name}\` can name it`, node });
}

/** Is a name declared where a classic script shares it with others? */
function isAtTopLevel(name: Node, definition: Scope.Definition | undefined): boolean {
  const isLexical = definition?.type === 'Variable' ? definition.parent.kind !== 'var' : definition?.type === 'ClassName';
  for (let at: Node | undefined = name.parent; at; at = at.parent) {
    if (isFunction(at) && at !== definition?.node) return false;
    if (definition?.type === 'Parameter' && isFunction(at)) return false;
    if (at.type === 'TSModuleBlock' || at.type === 'StaticBlock' || at.type === 'CatchClause') return false;
    if (isLexical && (at.type === 'BlockStatement' || /^For\w*Statement$/.test(at.type) || at.type === 'SwitchStatement')) return false;
  }
  return true;
}

/**
 * A property of a literal that a `const` of the file holds. A literal that is only ever asked for members by their names, and
 * whose functions have no `this`, gives nobody a property that is not named.
 */
function propertyIsClosed(place: Extract<Place, { kind: 'property' }>, { index, creations }: View): Answer {
  const { variable, path } = place;
  const literal = literalOf(variable, index);
  const node = creations[0] ?? index.source.ast;
  if (!literal || index.isExported(variable)) return open({ node, says: `other code may reach \`${placeName(place)}\` under its name` });
  const odd = path.length === 1 ? index.remember(oddInLiteral, variable) : oddOnWay(literal, path.slice(0, -1), allMentionsOf(variable), index);
  if (odd) return refused('reflected', odd, `\`${index.quoted(odd.parent ?? odd)}\` may read \`${placeName(place)}\` from \`${variable.name}\``);
  return held({ says: `all mentions of \`${variable.name}\` name the property that they mean`, node });
}

/** The literal that a variable holds, also where it is frozen, or copied into an empty one. */
function literalOf(variable: Scope.Variable, index: SourceIndex): TSESTree.ObjectExpression | undefined {
  const value = index.constantValue(variable);
  const inner = value && unwrap(value);
  const isBuiltIn = inner?.type === 'CallExpression' && inner.callee.type === 'MemberExpression' && index.isGlobal(inner.callee.object, 'Object');
  const name = isBuiltIn ? (propertyName(inner.callee) ?? '') : '';
  const [first, second, third] = isBuiltIn ? inner.arguments : [];
  const isCopied = name === 'assign' && first?.type === 'ObjectExpression' && first.properties.length === 0 && !third;
  const literal = isCopied ? second : /^(?:freeze|seal|preventExtensions)$/.test(name) ? first : inner;
  return literal?.type === 'ObjectExpression' ? literal : undefined;
}

/** A part of the literal that a variable holds, or a mention of it, that is more than is listed here. */
function oddInLiteral(variable: Scope.Variable, index: SourceIndex): Node | undefined {
  const literal = literalOf(variable, index);
  return literal && (oddPart(literal, index) ?? oddMention(allMentionsOf(variable), membersOfLiteral(literal)));
}

/** The same of literals in a literal, each the only value that is ever seen under its name. */
function oddOnWay(literal: TSESTree.ObjectExpression, path: readonly string[], mentions: readonly Node[], index: SourceIndex): Node | undefined {
  const odd = oddPart(literal, index) ?? oddMention(mentions, membersOfLiteral(literal));
  const [name, ...rest] = path;
  if (odd || name === undefined) return odd;
  const property = literal.properties.find((part) => propertyName(part) === name);
  const inner = property?.type === 'Property' ? unwrap(property.value) : undefined;
  if (inner?.type !== 'ObjectExpression') return property ?? literal;
  const pattern = mentions.find(({ parent }) => parent?.type === 'VariableDeclarator');
  const members = mentions.flatMap(({ parent }) => (parent?.type === 'MemberExpression' && propertyName(parent) === name ? [outermost(parent)] : []));
  return pattern ?? oddOnWay(inner, rest, members, index);
}

/** A part of a literal that may give the whole of it away, or puts something in it that is not named. */
function oddPart(literal: TSESTree.ObjectExpression, index: SourceIndex): Node | undefined {
  let found: Node | undefined = literal.properties.find((part) => part.type !== 'Property' || part.computed || part.kind !== 'init' || propertyName(part) === '__proto__');
  index.walk((node) => {
    if (node.type === 'ThisExpression' || node.type === 'Super') found ??= node;
  }, literal);
  return found;
}

function membersOfLiteral({ properties }: TSESTree.ObjectExpression): Members {
  return new Map(properties.flatMap((property) => (property.type === 'Property' ? [[propertyName(property) ?? '', isFunction(property.value) ? 'method' : 'field'] as const] : [])));
}

/**
 * A field that the language does not keep private. It is closed where nothing ever has an object of its class but variables
 * that are asked for members by their names, and the `this` of its own methods, which does no more than that.
 */
function fieldIsClosed(place: Extract<Place, { kind: 'field' }>, { index, creations }: View): Answer {
  const { owner } = place;
  const listed = index.remember(listedIn, owner);
  if (listed) return refused('reflected', listed, `\`${index.quoted(listed.parent ?? listed)}\` may read \`${placeName(place)}\` without naming it`);
  const odd = place.isStatic ? owner : index.remember(oddInClass, owner);
  if (odd) return open({ node: odd, says: `\`${index.quoted(odd === owner ? (creations[0] ?? odd) : (odd.parent ?? odd))}\` may give \`${placeName(place)}\` to code that does not name it` });
  return held({ says: `all code that has an object of \`${owner.id?.name ?? 'the class'}\` names the members that it means`, node: owner });
}

/**
 * A `this` outside of classes that may come to an export of its file: whoever calls `lib.report()` calls it on all that the module
 * exports. Members under other names are in order.
 */
export function exportsByThis(names: readonly string[], index: SourceIndex): Node | undefined {
  return index.table(thisAtLarge) ?? names.flatMap((name) => index.membersNamed(name)).find((member) => member.type === 'MemberExpression' && isThisAtLarge(member.object));
}

/** A `this` outside of classes that is not only asked for members by their names. */
function thisAtLarge(index: SourceIndex): Node | undefined {
  return index.nodesOf('ThisExpression').find((node) => isThisAtLarge(node) && !(node.parent.type === 'MemberExpression' && node.parent.object === node && propertyName(node.parent) !== undefined))?.parent;
}

function isThisAtLarge(node: Node): boolean {
  return node.type === 'ThisExpression' && thisOwner(node).kind !== 'class';
}

/** Calls that list or copy the fields of an object. */
const LISTING = /^(?:Object\.(?:values|entries|assign|getOwn\w+)|Reflect\.\w+|JSON\.stringify|structuredClone)$/;

/** `Object.values(this)`, `{ ...this }`, `this[name]`: where a class reads fields of its own without naming them. */
function listedIn(owner: ClassNode, index: SourceIndex): Node | undefined {
  let found: Node | undefined;
  index.walk((node) => {
    const { parent } = node;
    if (node.type !== 'ThisExpression' || found || !parent) return;
    const isListed = parent.type === 'SpreadElement' || (parent.type === 'ForInStatement' && parent.right === node) || (parent.type === 'MemberExpression' && parent.computed && propertyName(parent) === undefined) || (parent.type === 'CallExpression' && LISTING.test(index.text(parent.callee)));
    if (isListed) found = node;
  }, owner);
  return found;
}

/** What a class or literal declares: calls are made of its methods only, for a function in a field would get the object as its `this`. */
type Members = ReadonlyMap<string, 'method' | 'field'>;

/** A part of a class, or a mention of it or of an object of it, that is more than is listed here. */
function oddInClass(owner: ClassNode, index: SourceIndex): Node | undefined {
  const binding = index.bindingOf(owner);
  const members = membersOfClass(owner, index);
  if (!binding || !members || owner.type !== 'ClassDeclaration' || !isAlone(binding, index)) return owner;
  let strange: Node | undefined;
  index.walk((node) => {
    if (/^(?:Super|MetaProperty|Decorator)$/.test(node.type) || (node.type === 'ThisExpression' && thisOwner(node).kind !== 'class')) strange ??= node;
  }, owner);
  if (strange) return strange;
  return mentionsOfClass(owner, index).find((node) => !variableOfObject(node, index)) ?? oddMention(objectsOf(owner, index), members);
}

function mentionsOfClass(owner: ClassNode, index: SourceIndex): readonly Node[] {
  return [index.bindingOf(owner) ?? [], ...index.declaredBy(owner)].flat().flatMap(allMentionsOf);
}

/** The mentions of objects of a class: `this` in it, and the variables that hold what `new` makes. */
function objectsOf(owner: ClassNode, index: SourceIndex): readonly Node[] {
  const variables = mentionsOfClass(owner, index).map((node) => variableOfObject(node, index));
  return [...within(index.nodesOf('ThisExpression'), owner), ...variables.flatMap((variable) => (variable ? allMentionsOf(variable) : []))];
}

/** All calls of a method, where everything that has an object of its class names the members that it means; `undefined` where others may call it. */
export function callsOfMethod(method: TSESTree.MethodDefinition, index: SourceIndex): readonly TSESTree.CallExpression[] | undefined {
  const name = propertyName(method);
  const owner = method.parent.parent;
  return method.kind !== 'method' || name === undefined || index.remember(oddInClass, owner) ? undefined : (index.remember(callsByMethod, owner).get(name) ?? []);
}

function callsByMethod(owner: ClassNode, index: SourceIndex): ReadonlyMap<string, readonly TSESTree.CallExpression[]> {
  const calls = objectsOf(owner, index).flatMap(({ parent }) => (parent?.type === 'MemberExpression' ? (callOf(parent) ?? []) : []));
  return grouped(calls, ({ callee }) => propertyName(unwrap(callee)));
}

/** What a class without a base, static parts and computed names declares; none for another one. */
function membersOfClass(owner: ClassNode, index: SourceIndex): Members | undefined {
  const { superClass, body } = owner;
  const members = new Map<string, 'method' | 'field'>();
  if (superClass) return undefined;
  for (const member of body.body) {
    // An index signature speaks of the types of all members.
    if (member.type === 'TSIndexSignature' || member.type === 'StaticBlock' || member.static || member.computed) return undefined;
    const name = propertyName(member) ?? '';
    const kind = member.type === 'MethodDefinition' && member.kind === 'method' ? 'method' : 'field';
    if (members.has(name) && members.get(name) !== kind) return undefined;
    members.set(name, kind);
    if (member.type !== 'MethodDefinition' || member.kind !== 'constructor') continue;
    for (const param of member.value.params) {
      const target = param.type === 'TSParameterProperty' ? parameterTarget(param) : undefined;
      if (target?.type === 'Identifier') members.set(target.name, 'field');
    }
  }
  // `this.min = min`: a field that plain JavaScript need not declare.
  for (const { left } of within(index.nodesOf('AssignmentExpression'), owner)) {
    const name = left.type === 'MemberExpression' && left.object.type === 'ThisExpression' && !left.computed ? propertyName(left) : undefined;
    if (name !== undefined && !members.has(name)) members.set(name, 'field');
  }
  members.delete('constructor');
  return members;
}

/** The `const` that holds what `new Name(…)` makes, which the file does not export. */
function variableOfObject(name: Node, index: SourceIndex): Scope.Variable | undefined {
  const whole = name.parent?.type === 'NewExpression' && name.parent.callee === name ? outermost(name.parent) : undefined;
  const declarator = whole?.parent;
  if (declarator?.type !== 'VariableDeclarator' || declarator.init !== whole || declarator.id.type !== 'Identifier' || declarator.parent.kind !== 'const') return undefined;
  const [variable] = index.declaredBy(declarator);
  return variable && isAlone(variable, index) ? variable : undefined;
}

/** Is a variable declared once, not exported, and no name that other scripts share? */
function isAlone(variable: Scope.Variable, index: SourceIndex): boolean {
  const [definition] = variable.defs;
  const declared = definition?.type === 'Variable' ? definition.parent : definition?.node;
  return variable.defs.length === 1 && declared !== undefined && !isExportOfNamespace(declared) && !index.isExported(variable) && variableIsClosed(variable, index).holds;
}

/** All mentions of a variable, in types and exports, too. */
function allMentionsOf({ references }: Scope.Variable): readonly Node[] {
  return references.filter(({ init }) => init !== true).map(({ identifier }) => identifier as Node);
}

/** A mention of an object that does anything but to name one of its members: to call a method, to read or write a field. */
function oddMention(mentions: readonly Node[], members: Members): Node | undefined {
  return mentions.find((node) => {
    const { parent } = node;
    if (parent?.type === 'VariableDeclarator') return !(parent.init === node && parent.id.type === 'ObjectPattern' && parent.id.properties.every((property) => property.type === 'Property' && !property.computed && members.get(propertyName(property) ?? '') === 'field'));
    if (parent?.type !== 'MemberExpression' || parent.object !== node || parent.computed) return true;
    const whole = outermost(parent);
    const isCalled = whole.parent?.type === 'CallExpression' && whole.parent.callee === whole;
    const isTag = whole.parent?.type === 'TaggedTemplateExpression';
    return isTag || members.get(propertyName(parent) ?? '') !== (isCalled ? 'method' : 'field');
  });
}

/** No `arguments` object stands for a parameter that holds the container, or for a key. */
function argumentsAreNamed({ index, places }: View): Answer {
  for (const node of index.table(argumentsObjects)) {
    const member = node.parent.type === 'MemberExpression' && node.parent.property === node;
    const fn = member ? undefined : functionWithArguments(node);
    const isOfPlace = places.some((place) => place.kind === 'variable' && place.variable.defs[0]?.type === 'Parameter' && (member || place.variable.defs[0].node === fn));
    const isAliased = member || (fn !== undefined && !isStrictAt(node, index) && fn.params.length > 0);
    if (isOfPlace || isAliased) return refused('dynamic-scope', node, `\`${index.quoted(node.parent)}\` may read or write a parameter without naming it`);
  }
  return held();
}

function functionWithArguments(node: Node): TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | undefined {
  for (let at: Node | undefined = node.parent; at; at = at.parent) if (at.type === 'FunctionDeclaration' || at.type === 'FunctionExpression') return at;
  return undefined;
}
