export function isExpectedWarning(warning: unknown, type: unknown): boolean;
