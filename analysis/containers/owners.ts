import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { type ClassNode, contains, decoratorsOf, enclosingFunction, type FunctionNode, heirOf, isClass, isField, isFunction, isStatementPosition, makingOf, methodOf, type Node, outermost, propertyName, thisOwner, unwrap } from '../source/ast.js';
import { outlivingOf } from '../flow/outliving.js';
import { runningFrame, runsOnlyAtLoad, runsPerComponent } from '../flow/running.js';
import { mentionsOf, type SourceIndex } from '../source/source-index.js';

/** How long the instances of a class live, as far as is seen. */
export type OwnerLife =
  /** As long as the program runs, in words: what keeps one. */
  | { readonly kind: 'kept'; readonly by: string }
  /** No longer than the calls that make them. */
  | { readonly kind: 'per-call' }
  /** Nothing is known, but for a place that makes one for a call, as all do that are seen. */
  | { readonly kind: 'unknown'; readonly passing?: string | undefined };

/** How long the instances of a class live, as far as its own file shows. */
export function lifeInFile(owner: ClassNode, index: SourceIndex): OwnerLife {
  const by = keeperOf(owner, index);
  if (by) return { kind: 'kept', by };
  return { kind: isMadePerCall(owner, index) ? 'per-call' : 'unknown' };
}

/**
 * What keeps some instance of a class as long as the program runs, in words: module scope, a static member, a decorator,
 * or a container of dependency injection.
 *
 * @returns `undefined` where nothing in this file does.
 */
function keeperOf(owner: ClassNode, index: SourceIndex): string | undefined {
  const seen = new Set<ClassNode>();
  const pending = [owner];
  for (let at = pending.pop(); at; at = pending.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const keepers = keepersOf(at, index);
    const keeper = keepers.find(isSure);
    if (keeper) return keeper.by;
    pending.push(...keepers.flatMap(({ by }) => (typeof by === 'string' ? [] : [by])).reverse());
  }
  return undefined;
}

/** What may keep an instance of a class, and where: something that lives as long as the program, in words, or the instances of another class. */
export interface Keeper<By extends string | ClassNode = string | ClassNode> {
  readonly by: By;
  readonly node: Node;
}

export function isSure(keeper: Keeper): keeper is Keeper<string> {
  return typeof keeper.by === 'string';
}

/** What a file shows of what keeps the instances of a class of its own. */
export function keepersOf(owner: ClassNode, index: SourceIndex): readonly Keeper[] {
  const decorator = decoratorsOf(owner).find((one) => makesSingleton(one, index));
  if (decorator) return [{ by: `a \`@${decoratorName(decorator) ?? ''}()\``, node: decorator }];
  return [...instancesOf(owner, index).flatMap((made) => keeperOfInstance(made, index)), ...mentionsOfClass(owner, index).flatMap(keeperOfHeir)];
}

/** What keeps the instance that a mention of a class makes, or those of the class that it makes of it. */
export function keepersAt(mention: Node, index: SourceIndex): readonly Keeper[] {
  const made = makingOf(mention);
  return made ? keeperOfInstance(made, index) : keeperOfHeir(mention);
}

/** What a subclass inherits lives as long as the subclass. */
function keeperOfHeir(mention: Node): readonly Keeper[] {
  const heir = heirOf(mention);
  return heir ? [{ by: heir, node: mention }] : [];
}

/** Where instances are made: `new Owner()`, `new this()` in its static methods, `new class { … }()`. */
export function instancesOf(owner: ClassNode, index: SourceIndex): readonly TSESTree.NewExpression[] {
  const found = mentionsOfClass(owner, index).filter((node) => node.parent?.type === 'NewExpression' && node.parent.callee === node).map((node) => node.parent as TSESTree.NewExpression);
  const whole = outermost(owner);
  if (whole.parent?.type === 'NewExpression' && whole.parent.callee === whole) found.push(whole.parent);
  if (!/\bnew this\b/.test(index.text(owner))) return found;
  index.walk((node) => {
    if (node.type !== 'NewExpression' || node.callee.type !== 'ThisExpression') return;
    const made = thisOwner(node.callee);
    if (made.kind === 'class' && made.isStatic && made.node === owner) found.push(node);
  }, owner);
  return found;
}

/** Where a file mentions a class of its own: by the name around it, and by the one inside it. */
export function mentionsOfClass(owner: ClassNode, index: SourceIndex): readonly Node[] {
  const binding = index.bindingOf(owner);
  const names = new Set([...(binding ? [binding] : []), ...index.declaredBy(owner)]);
  return [...new Set([...names].flatMap(mentionsOf))];
}

/** How long the objects live that a constructor function makes, as far as its own file shows. */
export function lifeOfMade(constructor: FunctionNode, index: SourceIndex): OwnerLife {
  const variable = index.bindingOf(constructor);
  const keeper = (variable ? mentionsOf(variable) : []).flatMap((mention) => keepersAt(mention, index)).find(isSure);
  return keeper ? { kind: 'kept', by: keeper.by } : { kind: 'unknown' };
}

const BY_MODULE = 'which module scope keeps';

/** What keeps an instance, if anything does. What another instance has as its own lives as long as that instance. */
function keeperOfInstance(made: TSESTree.NewExpression, index: SourceIndex): readonly Keeper[] {
  const whole = outermost(made);
  const by = (keeper: string | ClassNode | undefined): readonly Keeper[] => (keeper ? [{ by: keeper, node: made }] : []);
  for (let at: Node | undefined = whole.parent; at; at = at.parent) {
    if (at.type === 'Decorator') return by('which a decorator keeps');
    if (isField(at)) return by(at.static ? 'which a static field keeps' : classAround(at));
    if (!isFunction(at) || runsOnlyAtLoad(at, index)) continue;
    if (isLazySingleton(made, index)) return by('a singleton');
    return by(isKeptInThis(whole) ? classAround(whole) : undefined);
  }
  if (index.scriptOf(made)?.isPerInstance) return [];
  return by(isKept(whole, index) ? BY_MODULE : undefined);
}

function classAround(member: Node): ClassNode | undefined {
  for (let at: Node | undefined = member.parent; at; at = at.parent) if (isClass(at)) return at;
  return undefined;
}

/** `this.x = new Owner()` in a constructor. */
function isKeptInThis(whole: Node): boolean {
  const assignment = whole.parent;
  if (assignment?.type !== 'AssignmentExpression' || assignment.right !== whole || assignment.left.type !== 'MemberExpression') return false;
  const fn = enclosingFunction(assignment);
  return assignment.left.object.type === 'ThisExpression' && fn !== undefined && methodOf(fn)?.kind === 'constructor';
}

/** At module level: kept by a binding, an export or a property, not only called on the spot. */
function isKept(value: Node, index: SourceIndex): boolean {
  const { parent } = value;
  switch (parent?.type) {
    case 'VariableDeclarator':
    case 'AssignmentExpression':
    case 'ExportDefaultDeclaration':
    case 'Property':
      return true;
    case 'ArrayExpression':
      return isKept(outermost(parent), index);
    case 'NewExpression':
      return index.isGlobal(parent.callee, 'Proxy') && isKept(outermost(parent), index);
    case 'CallExpression': {
      const callee = unwrap(parent.callee);
      if (callee.type !== 'MemberExpression' || !index.isGlobal(unwrap(callee.object), 'Object')) return false;
      const name = propertyName(callee);
      return name === 'defineProperty' ? parent.arguments[2] === value : name === 'freeze' && isKept(outermost(parent), index);
    }
    default:
      return false;
  }
}

/** `instance ??= new Service()` into a module variable or static member that keeps what it has. */
function isLazySingleton(made: Node, index: SourceIndex): boolean {
  const whole = outermost(made);
  const assignment = whole.parent;
  if (assignment?.type !== 'AssignmentExpression' || assignment.right !== whole) return false;
  const { left } = assignment;
  if (left.type === 'Identifier') {
    const variable = index.variableOf(left);
    const [definition] = variable?.defs ?? [];
    // The definition of a parameter has its function for a node.
    if (!variable || definition?.type !== 'Variable' || runsPerComponent(definition.node, index) || runningFrame(definition.node, index)) return false;
    return variable.references.every(({ init, writeExpr }) => init === true || !writeExpr || isFilling(writeExpr));
  }
  if (left.type !== 'MemberExpression' || !isClassItself(left.object, index)) return false;
  const name = propertyName(left);
  return name === undefined || !index.rememberNamed(isRefilled, name);
}

/** Are members of a name given something else than a new instance? */
function isRefilled(name: string, index: SourceIndex): boolean {
  return index.membersNamed(name).some((member) => {
    const { parent } = outermost(member);
    return parent?.type === 'AssignmentExpression' && unwrap(parent.left) === member && !isFilling(parent.right);
  });
}

/** A place that is given `this`, `null` or another name holds the current one of many. */
function isFilling(value: Node): boolean {
  return unwrap(value).type === 'NewExpression';
}

/** `Service` or, in its static methods, `this`. */
function isClassItself(node: Node, index: SourceIndex): boolean {
  if (node.type === 'ThisExpression') {
    const owner = thisOwner(node);
    return owner.kind === 'class' && owner.isStatic;
  }
  const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
  return variable !== undefined && index.classOf(variable) !== undefined;
}

/**
 * Decorators that make a class a singleton, by the module that they come from, and when.
 *
 * Sources: https://docs.nestjs.com/fundamentals/injection-scopes, https://angular.dev/guide/di/defining-dependency-providers,
 * https://docs.typestack.community/typedi, https://tsed.dev/docs/injection-scopes.html
 */
const SINGLETONS: readonly { readonly module: RegExp; readonly name: RegExp; readonly when: (options: Options) => boolean }[] = [
  { module: /^@nestjs\//, name: /^(?:Injectable|Controller|Resolver|WebSocketGateway)$/, when: ({ scope }) => scope === undefined || /\bDEFAULT$/.test(scope) },
  { module: /^@angular\/core$/, name: /^Injectable$/, when: ({ providedIn = '' }) => /^["'](?:root|platform)["']$/.test(providedIn) },
  { module: /^typedi$/, name: /^Service$/, when: ({ transient = 'false' }) => transient === 'false' },
  { module: /^@tsed\//, name: /^(?:Injectable|Service|Controller)$/, when: ({ scope }) => scope === undefined || /\bSINGLETON$/.test(scope) },
];

/** The texts of the properties that a decorator is given. */
type Options = Readonly<Partial<Record<string, string>>>;

/** Does a class decorator make one instance of its class for the whole program? Whatever its module, `singleton` says so. */
function makesSingleton(decorator: TSESTree.Decorator, index: SourceIndex): boolean {
  const name = decoratorName(decorator);
  if (name === undefined) return false;
  if (/^singleton$/i.test(name)) return true;
  const [argument] = decorator.expression.type === 'CallExpression' ? decorator.expression.arguments : [];
  if (name === 'Scope') return argument?.type === 'MemberExpression' && /^singleton$/i.test(propertyName(argument) ?? '');
  const module = moduleOf(decorator, index);
  return module !== undefined && SINGLETONS.some((known) => known.module.test(module) && known.name.test(name) && known.when(optionsIn(argument, index)));
}

function decoratorName({ expression }: TSESTree.Decorator): string | undefined {
  const callee = expression.type === 'CallExpression' ? expression.callee : expression;
  return callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? propertyName(callee) : undefined;
}

/** The module that the name of a decorator is imported from. */
function moduleOf({ expression }: TSESTree.Decorator, index: SourceIndex): string | undefined {
  const callee = expression.type === 'CallExpression' ? expression.callee : expression;
  const definition: Scope.Definition | undefined = callee.type === 'Identifier' ? index.variableOf(callee)?.defs[0] : undefined;
  return definition?.type === 'ImportBinding' && definition.parent.type === 'ImportDeclaration' ? definition.parent.source.value : undefined;
}

function optionsIn(argument: Node | undefined, index: SourceIndex): Options {
  if (argument?.type !== 'ObjectExpression') return {};
  return Object.fromEntries(argument.properties.flatMap((property) => (property.type === 'Property' ? [[propertyName(property) ?? '', index.text(property.value)]] : [])));
}

/** Does every instance that this file makes of an unexported class die with the call that made it? */
function isMadePerCall(owner: ClassNode, index: SourceIndex, seen: ReadonlySet<Node> = new Set()): boolean {
  const variable = index.bindingOf(owner);
  if (!variable || index.isExported(variable) || seen.has(owner)) return false;
  const outside = variable.references.filter((reference) => !reference.init && !contains(owner, reference.identifier as Node));
  return outside.length > 0 && outside.every((reference) => {
    const node = reference.identifier as Node;
    if (isTypeOrTest(node)) return true;
    const holderDies: HolderTest = (holder, name) => isUsedThroughMembers(name, index) && isMadePerCall(holder, index, new Set([...seen, owner]));
    return node.parent?.type === 'NewExpression' && node.parent.callee === node && diesWithCall(node.parent, index, holderDies);
  });
}

/** `x: Owner`, `typeof Owner` in a type, `x instanceof Owner`. */
function isTypeOrTest(node: Node): boolean {
  const { parent } = node;
  if (parent?.type === 'BinaryExpression') return parent.operator === 'instanceof' && parent.right === node;
  return parent?.type === 'TSTypeReference' || parent?.type === 'TSTypeQuery';
}

/** Do the instances of a class die with the calls that make them, and what they have under a name with them? */
export type HolderTest = (holder: ClassNode, name: string | undefined) => boolean;

/**
 * Is a fresh object only used through its members, in the function that made it, or part of one that is?
 *
 * @param isLent is it only lent to the functions that it is an argument for?
 */
export function diesWithCall(made: Node, index: SourceIndex, holderDies: HolderTest, isLent: (argument: Node) => boolean = () => false): boolean {
  const whole = outermost(made);
  const { parent } = whole;
  const field = isField(parent) && !parent.static ? parent : isKeptInThis(whole) ? (parent as TSESTree.AssignmentExpression).left : undefined;
  if (field) {
    const holder = classAround(field);
    return holder !== undefined && holderDies(holder, propertyName(field));
  }
  const frame = runningFrame(made, index);
  if (!frame) return false;
  if (parent?.type === 'MemberExpression') return parent.object === whole;
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') return isStatementPosition(whole);
  return index.declaredBy(parent).every((variable) => variable.references.every((reference) => {
    if (reference.init) return true;
    const at = outermost(reference.identifier);
    const isUsedHere = (at.parent?.type === 'MemberExpression' && at.parent.object === at) || isLent(at);
    // What is made anew for each event goes with what the event is about.
    const outliving = outlivingOf([at], frame, index);
    return isUsedHere && (outliving === undefined || outliving === 'event');
  }));
}

/** Is whatever has this name in the file never handed on itself? */
export function isUsedThroughMembers(name: string | undefined, index: SourceIndex): boolean {
  return name !== undefined && !index.rememberNamed(isHandedOn, name);
}

/** Are the values of members of a name more than assigned or asked for members of theirs? */
function isHandedOn(name: string, index: SourceIndex): boolean {
  return index.membersNamed(name).some((member) => {
    const at = outermost(member);
    if (at.parent?.type === 'AssignmentExpression') return at.parent.left !== at;
    return at.parent?.type !== 'MemberExpression' || at.parent.object !== at;
  });
}
