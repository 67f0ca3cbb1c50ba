import type { Upstream } from '../provider/upstream.ts';
import type { Gateway } from './gateway.ts';

/**
 * The gateway of now, and those before it for as long as calls go on under them. A changed policy makes
 * a new gateway; a call keeps the one it began with to its end.
 */
export interface CurrentGateway {
  /** The one new calls get. For looking only: a call holds a lease. */
  readonly gateway: Gateway;
  lease: LeaseGateway;
  /** New calls get this one. Upstreams that it does not share are closed once no call holds them. */
  replace(next: Gateway): void;
  /** Lets go of every upstream, whoever holds it. */
  close(): Promise<void>;
}

/** Takes the gateway of now for one call. */
export type LeaseGateway = () => GatewayLease;

export interface GatewayLease {
  readonly gateway: Gateway;
  /** The call is over, its rows included. Doing it again changes nothing. */
  release(): void;
}

/** A gateway that still serves calls, or is the one of now. */
interface Held {
  readonly gateway: Gateway;
  leases: number;
}

export function createCurrentGateway(first: Gateway): CurrentGateway {
  let current: Held = { gateway: first, leases: 0 };
  const held = new Set<Held>([current]);

  const letGoOf = (past: Held): void => {
    if (past === current || past.leases > 0) return;
    held.delete(past);
    const inUse = upstreamsOf(held);
    for (const upstream of past.gateway.upstreams.values()) {
      if (!inUse.has(upstream)) closeQuietly(upstream, past.gateway);
    }
  };

  return {
    get gateway() {
      return current.gateway;
    },
    lease() {
      const mine = current;
      let isReleased = false;
      mine.leases++;
      return {
        gateway: mine.gateway,
        release() {
          if (isReleased) return;
          isReleased = true;
          mine.leases--;
          letGoOf(mine);
        },
      };
    },
    replace(next) {
      const past = current;
      current = { gateway: next, leases: 0 };
      held.add(current);
      letGoOf(past);
    },
    async close() {
      await Promise.all([...upstreamsOf(held)].map((upstream) => upstream.close()));
    },
  };
}

function upstreamsOf(held: ReadonlySet<Held>): ReadonlySet<Upstream> {
  return new Set([...held].flatMap(({ gateway }) => [...gateway.upstreams.values()]));
}

function closeQuietly(upstream: Upstream, { log }: Gateway): void {
  upstream.close().catch((cause: unknown) => log('upstream_close', cause));
}
