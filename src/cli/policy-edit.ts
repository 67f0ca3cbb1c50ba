import type { PolicyEdit } from '../config/edit-policy.ts';
import { isInFile } from '../config/plan-change.ts';
import { readValueText } from '../config/policy-document.ts';
import { policyValues } from '../config/policy-values.ts';
import { usage } from './check-arguments.ts';
import { readOwnKey } from './policy-key.ts';
import { judgeOwnPolicy, ownPolicyPath, readOwnPolicy } from './policy-setup.ts';
import { readUserFile } from '../integrate/user-file.ts';

/** `tiers.0.timeout=30s` */
export function readEdit(word: string, config: string | undefined): PolicyEdit {
  const { name, text } = splitChange(word);
  if (text.trim() === '') {
    throw usage(`${word} has no value. To take it out: modicum policy unset ${name}`);
  }
  const read = readValueText(text);
  if (!read.ok)
    throw usage(`The value of ${name} is not valid YAML: put quotation marks around it.`);
  return { path: readOwnKey(name, knownValues(config)), value: read.value };
}

/** `key=value`, cut at the first sign that is not part of a name. */
export function splitChange(word: string): { name: string; text: string } {
  const sign = word.indexOf('=');
  if (sign < 1)
    throw usage(`Write key=value, not ${JSON.stringify(word)}: modicum policy set subagents=route`);
  return { name: word.slice(0, sign), text: word.slice(sign + 1) };
}

export function readRemoval(word: string, config: string | undefined): PolicyEdit {
  const path = readOwnKey(word, knownValues(config));
  if (isInFile(fileOf(config), path)) return { path };
  throw usage(`${path.join('.')} is not in ${ownPolicyPath(config)}: what holds is the default.`);
}

function knownValues(config: string | undefined) {
  return policyValues(judgeOwnPolicy(fileOf(config)).parts);
}

function fileOf(config: string | undefined) {
  return readUserFile(ownPolicyPath(config)).bytes === null ? null : readOwnPolicy(config);
}
