/** What CommonJS gives away: a name, an object, another module, or whatever else is done with `exports`. */
const COMMONJS = /\bexports\b(?:\s*\.\s*[\w$]+)*\s*(?:(?<plain>=)(?![=>])\s*(?:(?<name>[A-Za-z_$][\w$]*)\s*(?=[;}\n]|$)|\{(?<list>[^{}]*)\}|(?<open>\{|require\b))?|(?<other>[,)\][]))/g;
/** The same for an export without a declaration. */
const MODULE = /\bexport\s*(?:(?<open>\*)|(?:type\s*)?\{(?<list>[^}]*)\}(?:\s*(?<from>from)\b)?|(?:default\b|=)\s*(?<name>[A-Za-z_$][\w$]*)\s*(?=[;\n]|$))/g;

/**
 * Can a file give on what it imports? A test of the text alone, which errs on the side of yes: where all that it exports
 * is declared in it, it cannot.
 */
export function mayPassOn(text: string): boolean {
  for (const pattern of [COMMONJS, MODULE]) {
    for (const { groups = {} } of text.matchAll(pattern)) {
      if (groups.open ?? groups.other ?? groups.from) return true;
      const names = [...(groups.name ? [groups.name] : []), ...(groups.list?.match(/[\w$]+/g) ?? [])];
      if (!names.every((name) => isDeclaredIn(text, name))) return true;
    }
  }
  return false;
}

/** Is a name that of a class or function of the text, or of a variable that nothing imported is put into as it is? */
function isDeclaredIn(text: string, name: string): boolean {
  const escaped = name.replaceAll('$', '\\$');
  return new RegExp(`\\b(?:class|function\\s*\\*?|enum)\\s+${escaped}(?![\\w$])|\\b(?:const|let|var)\\s+${escaped}\\s*(?::[^=\\n]+)?=\\s*(?!require\\b)(?:[^\\s\\w$]|new\\b|async\\b|function\\b|class\\b|[\\w$]+\\s*\\()`).test(text);
}
