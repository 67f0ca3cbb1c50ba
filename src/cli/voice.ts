import type { RunningServer } from '../gateway/server.ts';
import type { Modicum } from '../modicum.ts';
import type { LogEntry } from './log/log-line.ts';
import { isSimulated } from './open-modicum.ts';
import { note, paint, printLine, remark, SIMULATED_LABEL, simulatedNotice } from './output.ts';
import { VERSION } from './version.ts';

/** How a gateway tells what it does: to whoever looks at its terminal, or to its log. */
export interface Voice {
  greet(modicum: Modicum, server: RunningServer): void;
  say(entry: LogEntry): void;
}

export const terminalVoice: Voice = {
  greet(modicum, server) {
    if (isSimulated(modicum)) printLine(simulatedNotice());
    printLine(`Modicum listens on ${paint('bold', server.url)}`);
    printLine(`  Anthropic SDK  baseURL ${server.url}      model modicum/auto`);
    printLine(`  OpenAI SDK     baseURL ${server.url}/v1   model modicum/auto`);
    printLine(`  policy         ${policyText(modicum)}`);
    for (const warning of modicum.warnings) note(warning);
  },
  say({ level, code, message }) {
    if (level === 'error') remark(`modicum: ${code}: ${message}`);
    else if (level === 'warning') note(message);
    else remark(message);
  },
};

export function logVoice(write: (entry: LogEntry) => void): Voice {
  return {
    greet(modicum, server) {
      const facts = [
        ...(isSimulated(modicum) ? [SIMULATED_LABEL] : []),
        `Modicum ${VERSION} listens on ${server.url}`,
        `process ${process.pid}`,
        `policy ${policyText(modicum)}`,
        `catalog ${modicum.catalog.version}`,
      ];
      write({ level: 'info', code: 'started', message: facts.join(' · ') });
      for (const message of modicum.warnings) write({ level: 'warning', code: 'setup', message });
    },
    say: write,
  };
}

/** Says everything twice: a person looks on, and another may ask for the log. */
export function bothVoices(one: Voice, other: Voice): Voice {
  return {
    greet(modicum, server) {
      one.greet(modicum, server);
      other.greet(modicum, server);
    },
    say(entry) {
      one.say(entry);
      other.say(entry);
    },
  };
}

function policyText({ policyPath, policy }: Modicum): string {
  return `${policyPath ?? 'built in'} (${policy.version})`;
}
