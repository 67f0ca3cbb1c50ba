import type { Run, SimulatedVisit } from './simulate.ts';

/** A run as people read it: the world, and what happened in it, in order. */
export function describeRun(run: Run): string {
  const { policy, states, faults } = run.world;
  const providers = policy.providers.map(
    ({ name, kind, onClientGone }) =>
      `  ${name}: ${kind}, ${states.get(name)?.state}, ${onClientGone} when the client leaves`,
  );
  const tiers = Object.entries(policy.tiers).map(
    ([tier, { bindings, retries, timeoutMs, unavailable }]) =>
      `  tier ${tier}: ${bindings.map(({ provider, id }) => `${provider}/${id}`).join(', ') || 'nothing'}` +
      `; ${retries} retries, ${timeoutMs} ms, ${unavailable.action}`,
  );
  return [
    `seed ${run.seed}`,
    ...providers,
    ...tiers,
    `  limits: ${JSON.stringify(policy.limits)}`,
    ...(faults.write === null ? [] : [`  ledger: ${faults.write} fails, ${faults.chance * 100} %`]),
    ...run.visits.flatMap((visit) => describeVisit(visit)),
    ...run.log.map((line) => `  log: ${line.split('\n')[0]}`),
  ].join('\n');
}

function describeVisit(visit: SimulatedVisit): readonly string[] {
  const { script, view, receipt } = visit;
  const { number, dialect, stream, json, leaves, shutdownMs, pauseMs } = script;
  const own = Object.entries(script.headers).filter(([name]) =>
    /^x-modicum-(?!session)/.test(name),
  );
  const happened = momentsOf(visit).toSorted((one, other) => one.order - other.order);
  return [
    `client ${number}: ${dialect}, ${stream ? 'streams' : 'whole'}, ${JSON.stringify(json['model'])} ` +
      JSON.stringify({ ...Object.fromEntries(own), leaves, shutdownMs, pauseMs }),
    ...(receipt === null
      ? []
      : [`  decided: ${receipt.call.explanation} (${receipt.call.delivery})`]),
    ...happened.map(({ order, text }) => `  ${String(order).padStart(4)} ${text}`),
    `  ended at ${view.endedTick} ms: ${JSON.stringify(receipt?.closed ?? null)}`,
    ...(receipt?.attempts ?? []).map(({ closed }) => `  attempt: ${JSON.stringify(closed)}`),
  ];
}

function momentsOf({ view, sends, ledger }: SimulatedVisit) {
  const decode = (bytes: Uint8Array) =>
    JSON.stringify(new TextDecoder().decode(bytes).slice(0, 300));
  return [
    ...sends.map(({ order, tick, provider, script, isStillborn, json }) => ({
      order,
      text:
        `at ${tick} ms ${isStillborn ? 'stillborn ' : ''}send to ${provider} (${JSON.stringify(json['model'])}): ` +
        `${script.plot}, ${script.headFault ?? script.status}, ${script.end}, ${decode(script.bytes)}`,
    })),
    ...ledger.map(({ order, write, number, state, detail }) => ({
      order,
      text: `ledger ${write} ${number ?? ''} ${state} ${detail ?? ''}`,
    })),
    ...view.chunks.map(({ order, bytes }) => ({ order, text: `chunk ${decode(bytes)}` })),
    ...(view.left === null
      ? []
      : [{ order: view.left.order, text: `leaves at ${view.left.tick} ms` }]),
    ...(view.reply === null
      ? []
      : [
          {
            order: view.reply.order,
            text: `reply ${view.reply.status} ${view.whole === null ? 'streamed' : decode(view.whole)}`,
          },
        ]),
  ];
}
