/** One change to a JSON object's own top-level fields, or to a field one level below. */
export interface JsonEdit {
  /** One or two names: `['model']`, `['output_config', 'effort']`. */
  readonly path: readonly string[];
  /** The new value as JSON text; `null` takes the field out. */
  readonly json: string | null;
}
