import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { parseSync } from 'vite';

/** A file as it stands on disk, or as a test plants it. */
export interface SourceText {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** What the rules need to know of one file. */
export interface SourceFile {
  readonly path: string;
  /** First folder below `src`, or the name of a file directly in it: `core`, `index`, `modicum`. */
  readonly room: string;
  readonly imports: readonly Import[];
  /** Every identifier that is read as a value, and `Date.now` and the like as one word. */
  readonly names: ReadonlySet<string>;
  /** Exported constants, functions and classes with the type they declare to be. */
  readonly exports: readonly TypedExport[];
}

export interface Import {
  /** As written; `null` when it is computed at run time. */
  readonly specifier: string | null;
  /** Repository path of a relative import; `null` for a package or a Node module. */
  readonly target: string | null;
  readonly kind: 'static' | 're-export' | 'dynamic' | 'type';
}

export interface TypedExport {
  readonly name: string;
  readonly type: string | null;
}

/** Every TypeScript file below a folder of the repository, tests and declarations left out. */
export function readSources(root: string, folder: string): readonly SourceText[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isProductCode(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((file) => ({
      path: relative(root, file).split(sep).join('/'),
      text: readFileSync(file, 'utf8'),
    }));
}

function isProductCode(name: string): boolean {
  return /\.tsx?$/.test(name) && !/\.(test|conformance)\.tsx?$|\.d\.ts$/.test(name);
}

/** A parser reads it, so that neither a comment nor a string can pass for an import. */
export function parseSource({ path, text }: SourceText): SourceFile {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`);
  const found = { imports: [] as Import[], names: new Set<string>(), exports: [] as TypedExport[] };
  visit(program as unknown as Node, (node, parent) => {
    const written = importIn(node);
    if (written) found.imports.push({ ...written, target: targetOf(path, written.specifier) });
    const name = valueNameIn(node, parent);
    if (name !== null) found.names.add(name);
    found.exports.push(...exportsIn(node));
  });
  return { path, room: roomOf(path), ...found };
}

function roomOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  return first === 'src' ? second.replace(/\.ts$/, '') : first;
}

function targetOf(path: string, specifier: string | null): string | null {
  if (!specifier?.startsWith('.')) return null;
  return posix.join(posix.dirname(path), specifier);
}

/** A node of the syntax tree (ESTree with TypeScript), read loosely: only what is asked for here. */
interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

function visit(node: Node, seen: (node: Node, parent: Node | null) => void): void {
  const walk = (current: Node, parent: Node | null): void => {
    seen(current, parent);
    for (const value of Object.values(current)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (isNode(child)) walk(child, current);
      }
    }
  };
  walk(node, null);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function importIn(node: Node): Pick<Import, 'specifier' | 'kind'> | null {
  const specifier = literal(node['source']);
  switch (node.type) {
    case 'ImportDeclaration':
      return { specifier, kind: isTypeOnly(node, 'importKind') ? 'type' : 'static' };
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      if (specifier === null) return null;
      return { specifier, kind: isTypeOnly(node, 'exportKind') ? 'type' : 're-export' };
    case 'ImportExpression':
      return { specifier, kind: 'dynamic' };
    case 'TSImportType':
      return { specifier, kind: 'type' };
    case 'TSExternalModuleReference':
      return { specifier: literal(node['expression']), kind: 'static' };
    case 'CallExpression':
      return isRequire(node) ? { specifier: firstArgument(node), kind: 'dynamic' } : null;
    default:
      return null;
  }
}

/** `import type { A }` and `import { type A }` alike; `import './a.ts'` runs the file and is neither. */
function isTypeOnly(node: Node, kindField: 'importKind' | 'exportKind'): boolean {
  if (node[kindField] === 'type') return true;
  const specifiers = Array.isArray(node['specifiers']) ? node['specifiers'].filter(isNode) : [];
  return specifiers.length > 0 && specifiers.every((each) => each[kindField] === 'type');
}

function isRequire(node: Node): boolean {
  return isNode(node['callee']) && node['callee']['name'] === 'require';
}

function firstArgument(node: Node): string | null {
  return Array.isArray(node['arguments']) ? literal(node['arguments'][0]) : null;
}

function literal(value: unknown): string | null {
  if (!isNode(value)) return null;
  return typeof value['value'] === 'string' ? value['value'] : null;
}

/** `process`, `Date.now`, `new Date()`; not the `process` of `{ process: 1 }` or of `pool.process`. */
function valueNameIn(node: Node, parent: Node | null): string | null {
  if (node.type === 'MemberExpression') return memberName(node);
  if (node.type === 'NewExpression' && isNode(node['callee'])) {
    const without = Array.isArray(node['arguments']) && node['arguments'].length === 0;
    return without ? `new ${String(node['callee']['name'])}()` : null;
  }
  if (node.type !== 'Identifier' || parent === null) return null;
  const isPropertyName =
    (parent.type === 'MemberExpression' && parent['property'] === node && !parent['computed']) ||
    (parent['key'] === node && !parent['computed'] && !parent['shorthand']) ||
    parent.type.startsWith('TSTypeReference');
  return isPropertyName ? null : String(node['name']);
}

function memberName(node: Node): string | null {
  const { object, property } = node;
  if (!isNode(object) || !isNode(property) || object.type !== 'Identifier') return null;
  const name = node['computed'] ? literal(property) : String(property['name']);
  return name === null ? null : `${String(object['name'])}.${name}`;
}

function exportsIn(node: Node): readonly TypedExport[] {
  const declaration = node['declaration'];
  if (node.type !== 'ExportNamedDeclaration' || !isNode(declaration)) return [];
  const { declarations, id, returnType, implements: interfaces } = declaration;
  if (Array.isArray(declarations)) return declarations.filter(isNode).map(exportedConstant);
  const implemented = Array.isArray(interfaces) ? interfaces.find(isNode) : null;
  const type = implemented ? nameOf(implemented['expression']) : typeNameOf(returnType);
  return [{ name: nameOf(id), type }];
}

/** `const a: Type = …` and `const a = … satisfies Type` alike. */
function exportedConstant({ id, init }: Node): TypedExport {
  const annotated = isNode(id) ? typeNameOf(id['typeAnnotation']) : null;
  const satisfied = isNode(init) && init.type === 'TSSatisfiesExpression' ? typeNameOf(init) : null;
  return { name: nameOf(id), type: annotated ?? satisfied };
}

function typeNameOf(holder: unknown): string | null {
  const reference = isNode(holder) ? holder['typeAnnotation'] : null;
  return isNode(reference) ? nameOf(reference['typeName']) || null : null;
}

function nameOf(node: unknown): string {
  return isNode(node) && typeof node['name'] === 'string' ? node['name'] : '';
}
