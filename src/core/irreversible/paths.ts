/** Folders and files that a build or an install brings back. */
const REBUILDABLE = new Set(
  (
    'node_modules dist build target .cache coverage __pycache__ .next .nuxt .turbo .parcel-cache ' +
    '.pytest_cache .mypy_cache .ruff_cache .tox .gradle .venv venv .terraform .nyc_output .svelte-kit ' +
    '.angular .vite .eslintcache .DS_Store out obj _build .output storybook-static playwright-report ' +
    'test-results DerivedData htmlcov bower_components package-lock.json yarn.lock pnpm-lock.yaml ' +
    'bun.lockb index.lock tsconfig.tsbuildinfo .serverless .dart_tool cmake-build-debug bazel-out ' +
    '.stack-work .sass-cache wheelhouse .ipynb_checkpoints'
  ).split(' '),
);
const REBUILDABLE_ENDINGS = [
  '.pyc',
  '.pyo',
  '.o',
  '.class',
  '.tsbuildinfo',
  '.egg-info',
  '.tmp',
  '.swp',
  '.map',
];

/** Whether deleting this path loses nothing that a build or an install does not bring back. */
export function isRebuildable(path: string): boolean {
  if (startsWithVariable(path) || path.includes('..')) return false;
  if (isTemporary(path)) return true;
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  // A root-level `/build` is nobody's build folder.
  if (path.startsWith('/') && parts.length < 2) return false;
  return parts.some((part) => REBUILDABLE.has(part)) || endsRebuildable(parts.at(-1) ?? '');
}

function endsRebuildable(name: string): boolean {
  return REBUILDABLE_ENDINGS.some((ending) => name.endsWith(ending));
}

/** Something within a folder for temporary files; never all of such a folder. */
export function isTemporary(path: string): boolean {
  if (path.includes('..')) return false;
  return ['/tmp/', '/var/tmp/', '/private/tmp/'].some((folder) => {
    const name = path.startsWith(folder) ? path.slice(folder.length) : '';
    return name !== '' && !name.startsWith('*') && !name.startsWith('.*') && name !== '.';
  });
}

/** Such a path may be anything, `/` included. */
export function startsWithVariable(path: string): boolean {
  return path.startsWith('$') || path.startsWith('`');
}

const SECRET_NAMES = new Set(
  (
    'authorized_keys credentials credentials.json .netrc .npmrc .pypirc .pgpass .htpasswd ' +
    '.git-credentials .my.cnf kubeconfig shadow sudoers passwd secrets.yml secrets.yaml secrets.json ' +
    '.credentials.json master.key service-account.json sshd_config application_default_credentials.json'
  ).split(' '),
);
const SECRET_FOLDERS = new Set('.ssh .aws .gnupg sudoers.d .gcloud gcloud .azure .kube'.split(' '));
const SECRET_ENDINGS = ['.pem', '.key', '.p12', '.pfx', '.jks', '.keystore', '.kdbx', '.ppk'];
const SAMPLES = ['.example', '.sample', '.template', '.dist', '.md', '.pub'];

/** Whether a path names a file that holds keys, permissions or the like. */
export function holdsSecrets(path: string): boolean {
  const parts = path.split(/[/\\]/).filter((part) => part !== '');
  const name = parts.at(-1) ?? '';
  if (SAMPLES.some((ending) => name.endsWith(ending))) return false;
  if (name === '.env' || name.startsWith('.env.')) return true;
  if (name.startsWith('id_rsa') || name.startsWith('id_ed25519') || name.startsWith('id_ecdsa'))
    return true;
  return (
    SECRET_NAMES.has(name) ||
    SECRET_ENDINGS.some((ending) => name.endsWith(ending)) ||
    parts.slice(0, -1).some((part) => SECRET_FOLDERS.has(part)) ||
    path.endsWith('.docker/config.json')
  );
}
