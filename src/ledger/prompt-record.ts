/** Prompts in the ledger: only where the user says so, and never longer than the user says. */
export interface PromptRecord {
  /** Keeps one, and forgets what is too old or too many. */
  keep(prompt: KeptPrompt, limits: PromptLimits): Promise<void>;
  /** Oldest first. */
  all(): readonly KeptPrompt[];
  count(): number;
  /** Wipes them from the file, not only from the table; says how many. */
  forget(): number;
}

/** What was asked, cut as the classifier sees it, with known secrets taken out. */
export interface KeptPrompt {
  readonly callId: string;
  readonly ask: string;
  readonly system: string;
  readonly earlierAsk: string;
  readonly earlierAnswer: string;
  readonly tools: readonly string[];
  readonly purpose: string;
}

export interface PromptLimits {
  readonly days: number;
  readonly maxRows: number;
}
