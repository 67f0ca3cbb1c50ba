/** Things nobody misses: taking them away is no more than writing. */
const PASSING =
  setOf(`draft drafts preview previews cache caches temp temporary tmp scratch sandbox mock mocks
  test tests fixture fixtures session sessions selection highlight highlights filter filters cookie cookies
  breakpoint breakpoints tab tabs reminder reminders reaction reactions label labels tag tags bookmark bookmarks
  observation observations memory memories todo todos star form input console screenshot breakdown viewport zoom
  cursor watcher`);

/** Words that say it is done for trial only. */
const TRIAL = setOf('test mock sandbox preview dry simulated fake sample');

/** Things of which a change is lasting, however harmless its verb. */
const GRAVE =
  setOf(`password passwords credential credentials secret secrets apikey permission permissions role
  roles acl iam firewall payment payments payout payouts refund refunds charge charges transfer transfers
  subscription subscriptions dns production prod release deployment deployments certificate certificates
  rolebinding invoice invoices`);

export function isPassing(words: readonly string[]): boolean {
  return words.some((word) => PASSING.has(word));
}

export function isTrial(words: readonly string[]): boolean {
  return words.some((word) => TRIAL.has(word));
}

export function isGrave(words: readonly string[]): boolean {
  const hasKey = words.some(
    (word, index) => KEY_OF.has(word) && /^keys?$/.test(words[index + 1] ?? ''),
  );
  return hasKey || words.some((word) => GRAVE.has(word));
}

/** `api_key` is a credential, `primary_key` and `key` alone are not. */
const KEY_OF = setOf('api access ssh deploy signing encryption service private');

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/));
}
