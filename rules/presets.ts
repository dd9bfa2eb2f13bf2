/** The presets of this plugin, from the fewest rules to the most. */
export type Preset = 'recommended' | 'strict';
