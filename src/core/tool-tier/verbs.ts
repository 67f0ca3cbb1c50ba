/**
 * What a tool does to the world. `processing`: turns what it is given into something else; `reading`: looks
 * something up; `writing`: makes or changes what can be changed back; `lasting`: what stays done.
 */
export type ToolEffect = 'processing' | 'reading' | 'writing' | 'lasting';

/** From the least to the most that can go wrong. */
export const EFFECTS: readonly ToolEffect[] = ['processing', 'reading', 'writing', 'lasting'];

const PROCESSING =
  setOf(`parse extract summarize summarise classify categorize categorise detect convert
  translate transform normalize normalise rank tokenize dedupe deduplicate redact compress embed transcribe ocr
  split chunk encode decode format score sort tag`);

const READING =
  setOf(`get list read search find fetch query lookup show describe view inspect check browse glob
  grep ls cat head tail select retrieve download scan export watch monitor poll observe ping explain count
  compare diff validate verify lint test is has can should whoami status screenshot snapshot open navigate
  scroll hover wait load preview simulate estimate plan analyze analyse audit profile trace log logs history
  info stat stats peek resolve recall suggest autocomplete crawl scrape print output tree introspect identify`);

const WRITING =
  setOf(`create update write edit add insert set put patch save upsert modify change rename move
  copy upload append replace fill type click press drag assign label comment attach duplicate fork clone draft
  undo restore unarchive archive close reopen start stop pause resume enable disable mark subscribe unsubscribe
  follow schedule reschedule import sync register link unlink configure setup generate build compile install
  render implement fix refactor join leave invite react reply complete cancel unassign checkout commit stage
  star lock unlock index reindex toggle make multiedit manage use`);

const DESTROYING =
  setOf(`delete remove destroy drop purge wipe truncate erase terminate kill uninstall clear
  reset evict empty expire drain trash`);

const OTHERWISE_LASTING =
  setOf(`deploy publish release promote rollback send post email notify tweet broadcast
  pay charge refund transfer withdraw buy purchase payout wire capture grant revoke rotate ban suspend approve
  merge push apply sudo shutdown reboot restart scale submit order sign trade transact migrate disburse
  unpublish deactivate impersonate`);

const RUNNING = setOf(`exec execute run shell bash powershell eval ssh terminal`);

/** What this verb does by itself; `null` for a word that is none. */
export function effectOfVerb(word: string): ToolEffect | null {
  if (DESTROYING.has(word) || OTHERWISE_LASTING.has(word)) return 'lasting';
  if (WRITING.has(word) || RUNNING.has(word)) return 'writing';
  if (READING.has(word)) return 'reading';
  return PROCESSING.has(word) ? 'processing' : null;
}

/** What it takes away may be nothing anybody misses. */
export function isDestroying(verb: string): boolean {
  return DESTROYING.has(verb);
}

/** It runs what its input says, and only reading that tells what it does. */
export function runsItsInput(verb: string): boolean {
  return RUNNING.has(verb);
}

/** Said of a verb that follows, and nothing by themselves. */
export const ADVERBS = setOf(
  `batch bulk async auto force hard safe quick direct do perform try please manual internal multi local api
  request begin tool v1 v2 v3 the a my all action handle confirm mass quickly smart`,
);

/** Before another verb they only look at what it would do: `preview_delete`, `can_delete`. */
export const ONLY_LOOKS = setOf(
  `preview simulate estimate plan dry validate verify check is has can should explain count test`,
);

/** Before another verb they make what it does possible to take back: `soft_delete`, `cancel_transfer`. */
export const TAKES_BACK = setOf('soft undo cancel draft prepare stage');

/** Words that are as often nouns: verbs only where a name begins with them, or ends and has no other. */
export const ALSO_NOUNS =
  setOf(`list search query test log logs history status export import download upload
  preview plan snapshot post release comment order run transfer charge refund push deploy email label tag format
  score rank copy draft index lock link stage star mark change edit sign trade scale drop reset view watch commit
  branch checkout merge fork build output tree shell bash exec command sort count info stat stats profile trace
  audit monitor screenshot scan capture wire reply start stop register type set setting setup head tail output
  print terminal schedule patch fix use load split approve close open empty note notify`);

export const JOINS = setOf('and or then');

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/).filter((word) => word !== ''));
}
