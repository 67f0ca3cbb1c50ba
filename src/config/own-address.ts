import { ModicumError } from '../core/error.ts';
import type { Policy } from '../core/policy.ts';
import { isLoopbackHost, readBaseUrl } from './base-url.ts';

/** Where the gateway listens. */
export interface GatewayAddress {
  readonly host: string;
  readonly port: number;
}

/** For the moment the gateway starts, when its port is known: throws if a provider points back at it. */
export function refuseOwnAddress(policy: Policy, gateway: GatewayAddress): void {
  const circular = policy.providers.find((provider) => isOwnAddress(provider.baseUrl, gateway));
  if (circular === undefined) return;
  throw new ModicumError('config_invalid', `providers.${circular.name}.url ${OWN_ADDRESS}.`);
}

export const OWN_ADDRESS =
  "is Modicum's own address, so calls would go in circles; write the provider's";

/** Whether calls to this address would come back to the gateway, until its limits end them. */
export function isOwnAddress(baseUrl: string, gateway: GatewayAddress): boolean {
  const address = readBaseUrl(baseUrl);
  if (!address.ok) return false;
  const url = new URL(address.url);
  const port = Number(url.port) || (address.secure ? 443 : 80);
  if (port !== gateway.port) return false;
  if (address.reach !== 'loopback') return url.hostname === gateway.host.toLowerCase();
  return EVERYWHERE.includes(gateway.host) || isLoopbackHost(gateway.host);
}

const EVERYWHERE = ['0.0.0.0', '::', '[::]', ''];
