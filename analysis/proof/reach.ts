import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { assignmentTo, callOf, type ClassNode, contains, isClass, isFunction, type Node, outermost, propertyName, unwrap } from '../ast.js';
import type { Elsewhere } from '../elsewhere.js';
import type { Use } from '../model.js';
import { ownerOf, type Place, placeName, readsOf } from '../places.js';
import { mentionsOf, type SourceIndex } from '../source-index.js';
import { argumentsObjects, isModuleFile, isStrictAt } from './language.js';
import { allOf, type Answer, both, type Ground, held, open, refused } from './model.js';

/** What one file has of a container. */
export interface View {
  readonly index: SourceIndex;
  readonly places: readonly Place[];
  readonly uses: readonly Use[];
  readonly creations: readonly Node[];
  /** What the other files of the project show; absent where one file is all that there is to see. */
  readonly elsewhere: Elsewhere | undefined;
}

/** Is every place that holds the container one that only the code in sight can reach? */
export function isClosed(view: View): Answer {
  const rewiring = view.elsewhere?.evidence?.rewires();
  if (rewiring !== undefined) return open({ node: (view.creations[0] ?? view.index.source.ast), says: `${rewiring} may read variables that are not exported` });
  const given = view.uses.find(({ node }) => node.parent?.type === 'ArrowFunctionExpression' && node.parent.body === node);
  const other = given && (view.index.table(makesForEach) ? 'this file' : view.elsewhere?.evidence?.makesForEach());
  if (given && other) return open({ node: given.node, says: `${other} has a \`forEach\` of its own, which may use what \`${view.index.quoted(given.node)}\` gives back` });
  return both(
    () => allOf(view.places, (place) => placeIsClosed(place, view)),
    () => argumentsAreNamed(view),
  );
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
      return both(() => variableIsClosed(place.variable, index), () => holderIsClosed(place, view));
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
      if (place.exported) return exportsAreNamed(place.name, view);
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

/** A property of an object, function or class that a variable holds: all mentions of the variable name the property that they mean. */
function holderIsClosed(place: Extract<Place, { kind: 'property' }>, view: View): Answer {
  const { index } = view;
  const { variable, path } = place;
  const isObject = index.functionOf(variable) === undefined && index.classOf(variable) === undefined;
  for (const { identifier, init } of variable.references) {
    if (init) continue;
    const node = identifier as Node;
    const at = outermost(node);
    const { parent } = at;
    if (parent?.type === 'MemberExpression' && parent.object === at && propertyName(parent) !== undefined) continue;
    if (!isObject && (parent?.type === 'CallExpression' || parent?.type === 'NewExpression') && parent.callee === at) continue;
    if (parent?.type === 'VariableDeclarator' && parent.init === at && namesAll(parent.id)) continue;
    if (parent?.type === 'TSTypeQuery' || parent?.type === 'TSTypeReference') continue;
    return refused('reflected', node, `\`${index.quoted(parent ?? node)}\` may read \`${placeName(place)}\` from \`${variable.name}\``);
  }
  const [name = ''] = path.slice(-1);
  const other = otherMentionOf(name, place, view);
  if (other) return refused('reflected', other, `\`${index.quoted(other)}\` may mean \`${placeName(place)}\``);
  const literal = isObject ? index.constantValue(variable) : undefined;
  const hasThis = literal && index.nodesOf('ThisExpression').find((node) => contains(literal, node) && ownerOf(node, index)?.kind !== 'class');
  if (hasThis) return refused('reflected', hasThis, `\`this\` may be \`${variable.name}\``);
  const loose = looseThis(index);
  if (loose) return refused('reflected', loose, `\`this\` may be \`${variable.name}\``);
  if (!isObject) {
    const callee = index.named('callee')[0] ?? index.nodesOf('MetaProperty').find(({ meta }) => meta.name === 'new') ?? index.membersNamed('constructor')[0];
    if (callee) return refused('reflected', callee, `\`${index.quoted(callee.parent ?? callee)}\` may be \`${variable.name}\``);
  }
  return held({ says: `all mentions of \`${variable.name}\` name the property that they mean`, node: variable.defs[0]?.name as Node });
}

/** A mention of a property's name that may mean the container, and is none of its known reads. */
function otherMentionOf(name: string, place: Place, { index, uses }: View): Node | undefined {
  const known = new Set<Node>([...readsOf(place, index), ...uses.map(({ receiver }) => receiver)]);
  const isKnown = (node: Node): boolean => {
    if (known.has(node)) return true;
    const { parent } = node;
    return parent !== undefined && (known.has(parent) || (parent.type === 'MemberExpression' && known.has(outermost(parent))));
  };
  const mention = index.named(name).find((node) => {
    if (isKnown(node)) return false;
    const { parent } = node;
    if (node.type === 'Literal') return parent?.type !== 'ImportDeclaration' && parent?.type !== 'ExportNamedDeclaration' && parent?.type !== 'ExportAllDeclaration';
    switch (parent?.type) {
      case 'MemberExpression': {
        if (parent.property !== node || parent.computed) return false;
        // Its declaration by assignment, and what is called: a container is no function.
        const whole = outermost(parent);
        if (whole.parent?.type === 'CallExpression' && whole.parent.callee === whole) return false;
        return !isWriteOf(parent, place, index);
      }
      case 'Property':
        return parent.key === node && !parent.computed && parent.parent.type === 'ObjectPattern';
      default:
        return false;
    }
  });
  return mention ?? pathWith(name, index);
}

/** `this.words = new Map()` and `Widget.seen = new Map()`: where the place gets its container. */
function isWriteOf(member: TSESTree.MemberExpression, place: Place, index: SourceIndex): boolean {
  const { parent } = outermost(member);
  if (parent?.type !== 'AssignmentExpression' || parent.left !== outermost(member)) return false;
  const object = unwrap(member.object);
  if (place.kind === 'property') return object.type === 'Identifier' && index.variableOf(object) === place.variable;
  return ownerOf(object, index)?.kind === 'class' || object.type === 'Identifier';
}

/** A text such as `'_seen.size'`, with which a helper may walk from object to object. */
function pathWith(name: string, index: SourceIndex): Node | undefined {
  if (!index.source.text.includes(`${name}.`) && !index.source.text.includes(`.${name}`) && !index.source.text.includes(`/${name}`)) return undefined;
  const isPath = new RegExp(String.raw`^[\w$./[\]-]*\b${name.replace(/[$]/g, String.raw`\$`)}\b[\w$./[\]-]*$`);
  const texts: readonly Node[] = [...index.nodesOf('Literal'), ...index.nodesOf('TemplateElement')];
  return texts.find((node) => {
    const value = node.type === 'Literal' ? node.value : node.type === 'TemplateElement' ? node.value.cooked : undefined;
    return typeof value === 'string' && value !== name && isPath.test(value) && !/^(?:Import|Export)\w*Declaration$|^ImportExpression$/.test(node.parent?.type ?? '');
  });
}

/** A property of `exports`: the file itself names each one that it means. Who imports it is asked elsewhere. */
function exportsAreNamed(name: string, { index, creations, uses }: View): Answer {
  const odd = [...index.globalReferences('exports'), ...index.globalReferences('module')].find((node) => {
    const { parent } = node;
    if (parent.type !== 'MemberExpression' || parent.object !== node || propertyName(parent) === undefined) return true;
    if (node.name !== 'module') return false;
    const { parent: around } = parent;
    return !(around.type === 'MemberExpression' && propertyName(around) !== undefined) && !(around.type === 'AssignmentExpression' && around.left === parent);
  });
  if (odd) return refused('reflected', odd, `\`${index.quoted(odd.parent)}\` may read \`exports.${name}\` without naming it`);
  return held({ says: `the file names each export that it means`, node: (creations[0] ?? uses[0]?.node) as Node });
}

/**
 * A field that no language rule keeps private: nothing in the file names it but its known reads, nothing reads fields without
 * naming them, and its objects stay in the file, or no other file has them.
 */
function fieldIsClosed(place: Extract<Place, { kind: 'field' }>, view: View): Answer {
  const { index } = view;
  const { owner, name } = place;
  const other = otherMentionOf(name, place, view);
  if (other) return refused('reflected', other, `\`${index.quoted(other.parent ?? other)}\` may mean \`${placeName(place)}\``);
  const self = baseOutOfSight(owner, index) ?? index.nodesOf('ThisExpression').find((node) => isHandedOut(node, owner, index)) ?? classByOtherNames(owner, index) ?? looseThis(index);
  if (self) return refused('reflected', self, `\`${index.quoted(self.parent ?? self)}\` may read \`${placeName(place)}\` without naming it`);
  const { left, exported, isOpenClass } = waysOutOf(owner, index);
  // An object that has left may come back, as a parameter.
  const reflection = left || exported.length > 0 ? reflectionIn(owner, index) : undefined;
  if (reflection) return refused('reflected', reflection, `\`${index.quoted(reflection)}\` may read \`${placeName(place)}\` without naming it`);
  if (left) return open({ node: left, says: `\`${index.quoted(left.parent ?? left)}\` gives an object of \`${owner.id?.name ?? 'the class'}\` away` });
  if (exported.length === 0) return held({ says: `all code that has an object of \`${owner.id?.name ?? 'the class'}\` is in this file`, node: owner });
  const evidence = view.elsewhere?.evidence;
  if (!evidence) return open({ node: owner, says: `another file may reach \`${placeName(place)}\` past its \`private\`` });
  const file = evidence.putTogether() ?? evidence.importedUnread() ?? evidence.namedUnread(name) ?? (isOpenClass ? evidence.imported() : strangerAmong(exported, name, view));
  if (file) return open({ node: owner, says: `${file} may reach \`${placeName(place)}\` past its \`private\`` });
  const says = isOpenClass ? 'no other file of the project imports this one, and what is `private` is not exported' : 'other files only call methods of the object that is exported';
  return held({ says, node: owner, axiom: 'outsiders' });
}

/** `this` of a static method, `new.target` or `.constructor` where they may be the class, as more than a way to one of its members. */
function classByOtherNames(owner: ClassNode, index: SourceIndex): Node | undefined {
  return (
    index.nodesOf('ThisExpression').find((node) => {
      const seen = ownerOf(node, index);
      return seen?.kind === 'class' && seen.isStatic && (seen.node === owner || index.heirsOf(owner).has(seen.node)) && leavesByName(node, index) !== 'named';
    }) ??
    index.nodesOf('MetaProperty').find(({ meta }) => meta.name === 'new') ??
    index.membersNamed('constructor')[0] ??
    [owner, ...index.heirsOf(owner)].flatMap(({ decorators, body }) => [...decorators, ...body.body.flatMap((member) => ('decorators' in member ? member.decorators : []))])[0]
  );
}

/** A `this` that belongs to no class or literal in sight, and so may be any object, where it is more than a way to one of its members. */
function looseThis(index: SourceIndex): Node | undefined {
  return index.nodesOf('ThisExpression').find((node) => ownerOf(node, index)?.kind !== 'class' && leavesByName(node, index) !== 'named');
}

/** The base of a class, or of one of its bases, that is not in this file: what it does with its own objects is not seen. */
function baseOutOfSight(owner: ClassNode, index: SourceIndex): Node | undefined {
  let at = owner;
  while (at.superClass) {
    const named = unwrap(at.superClass);
    const variable = named.type === 'Identifier' ? index.variableOf(named) : undefined;
    const base = variable && index.classOf(variable);
    if (!base) return at.superClass;
    const self = index.nodesOf('ThisExpression').find((node) => isHandedOut(node, base, index));
    if (self) return self;
    at = base;
  }
  return undefined;
}

/** How objects of a class get out of sight: by exports, or by anything else that is no plain use of one. */
interface WaysOut {
  /** A place by which they leave otherwise. */
  readonly left: Node | undefined;
  /** The names under which the class or its objects are exported. */
  readonly exported: readonly string[];
  /** Is it the class that is exported, so that others can make objects of it? */
  readonly isOpenClass: boolean;
}

function waysOutOf(owner: ClassNode, index: SourceIndex): WaysOut {
  const exported = new Set<Scope.Variable>();
  const left = givenAway(owner, index, exported);
  return {
    left,
    exported: [...exported].flatMap((variable) => index.exportNames(variable)),
    isOpenClass: [...exported].some((variable) => index.classOf(variable) !== undefined),
  };
}

/** A file that does anything with what it imports but to call a method that is not the field. */
function strangerAmong(names: readonly string[], field: string, { elsewhere }: View): string | undefined {
  const { bindings = [], unfollowed } = elsewhere?.importsOf(names) ?? {};
  if (unfollowed !== undefined) return unfollowed;
  const stranger = bindings.find(({ variables, nodes }) => [...variables.flatMap(mentionsOf), ...nodes].some((node) => !isMethodCall(node, field)));
  return stranger?.file.shown;
}

function isMethodCall(node: Node, field: string): boolean {
  const at = outermost(node);
  const { parent } = at;
  if (parent?.type === 'TSTypeQuery' || parent?.type === 'ExportSpecifier') return true;
  if (parent?.type !== 'MemberExpression' || parent.object !== at) return false;
  const name = propertyName(parent);
  return name !== undefined && name !== field && callOf(parent) !== undefined;
}

const REFLECTING_CALL = /^(?:Object\.(?:values|entries|keys|assign|getOwn\w+|defineProperty|defineProperties|freeze|seal|groupBy)|Reflect\.\w+|JSON\.stringify|structuredClone|(?:window|self|globalThis|global)\.structuredClone|(?:v8\.)?serialize|(?:util\.)?(?:inspect|format|isDeepStrictEqual)|(?:assert\.)?(?:deep|notDeep)\w*|console\.\w+)$/;

/** A place that reads or writes fields of an object without naming them, where the object may be one of a class. */
function reflectionIn(owner: ClassNode, index: SourceIndex): Node | undefined {
  const may = (node: Node): boolean => mayBeInstance(node, owner, index);
  return (
    index.nodesOf('SpreadElement').find((spread) => spread.parent.type === 'ObjectExpression' && may(spread.argument)) ??
    index.nodesOf('ForInStatement').find((loop) => may(loop.right)) ??
    index.nodesOf('RestElement').find((rest) => rest.parent.type === 'ObjectPattern' && !isListedParameter(rest.parent)) ??
    index.nodesOf('CallExpression').find((call) => REFLECTING_CALL.test(index.text(call.callee)) && call.arguments.some((argument) => argument.type === 'SpreadElement' || may(argument))) ??
    index.nodesOf('MemberExpression').find((member) => member.computed && propertyName(member) === undefined && !isNumber(member.property, index) && may(member.object)) ??
    index.nodesOf('Property').find((property) => property.computed && property.parent.type === 'ObjectPattern')
  );
}

/** Does an index read an element, and no field with a name: a number by its form, its annotation, or all that is assigned to it? */
export function isNumber(node: Node, index: SourceIndex): boolean {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'number';
    case 'UpdateExpression':
      return true;
    case 'BinaryExpression':
      return /^[-*/%]$/.test(node.operator);
    case 'Identifier': {
      const variable = index.variableOf(node);
      const name = variable?.defs[0]?.name as Node | undefined;
      if (name?.type === 'Identifier' && name.typeAnnotation?.typeAnnotation.type === 'TSNumberKeyword') return true;
      const writes = variable?.references.filter((reference) => reference.isWrite()) ?? [];
      return writes.length > 0 && variable?.defs[0]?.type === 'Variable' && writes.every(({ identifier, writeExpr }) => (identifier as Node).parent?.type === 'UpdateExpression' || (writeExpr != null && isNumber(writeExpr, index)));
    }
    default:
      return false;
  }
}

/** `({ values, ...rest }: Options) => …` under a type of its own takes apart what it declares. */
function isListedParameter(pattern: TSESTree.ObjectPattern): boolean {
  return pattern.typeAnnotation !== undefined && isFunction(pattern.parent);
}

/** May an expression be an object of the class, or of one that extends it? */
export function mayBeInstance(expression: Node, owner: ClassNode, index: SourceIndex, depth = 0): boolean {
  const node = unwrap(expression);
  if (depth > 4) return true;
  switch (node.type) {
    case 'ArrayExpression':
      return node.elements.some((element) => element !== null && (element.type === 'SpreadElement' || mayBeInstance(element, owner, index, depth + 1)));
    case 'ObjectExpression':
      return node.properties.some((property) => property.type === 'SpreadElement' || mayBeInstance(property.value, owner, index, depth + 1));
    case 'Literal':
    case 'TemplateLiteral':
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'ClassExpression':
    case 'BinaryExpression':
    case 'UnaryExpression':
      return false;
    case 'ThisExpression': {
      const seen = ownerOf(node, index);
      return !(seen?.kind === 'class' && (seen.isStatic || (seen.node !== owner && !index.heirsOf(owner).has(seen.node) && !index.heirsOf(seen.node).has(owner))));
    }
    case 'NewExpression': {
      const callee = unwrap(node.callee);
      const variable = callee.type === 'Identifier' ? index.variableOf(callee) : undefined;
      if (callee.type === 'Identifier' && !variable) return false;
      const made = variable && index.classOf(variable);
      return made === undefined || made === owner || index.heirsOf(owner).has(made);
    }
    case 'Identifier': {
      const variable = index.variableOf(node);
      if (!variable) return false;
      const value = index.constantValue(variable);
      if (value) return mayBeInstance(value, owner, index, depth + 1);
      const name = variable.defs[0]?.name as Node | undefined;
      const type = name?.type === 'Identifier' ? name.typeAnnotation?.typeAnnotation.type : undefined;
      return !(type !== undefined && /^TS(?:Array|Tuple|Function)Type$|^TS(?:String|Number|Boolean|BigInt|Symbol)Keyword$/.test(type));
    }
    case 'MemberExpression': {
      // A field that only its class names holds what is written there.
      const name = propertyName(node);
      const values = name?.startsWith('#') ? valuesOfField(name, index) : undefined;
      return values === undefined || values.length === 0 || values.some((value) => mayBeInstance(value, owner, index, depth + 1));
    }
    case 'CallExpression': {
      // Of calls only those are known that give names, texts and numbers.
      const callee = unwrap(node.callee);
      const name = callee.type === 'MemberExpression' ? propertyName(callee) : undefined;
      if (callee.type === 'MemberExpression' && index.isGlobal(callee.object, 'Object') && name === 'create') return !(node.arguments[0]?.type === 'Literal');
      return !(callee.type === 'MemberExpression' && ((index.isGlobal(callee.object, 'Object') && name === 'keys') || ['Math', 'Number', 'String', 'Date', 'JSON', 'process', 'performance', 'crypto'].some((global) => index.isGlobal(callee.object, global))));
    }
    default:
      return true;
  }
}

/** What a `#private` field is given anywhere in the file. */
function valuesOfField(name: string, index: SourceIndex): readonly Node[] {
  const initial = index.named(name).flatMap(({ parent }) => (parent?.type === 'PropertyDefinition' && parent.value ? [parent.value] : []));
  const assigned = index.membersNamed(name).flatMap((member) => {
    return assignmentTo(member)?.right ?? [];
  });
  return [...initial, ...assigned];
}

/** `register(this)`, `{ owner: this }`: an object of the class goes to code that may read its fields without naming them. */
function isHandedOut(node: TSESTree.ThisExpression, owner: ClassNode, index: SourceIndex): boolean {
  const seen = ownerOf(node, index);
  if (seen?.kind !== 'class' || seen.isStatic || (seen.node !== owner && !index.heirsOf(owner).has(seen.node))) return false;
  return leavesByName(node, index) === 'value';
}

/** Is an expression a variable or `#private` field that holds a `WeakMap` or `WeakSet` and nothing else? These give away no key. */
function isWeak(expression: Node, index: SourceIndex): boolean {
  const node = unwrap(expression);
  const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
  const name = node.type === 'MemberExpression' ? propertyName(node) : undefined;
  const values = variable ? [index.constantValue(variable)] : name?.startsWith('#') ? valuesOfField(name, index) : [];
  return values.length > 0 && values.every((value) => value?.type === 'NewExpression' && ['WeakMap', 'WeakSet'].some((tool) => index.isGlobal(value.callee, tool)));
}

/** Does a pattern name each member that it takes out? */
function namesAll(pattern: Node): boolean {
  return pattern.type === 'ObjectPattern' && pattern.properties.every((property) => property.type === 'Property' && !property.computed);
}

/** Does a mention of an object do more than name one of its members or use it as a key? `returned` is what a function gives back. */
function leavesByName(node: Node, index: SourceIndex): 'named' | 'returned' | 'value' {
  const at = outermost(node);
  const { parent } = at;
  switch (parent?.type) {
    case 'MemberExpression':
      return parent.object === at && propertyName(parent) !== undefined ? 'named' : 'value';
    case 'VariableDeclarator':
      return parent.init === at && namesAll(parent.id) ? 'named' : 'value';
    case 'CallExpression': {
      const callee = unwrap(parent.callee);
      const name = callee.type === 'MemberExpression' ? propertyName(callee) : undefined;
      return parent.arguments[0] === at && /^(?:get|has|delete|set|add)$/.test(name ?? '') && callee.type === 'MemberExpression' && isWeak(callee.object, index) ? 'named' : 'value';
    }
    case 'ReturnStatement':
      return 'returned';
    case 'BinaryExpression':
    case 'ExpressionStatement':
      return 'named';
    case 'TSTypeQuery':
      return 'named';
    default:
      return index.text(at) === '' ? 'named' : 'value';
  }
}

/**
 * The place from which objects of a class get to code that this file does not show, by anything but a plain use of one.
 *
 * @param exported gets the variables that are exported and are the class, or hold an object of it
 */
function givenAway(owner: ClassNode, index: SourceIndex, exported: Set<Scope.Variable>): Node | undefined {
  const binding = index.bindingOf(owner);
  if (!binding) return owner;
  if (index.isExported(binding)) exported.add(binding);
  // Within its own body the name of a class is a variable of its own.
  for (const { identifier } of [...new Set([binding, ...index.declaredBy(owner)])].flatMap(({ references }) => references)) {
    const node = identifier as Node;
    const at = outermost(node);
    const { parent } = at;
    if (parent?.type === 'TSTypeReference' || parent?.type === 'TSTypeQuery' || isExportOfName(parent)) continue;
    if (parent?.type === 'MemberExpression' && parent.object === at && !/^(?:prototype)?$/.test(propertyName(parent) ?? '')) continue;
    if (parent?.type === 'BinaryExpression' && parent.operator === 'instanceof' && parent.right === at) continue;
    if (isClass(parent) && parent.superClass === at) {
      const given = givenAway(parent, index, exported);
      if (given) return given;
      continue;
    }
    if (parent?.type !== 'NewExpression' || parent.callee !== at) return node;
    const stays = staysHere(parent, index, exported);
    if (stays !== undefined) return stays;
  }
  // An object that its own methods give back goes where the call of them goes.
  return index.nodesOf('ThisExpression').find((node) => {
    const seen = ownerOf(node, index);
    return seen?.kind === 'class' && !seen.isStatic && seen.node === owner && leavesByName(node, index) === 'returned';
  });
}

function isExportOfName(parent: Node | undefined): boolean {
  return parent?.type === 'ExportSpecifier' || parent?.type === 'ExportDefaultDeclaration' || parent?.type === 'TSExportAssignment';
}

/** Is what is made kept in a variable or `#private` field of the file, and only ever used by the names of its members? Else the place where it is not. */
function staysHere(made: TSESTree.NewExpression, index: SourceIndex, exported: Set<Scope.Variable>): Node | undefined {
  const whole = outermost(made);
  const { parent } = whole;
  if (parent?.type === 'MemberExpression' && parent.object === whole && propertyName(parent) !== undefined) return undefined;
  if (parent?.type === 'PropertyDefinition' && parent.value === whole && parent.key.type === 'PrivateIdentifier') {
    const name = `#${parent.key.name}`;
    return index.membersNamed(name).find((member) => member.type !== 'MemberExpression' || leavesByName(member, index) !== 'named');
  }
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier' || parent.id.typeAnnotation) return made;
  const variable = index.variableOf(parent.id) ?? index.declaredBy(parent)[0];
  if (!variable) return made;
  if (index.isExported(variable)) exported.add(variable);
  return variable.references.filter(({ init }) => !init).map(({ identifier }) => identifier as Node).find((node) => !isExportOfName(node.parent) && leavesByName(node, index) !== 'named');
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
