import type { JsonObject } from '../../core/json.ts';
import { objectOr, objectsIn, textOr } from '../simulated/loose-json.ts';

/** Tools that the conversation calls loaded, although the request defines none of that name. */
export function falseClaims(body: JsonObject): readonly string[] {
  const tools = objectsIn(body['tools']);
  const names = new Set(
    tools.map((tool) => textOr(tool['name'], textOr(objectOr(tool['function'])['name']))),
  );
  const said = JSON.stringify([body['messages'], body['input']]);
  return [...said.matchAll(/Tool ([\w-]+) is loaded\./g)].flatMap(([, name = '']) =>
    names.has(name) ? [] : [`tool ${name} is said to be loaded, and is not there`],
  );
}
