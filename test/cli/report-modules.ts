// Loaded before the command: writes down every module that the command asks for.
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    appendFileSync(process.env['MODICUM_MODULES_FILE'] ?? '', `${resolved.url}\n`);
    return resolved;
  },
});
