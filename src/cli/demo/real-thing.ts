import { configPaths } from '../../config/config-paths.ts';
import { existsSync } from 'node:fs';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the demo found that could serve for real: it offers it, and uses it only when told to. */
export async function offerRealThing(environment: Environment): Promise<readonly string[]> {
  const found = [
    environment['ANTHROPIC_API_KEY'] && 'ANTHROPIC_API_KEY is set',
    environment['OPENAI_API_KEY'] && 'OPENAI_API_KEY is set',
    existsSync(configPaths(environment, process.platform).policy) && 'you have a modicum.yaml',
    (await ollamaAnswers()) && 'Ollama answers on this machine',
  ].filter((text) => typeof text === 'string');
  if (found.length === 0) {
    return ['', 'For the real thing: set ANTHROPIC_API_KEY or start Ollama, then: npx modicum up'];
  }
  return [
    '',
    `Found: ${found.join(', ')}. None of it was used.`,
    'For the real thing: npx modicum demo --real   (eight small calls, at most about a cent)',
  ];
}

async function ollamaAnswers(): Promise<boolean> {
  try {
    const response = await fetch('http://127.0.0.1:11434/api/version', {
      signal: AbortSignal.timeout(300),
    });
    return response.ok;
  } catch {
    return false;
  }
}
