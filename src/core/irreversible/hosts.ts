/** Whether a URL or a host name means this machine. One that is written with a variable does not. */
export function isLoopback(address: string): boolean {
  const host = hostOf(address);
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '0.0.0.0' ||
    host === '::1' ||
    host === '[::1]' ||
    isLoopbackAddress(host) ||
    host === 'host.docker.internal'
  );
}

function isLoopbackAddress(host: string): boolean {
  const parts = host.split('.');
  return parts.length === 4 && parts[0] === '127' && parts.every((part) => /^\d{1,3}$/.test(part));
}

function hostOf(address: string): string {
  const start = address.indexOf('://');
  const rest = start < 0 ? address : address.slice(start + 3);
  const authority = rest.split(/[/?#]/, 1)[0] ?? '';
  const host = authority.slice(authority.lastIndexOf('@') + 1).toLowerCase();
  if (host.startsWith('[')) return host.slice(0, host.indexOf(']') + 1);
  return host.split(':', 1)[0] === '' ? host : (host.split(':', 1)[0] ?? '');
}

const LOCAL_CLUSTERS = [
  'kind-',
  'minikube',
  'docker-desktop',
  'k3d-',
  'rancher-desktop',
  'colima',
  'orbstack',
  'microk8s',
];

/** Whether a cluster context is one that runs on this machine. */
export function isLocalCluster(context: string): boolean {
  return LOCAL_CLUSTERS.some((name) => context.startsWith(name)) || isLoopback(context);
}

const TEST_MODES = [
  'sk_test_',
  'rk_test_',
  'pk_test_',
  'sandbox.paypal.com',
  'sandbox.',
  '-sandbox.',
  'stripe-mock',
  'sandbox-api',
  'api-sandbox',
];

/** Whether a call of a payment service says that no money moves. */
export function isPaymentTest(words: readonly string[]): boolean {
  return words.some((word) => TEST_MODES.some((mode) => word.includes(mode)));
}
