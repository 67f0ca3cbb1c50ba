/** Where the time of one answer went, as its upstream reports it, in milliseconds. Ollama does. */
export interface Took {
  /** Loading the model into memory; next to nothing when it was there. */
  readonly loadMs: number;
  /** Reading the part of the prompt that no cache held. */
  readonly promptMs: number;
  readonly generationMs: number;
}
