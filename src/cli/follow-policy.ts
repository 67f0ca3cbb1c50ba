import type { Modicum } from '../modicum.ts';
import type { Reloaded } from '../modicum/policy-in-force.ts';
import type { Voice } from './voice.ts';

/**
 * A running gateway takes its policy anew when the file changes, and on SIGHUP, which also reads the keys
 * again. In a terminal SIGHUP means that the terminal is gone, and keeps its usual meaning.
 */
export function followPolicy(modicum: Modicum, voice: Voice): void {
  let hadProblem = false;
  const onReload = (reloaded: Reloaded) => {
    tell(reloaded, voice);
    if (hadProblem && reloaded.problem === null && !reloaded.changed) tellMended(reloaded, voice);
    hadProblem = reloaded.problem !== null;
  };
  modicum.watch({ onReload });
  if (!process.stdin.isTTY) process.on('SIGHUP', () => onReload(modicum.reload()));
}

function tell({ changed, version, problem, warnings }: Reloaded, voice: Voice): void {
  if (problem !== null) {
    const isGone = problem.code === 'config_gone';
    const message = isGone
      ? problem.message
      : `the changed policy is not taken, the one before goes on. ${problem.message}`;
    voice.say({ level: 'warning', code: problem.code, message });
    return;
  }
  if (!changed) return;
  const message = `the changed policy is in force (${version}); calls under way end as they began`;
  voice.say({ level: 'info', code: 'policy_taken', message });
  for (const warning of warnings) {
    voice.say({ level: 'warning', code: 'setup', message: warning });
  }
}

function tellMended({ version }: Reloaded, voice: Voice): void {
  const message = `the policy file is whole again, and says what is in force (${version})`;
  voice.say({ level: 'info', code: 'policy_taken', message });
}
