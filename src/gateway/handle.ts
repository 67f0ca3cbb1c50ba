import type { Dialect } from '../wire/dialect.ts';
import { attemptCall } from './attempts.ts';
import { decide } from './decide.ts';
import { deliver } from './delivery.ts';
import { dryRunReply } from './dry-run.ts';
import { errorReply } from './error-reply.ts';
import type { Gateway } from './gateway.ts';
import type { Inbound, Reply } from './inbound.ts';
import { createTiming } from './job.ts';
import { keepCompany } from './keep-company.ts';
import { openJob, openRecord } from './open-job.ts';
import { parse, receive } from './parse.ts';
import { refuse } from './refuse.ts';

/**
 * The whole path of a call. Rooms: receive (the server made `inbound`), parse, classify, route, attempt and
 * judge, deliver, record. ARCHITECTURE.md has the picture, error exits included.
 */
export async function handle(inbound: Inbound, dialect: Dialect, gateway: Gateway): Promise<Reply> {
  const received = await receive(inbound, gateway.policy.limits.bodyBytes);
  if (!received.ok) return errorReply(dialect, received.error);

  const timing = createTiming(gateway.clock.tick);
  const parsed = parse({ bytes: received.bytes, inbound, dialect, gateway });
  if (!parsed.ok) return errorReply(dialect, parsed.error);

  const decided = await decide(gateway, parsed);
  if (parsed.options.dryRun) return dryRunReply(decided);

  const opened = await openRecord({ gateway, inbound, dialect, parsed, decided });
  if (!opened.ok) return errorReply(dialect, opened.error);
  if (decided.decision.kind === 'refusal') {
    return refuse({
      gateway,
      inbound,
      dialect,
      parsed,
      timing,
      ...opened,
      refusal: decided.decision,
    });
  }

  const job = openJob({
    gateway,
    inbound,
    dialect,
    parsed,
    timing,
    ...opened,
    decision: decided.decision,
    shadow: decided.shadow,
    shadowModel: decided.shadowModel,
    shadowClimbs: decided.shadowClimbs,
    place: decided.place,
    action: decided.action,
  });
  return keepCompany(job, attemptCall(job), deliver);
}
