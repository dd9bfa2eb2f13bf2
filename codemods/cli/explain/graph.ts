import type { Explanation, FilePlace } from './explanation.js';

/** The languages that a graph is written in. */
export const GRAPH_LANGUAGES = ['mermaid', 'dot'] as const;

/** A language for graphs: Mermaid, which GitHub draws in a page, or DOT of Graphviz. */
export type GraphLanguage = (typeof GRAPH_LANGUAGES)[number];

interface GraphNode {
  readonly id: string;
  readonly label: string;
  readonly look: 'holder' | 'container' | 'key' | 'writer' | 'remover';
}

interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly look: 'holds' | 'writes' | 'removes';
}

/** A function that writes or removes, at a place. */
interface Actor extends Pick<GraphEdge, 'label' | 'look'> {
  readonly who: string;
  readonly at: FilePlace;
}

interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** What holds the keys of some containers: root → field → container → keys, with what writes and what removes. */
export function graphLines(explanations: readonly Explanation[], language: GraphLanguage): readonly string[] {
  const graphs = explanations.map((explanation, at) => graphOf(explanation, `c${String(at)}`));
  const graph = { nodes: graphs.flatMap(({ nodes }) => nodes), edges: graphs.flatMap(({ edges }) => edges) };
  return language === 'mermaid' ? mermaid(graph) : dot(graph);
}

function graphOf({ retention, functions, usesElsewhere, keys, verdict }: Explanation, prefix: string): Graph {
  const chain = retention.map(({ role, name, at }, position): GraphNode => {
    const look = role === 'container' || role === 'key' ? role : 'holder';
    const label = role === 'key' ? `keys: ${name}` : role === 'container' ? `${name}${at ? `, line ${String(at.line)}` : ''}: ${verdict}` : name;
    return { id: `${prefix}h${String(position)}`, label: plain(label), look };
  });
  const edges = chain.slice(1).map(({ id, look }, position): GraphEdge => ({ from: chain[position]?.id ?? '', to: id, label: look === 'key' ? (keys.sort === 'object' ? 'keeps alive' : 'has entries for') : '', look: 'holds' }));
  const container = chain.find(({ look }) => look === 'container')?.id ?? '';
  const actors = [
    ...functions.flatMap(({ name, isTopLevel, effects }) => effects.map((effect) => ({ ...effect, who: isTopLevel ? 'the top level' : (name ?? 'a function') }))),
    ...usesElsewhere.map((use) => ({ ...use, who: use.at.path, release: undefined })),
  ].flatMap(({ kind, at, release, who }): Actor[] => {
    if (kind === 'set') return [{ who, at, look: 'writes', label: 'adds' }];
    if (kind !== 'delete' && kind !== 'clear' && kind !== 'replace') return [];
    return [{ who, at, look: 'removes', label: release && release.worth !== 'full' ? `${kind}, ${release.worth === 'none' ? 'no release' : 'on some paths'}` : kind }];
  });
  const added = actors.map(({ who, at, look, label }, position) => ({
    node: { id: `${prefix}u${String(position)}`, label: `${plain(who)}, line ${String(at.line)}`, look: look === 'writes' ? 'writer' : 'remover' } satisfies GraphNode,
    edge: { from: `${prefix}u${String(position)}`, to: container, label, look } satisfies GraphEdge,
  }));
  return { nodes: [...chain, ...added.map(({ node }) => node)], edges: [...edges, ...added.map(({ edge }) => edge)] };
}

/** A label without the marks of code. */
function plain(text: string): string {
  return text.replaceAll('`', '');
}

/** https://mermaid.js.org/syntax/flowchart.html, as much of it as GitHub draws. */
function mermaid({ nodes, edges }: Graph): readonly string[] {
  // Its strings have no escapes but character references, which begin with `#`.
  const text = (label: string): string => `"${label.replaceAll(/[#"<>&\\]/g, (character) => `#${String(character.charCodeAt(0))};`)}"`;
  const shape: Readonly<Record<GraphNode['look'], (label: string) => string>> = {
    holder: (label) => `[${label}]`,
    container: (label) => `[(${label})]`,
    key: (label) => `([${label}])`,
    writer: (label) => `>${label}]`,
    remover: (label) => `>${label}]`,
  };
  const arrow: Readonly<Record<GraphEdge['look'], string>> = { holds: '-->', writes: '==>', removes: '-.->' };
  return [
    'flowchart LR',
    ...nodes.map(({ id, label, look }) => `  ${id}${shape[look](text(label))}:::${look}`),
    ...edges.map(({ from, to, label, look }) => `  ${from} ${arrow[look]}${label === '' ? '' : `|${text(label)}|`} ${to}`),
    '  classDef container stroke-width:3px',
    '  classDef writer stroke:#d1242f,stroke-width:2px',
    '  classDef remover stroke:#1a7f37,stroke-width:2px,stroke-dasharray:4',
  ];
}

/** https://graphviz.org/doc/info/lang.html */
function dot({ nodes, edges }: Graph): readonly string[] {
  const text = (label: string): string => `"${label.replaceAll(/["\\]/g, (character) => `\\${character}`)}"`;
  const looks: Readonly<Record<GraphNode['look'], string>> = {
    holder: 'shape=box',
    container: 'shape=cylinder, penwidth=2',
    key: 'shape=ellipse',
    writer: 'shape=cds, color="#d1242f"',
    remover: 'shape=cds, color="#1a7f37", style=dashed',
  };
  const lines: Readonly<Record<GraphEdge['look'], string>> = { holds: '', writes: 'color="#d1242f"', removes: 'color="#1a7f37", style=dashed' };
  return [
    'digraph retention {',
    '  rankdir=LR;',
    ...nodes.map(({ id, label, look }) => `  ${id} [label=${text(label)}, ${looks[look]}];`),
    ...edges.map(({ from, to, label, look }) => `  ${from} -> ${to} [${[...(label === '' ? [] : [`label=${text(label)}`]), ...(lines[look] === '' ? [] : [lines[look]])].join(', ')}];`),
    '}',
  ];
}
