/**
 * What a client shows to be let in at Anthropic: a key, the token of a login, or both (`apiKeyHelper` sends
 * both). The values are the client's own, byte for byte; nothing of it is kept when its call is over.
 */
export interface ClientCredential {
  readonly 'x-api-key'?: string;
  /** With its scheme, as it was sent. */
  readonly authorization?: string;
}

/** A shorter one is a word, and replacing it would mangle sentences. */
const SHORTEST_SECRET = 8;

/** The texts in it that nobody else may see: the values, and a token without its scheme. */
export function secretsOf(credential: ClientCredential): readonly string[] {
  const { authorization = '', 'x-api-key': key = '' } = credential;
  const secrets = [key, authorization, authorization.replace(/^\S+\s+/, '')];
  // Longest first, so that a value is replaced before the token in it.
  return [...new Set(secrets)]
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .toSorted((one, other) => other.length - one.length);
}

/** The text without the credential, for whatever an upstream may have quoted it in. */
export function withoutCredential(text: string, credential: ClientCredential): string {
  return secretsOf(credential).reduce((rest, secret) => rest.replaceAll(secret, '[key]'), text);
}

/** Headers by which a server is shown who asks. Whatever a call brought in them stays here. */
const CREDENTIAL_NAMES: ReadonlySet<string> = new Set([
  'authorization',
  'x-api-key',
  'proxy-authorization',
  'cookie',
]);

export function withoutCredentials(
  headers: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !CREDENTIAL_NAMES.has(name.toLowerCase())),
  );
}
