import { ok, problem, warning, type Verdict } from '../verdict.ts';

export interface GatewayFacts {
  /** The gateway this user has running, by its own file; `null` for none. */
  readonly running: {
    readonly url: string;
    readonly pid: number;
    readonly answers: boolean;
  } | null;
  readonly port: number;
  readonly portState: 'free' | 'modicum' | 'taken' | 'refused';
}

export function judgeGateway({ running, port, portState }: GatewayFacts): readonly Verdict[] {
  if (running?.answers) return [ok(`runs at ${running.url} (process ${running.pid})`)];
  if (running) {
    return [
      problem(
        `process ${running.pid} should serve ${running.url} and does not answer`,
        'modicum down, then modicum up; what it last said: modicum logs',
      ),
    ];
  }
  if (portState === 'free') return [ok(`does not run; port ${port} is free: modicum up`)];
  if (portState === 'modicum') {
    return [
      warning(
        `a Modicum that is not this user's listens on port ${port}`,
        'Use that one, or start yours elsewhere: modicum up --port 0',
      ),
    ];
  }
  const why = portState === 'taken' ? 'is taken by another program' : 'may not be listened on';
  return [problem(`port ${port} ${why}`, 'Choose another: modicum up --port 8080')];
}
