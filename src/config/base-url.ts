/** Where an upstream is, as far as its address tells. */
export type Reach = 'loopback' | 'private' | 'public';

export type BaseUrl =
  | { readonly ok: true; readonly url: string; readonly reach: Reach; readonly secure: boolean }
  /** What is wrong and what to do; never repeats the address, which may hold a password. */
  | { readonly ok: false; readonly message: string };

/**
 * A provider's address in its one form: no trailing slash and no trailing `/v1`, which is part of the
 * paths that are joined to it. Addresses a key or a prompt must not go to are refused.
 */
export function readBaseUrl(text: string): BaseUrl {
  if (!URL.canParse(text))
    return refuse('is not an address; write https://host or http://127.0.0.1:11434');
  const url = new URL(text);
  const secure = url.protocol === 'https:';
  if (!secure && url.protocol !== 'http:') return refuse('must start with https:// or http://');
  if (url.username !== '' || url.password !== '') {
    return refuse('holds a user name or password; take it out and use key: env:NAME');
  }
  if (url.search !== '' || url.hash !== '' || /[?#]/.test(text)) {
    return refuse('holds a query or fragment; write only host and path');
  }
  const host = url.hostname.replace(/\.$/, '');
  if (isUnspecified(host)) return refuse('is not an address that can be called; write 127.0.0.1');
  if (isMetadata(host)) {
    return refuse(
      'is an address of the cloud machine itself, where credentials can be had; use another',
    );
  }
  const path = url.pathname.replace(/\/+$/, '').replace(/\/v1$/, '');
  return { ok: true, url: `${url.protocol}//${url.host}${path}`, reach: reachOf(host), secure };
}

export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase();
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '[::1]' ||
    name === '::1' ||
    ipv4(name)?.[0] === 127
  );
}

function refuse(message: string): BaseUrl {
  return { ok: false, message };
}

function reachOf(host: string): Reach {
  if (isLoopbackHost(host)) return 'loopback';
  return isPrivate(host) ? 'private' : 'public';
}

function isUnspecified(host: string): boolean {
  return host === '' || host === '[::]' || ipv4(host)?.[0] === 0;
}

/** Names and addresses under which clouds hand out credentials to whoever runs on the machine. */
function isMetadata(host: string): boolean {
  const [first, second, third, fourth] = ipv4(host) ?? [];
  return (
    (first === 169 && second === 254) ||
    (first === 100 && second === 100 && third === 100 && fourth === 200) ||
    (first === 168 && second === 63 && third === 129 && fourth === 16) ||
    /^(metadata|instance-data)(\.|$)/.test(host) ||
    /^\[fe[89ab][0-9a-f]:/.test(host) ||
    host === '[fd00:ec2::254]' ||
    host === '[fd20:ce::254]'
  );
}

/** Address ranges for networks of one's own, and names that only such a network resolves. */
function isPrivate(host: string): boolean {
  const [first, second = 0] = ipv4(host) ?? [];
  if (first !== undefined) {
    return (
      first === 10 ||
      (first === 172 && second >= 16 && second <= 31) ||
      (first === 192 && second === 168) ||
      (first === 100 && second >= 64 && second <= 127)
    );
  }
  if (host.startsWith('[')) return /^\[f[cd]/.test(host);
  return !host.includes('.') || /\.(local|internal|lan|home\.arpa)$/.test(host);
}

/** The four numbers of an IPv4 address, written plainly or inside IPv6; `null` for anything else. */
function ipv4(host: string): readonly number[] | null {
  const plain = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host);
  if (plain !== null) return plain.slice(1).map(Number);
  const mapped = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(host);
  if (mapped === null) return null;
  return mapped.slice(1).flatMap((part) => {
    const value = Number.parseInt(part, 16);
    return [value >> 8, value & 255];
  });
}
