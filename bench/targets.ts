import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPackage } from './build-package.ts';
import { startTarget, type TargetProcess } from './target-process.ts';

export type TargetName = 'direct' | 'node:http' | 'undici' | 'modicum' | 'other';

export interface Targets {
  /** `direct` is the stub itself. */
  readonly processes: ReadonlyMap<TargetName, TargetProcess>;
  stop(): Promise<void>;
}

export interface TargetsOptions {
  /** Another checkout of Modicum, to compare with; `null` for none. */
  readonly other: string | null;
  /** Folder for a CPU profile of the gateway; `null` for none. */
  readonly profile: string | null;
}

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** Everything that is compared, each in a process of its own; the gateways with a ledger on disk. */
export async function startTargets({ other, profile }: TargetsOptions): Promise<Targets> {
  const folder = mkdtempSync(join(tmpdir(), 'modicum-bench-'));
  const processes = new Map<TargetName, TargetProcess>();
  const stub = await startTarget({ name: 'direct', script: [`${HERE}targets/stub-upstream.ts`] });
  const url = `http://127.0.0.1:${stub.port}`;
  processes.set('direct', stub);
  processes.set(
    'node:http',
    await startTarget({ name: 'node:http', script: [`${HERE}targets/node-http-proxy.ts`, url] }),
  );
  processes.set(
    'undici',
    await startTarget({ name: 'undici', script: [`${HERE}targets/undici-proxy.ts`, url] }),
  );
  const nodeOptions = profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  processes.set(
    'modicum',
    await startGateway({ name: 'modicum', checkout: join(HERE, '..'), url, folder, nodeOptions }),
  );
  if (other !== null) {
    processes.set(
      'other',
      await startGateway({ name: 'other', checkout: other, url, folder, nodeOptions: [] }),
    );
  }
  return {
    processes,
    async stop() {
      // The stub last: what goes through it has ended by then.
      for (const target of [...processes.values()].toReversed()) await target.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface GatewayStart {
  readonly name: string;
  readonly checkout: string;
  readonly url: string;
  readonly folder: string;
  readonly nodeOptions: readonly string[];
}

/** As a user starts it: policy and classifier built in, the ledger a file, only the upstreams replaced. */
function startGateway({
  name,
  checkout,
  url,
  folder,
  nodeOptions,
}: GatewayStart): Promise<TargetProcess> {
  const home = join(folder, name);
  const built = buildPackage(checkout, join(folder, `${name}-package`));
  return startTarget({
    name,
    script: [join(built, 'bin/modicum.js'), 'serve', '--port', '0'],
    nodeOptions,
    environment: {
      HOME: home,
      XDG_CONFIG_HOME: join(home, 'config'),
      XDG_STATE_HOME: join(home, 'state'),
      MODICUM_CONFIG: '',
      MODICUM_CLIENT_KEY: '',
      MODICUM_ANTHROPIC_BASE_URL: url,
      MODICUM_OPENAI_BASE_URL: url,
      MODICUM_OLLAMA_BASE_URL: url,
      ANTHROPIC_API_KEY: 'bench',
      OPENAI_API_KEY: 'bench',
    },
  });
}
