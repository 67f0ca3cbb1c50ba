import { formatUsd, type NanoUsd } from '../../core/money.ts';
import type { SideAccount, SwitchAccount } from '../../core/switch-guard.ts';
import type { CachePrediction, ColdReason } from '../../core/warmth.ts';

/** The arithmetic of staying and of moving, a line each, and what would change the outcome. */
export function renderSwitch(account: SwitchAccount): readonly string[] {
  const { outlook } = account;
  const told = `${count(outlook.turns, 'turn')} to come, ${tokens(outlook.growthTokens)} more each, ${tokens(outlook.outputTokens)} answered`;
  return [
    sideText('stay', account.stay, outlook.turns),
    sideText('move', account.move, outlook.turns),
    `over  ${told}`,
    verdictText(account),
    whatWouldChange(account),
  ];
}

/** What a model's cache does, or was expected to do, in one line. */
export function cacheText(cache: CachePrediction): string {
  const why = cache.coldBecause === null ? '' : ` (${COLD[cache.coldBecause]})`;
  const parts = [
    cache.readTokens > 0 && `read ${number(cache.readTokens)}`,
    cache.writeTokens > 0 &&
      `write ${number(cache.writeTokens)}${cache.ttl === '1h' ? ' for 1h' : ''}`,
    cache.freshTokens > 0 && `in full ${number(cache.freshTokens)}`,
  ].filter((part) => part !== false);
  return `${cache.state}${why}: ${parts.join(', ') || 'nothing'}`;
}

const COLD: Readonly<Record<ColdReason, string>> = {
  first_visit: 'first visit',
  expired: 'idle for longer than it lives',
  effort_changed: 'another effort',
  tools_changed: 'other tools',
  below_minimum: 'too short to be cached',
  not_cached: 'not cached',
  nothing_shared: 'nothing of it is cached',
};

function sideText(what: string, { model, cache, cost }: SideAccount, turns: number): string {
  const start = `${what}  ${model}  ${cacheText(cache)}`;
  if (cost === null) return `${start}  price unknown`;
  const later =
    turns === 1
      ? ''
      : ` + ${turns - 1} later × ≈ ${amount(Math.round(cost.laterNanoUsd / (turns - 1)))}`;
  return `${start}  ${amount(cost.firstNanoUsd)} next${later} = ${amount(cost.totalNanoUsd)}`;
}

function verdictText(account: SwitchAccount): string {
  const even = account.breakEvenTurns;
  const breakEven =
    even === null ? 'it never breaks even' : `it breaks even after ${count(even, 'turn')}`;
  const moved = difference(account);
  switch (account.verdict) {
    case 'pays':
      return `moving pays: ${amount(-moved)} less; ${breakEven}`;
    case 'not_worth':
      return `moving is not worth it: ${amount(moved)} more; ${breakEven}`;
    case 'unsafe':
      return `no safe point: the conversation stays; moving would cost ${amount(Math.abs(moved))} ${moved < 0 ? 'less' : 'more'}; ${breakEven}`;
    case 'unpriced':
      return 'a price is unknown: it stays where it is';
  }
}

function difference({ stay, move }: SwitchAccount): number {
  return (move.cost?.totalNanoUsd ?? 0) - (stay.cost?.totalNanoUsd ?? 0);
}

/** In one sentence what would have to be different for the other outcome. */
function whatWouldChange({ verdict, breakEvenTurns: even, outlook }: SwitchAccount): string {
  if (verdict === 'unpriced')
    return 'what would change it: a price for it (modicum prices override)';
  if (verdict === 'unsafe') {
    return 'what would change it: its first turn, the turn after compaction, or a model or tier that the call names';
  }
  if (even === null) {
    return 'what would change it: nothing about its length, each later turn costs as much there or more';
  }
  if (verdict === 'pays') {
    return even === 1
      ? 'what would change it: nothing about its length, the next turn alone costs less there'
      : `what would change it: fewer than ${count(even, 'turn')} to come`;
  }
  return even > outlook.turns
    ? `what would change it: ${count(even, 'turn')} to come or more`
    : 'what would change it: fewer turns to come, or shorter ones: the prompt grows into a dearer price band';
}

/** Four decimals, so that a person can follow the sum; what is smaller as it is. */
function amount(nanoUsd: NanoUsd): string {
  return Math.abs(nanoUsd) < 100_000 ? formatUsd(nanoUsd) : `$${(nanoUsd / 1e9).toFixed(4)}`;
}

function tokens(value: number): string {
  return count(value, 'token');
}

function count(value: number, what: string): string {
  return `${number(value)} ${what}${value === 1 ? '' : 's'}`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
