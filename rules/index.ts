import { createRequire } from 'node:module';
import type { ESLint, Linter, Rule } from 'eslint';
import type { Certainty } from '../analysis/model.js';
import type { Preset } from './presets.js';
import noIdKeyedMap from './no-id-keyed-map.js';
import noInstanceKeyedMap from './no-instance-keyed-map.js';
import noStringifiedKey from './no-stringified-key.js';
import noUnboundedMap from './no-unbounded-map.js';
import noUnprunedWeakref from './no-unpruned-weakref.js';
import noFinalizerRace from './no-finalizer-race.js';
import noFinalizerScan from './no-finalizer-scan.js';
import noTargetCapture from './no-target-capture.js';
import noDroppedRegistry from './no-dropped-registry.js';
import noRepeatedRegistration from './no-repeated-registration.js';
import requireUnregisterToken from './require-unregister-token.js';
import noUnguardedDeref from './no-unguarded-deref.js';
import noOrphanWeakref from './no-orphan-weakref.js';
import noWeakPrimitive from './no-weak-primitive.js';
import noWeakEnumeration from './no-weak-enumeration.js';
import preferPrivateField from './prefer-private-field.js';

const rules = {
  'no-id-keyed-map': noIdKeyedMap,
  'no-instance-keyed-map': noInstanceKeyedMap,
  'no-unpruned-weakref': noUnprunedWeakref,
  'no-unbounded-map': noUnboundedMap,
  'no-stringified-key': noStringifiedKey,
  'no-finalizer-race': noFinalizerRace,
  'no-finalizer-scan': noFinalizerScan,
  'no-target-capture': noTargetCapture,
  'no-dropped-registry': noDroppedRegistry,
  'no-repeated-registration': noRepeatedRegistration,
  'require-unregister-token': requireUnregisterToken,
  'no-unguarded-deref': noUnguardedDeref,
  'no-orphan-weakref': noOrphanWeakref,
  'no-weak-primitive': noWeakPrimitive,
  'no-weak-enumeration': noWeakEnumeration,
  'prefer-private-field': preferPrivateField,
};

type AnyRule = (typeof rules)[keyof typeof rules];

/** The lowest certainty that a preset reports. */
const LOWEST = { recommended: 'likely', strict: 'possible' } as const satisfies Record<Preset, Certainty>;

// By the package's own name, which is right both from `rules/` and from `dist/rules/`.
const { name, version } = createRequire(import.meta.url)('eslint-plugin-ephemeron/package.json') as Record<
  'name' | 'version',
  string
>;

const plugin: ESLint.Plugin = {
  meta: { name, version, namespace: 'ephemeron' },
  // ESLint's own type of a rule and typescript-eslint's differ in the context that `create` takes, not in what happens.
  rules: rules as unknown as Record<string, Rule.RuleModule>,
};

const configs: Record<Preset, Linter.Config> = { recommended: preset('recommended'), strict: preset('strict') };

/**
 * The plugin: its rules, and the presets `recommended` and `strict`, each one flat config object.
 * Typed in ESLint's own words, so that a consumer's config type-checks against whichever ESLint it has installed.
 */
const ephemeron: Omit<ESLint.Plugin, 'configs'> & { configs: Record<Preset, Linter.Config> } = Object.assign(plugin, {
  configs,
});

export default ephemeron;

/** One flat config object, with the rules whose own `meta.docs.recommended` puts them into the preset. */
function preset(preset: Preset): Linter.Config {
  const chosen = Object.entries<AnyRule>(rules).filter(([, rule]) => isIn(preset, rule));
  return {
    name: `ephemeron/${preset}`,
    plugins: { ephemeron: plugin },
    rules: Object.fromEntries(chosen.map(([id, rule]) => [`ephemeron/${id}`, entry(preset, rule)])),
  };
}

function isIn(preset: Preset, { meta: { docs } }: AnyRule): boolean {
  return docs?.recommended === preset || (docs?.recommended === 'recommended' && preset === 'strict');
}

function entry(preset: Preset, rule: AnyRule): Linter.RuleEntry {
  return takesCertainty(rule) ? ['error', { certainty: LOWEST[preset] }] : 'error';
}

function takesCertainty({ meta: { schema } }: AnyRule): boolean {
  const [options] = [schema].flat();
  return options?.type === 'object' && 'certainty' in (options.properties ?? {});
}
