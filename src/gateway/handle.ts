import type { Dialect } from '../wire/dialect.ts';
import { attemptCall } from './attempts.ts';
import { decide } from './decide.ts';
import { deliverSpared } from './deliver-spared.ts';
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

  const considered = await decide(gateway, parsed);
  if (parsed.options.dryRun) return dryRunReply(considered);

  const arrival = { gateway, inbound, dialect, parsed, timing };
  const opened = await openRecord({ ...arrival, decided: considered });
  if (!opened.ok) return errorReply(dialect, opened.error);
  const { decided } = opened;
  if (decided.spared !== null) {
    return deliverSpared({ ...arrival, ...opened, spared: decided.spared });
  }
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
    repeatKey: decided.repeatKey,
  });
  return keepCompany(job, attemptCall(job), deliver);
}
