import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Says its address in the words the gateway uses, so that every target is waited for in one way. */
export function listen(server: Server): void {
  server.keepAliveTimeout = 65_000;
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    process.stdout.write(`listens on http://127.0.0.1:${port}\n`);
  });
  process.once('SIGTERM', () => process.exit(0));
}
