import type { Change, Scope, TargetName } from './change-journal.ts';
import type { EditResult } from './settings-env.ts';

/** Something of the user's that can be connected to a gateway by changing one file. */
export interface Target {
  readonly name: TargetName;
  readonly title: string;
  readonly defaultScope: Scope;
  /** The file that connects it. Throws where there is none for this user. */
  path(scope: Scope, place: Place): string;
  connect(request: EditRequest): Edit;
  /** Takes a change back in a file that has been changed since. */
  disconnect(bytes: Uint8Array, change: Change): EditResult;
  /** What Modicum wrote into this file, by what it says; for when the record of it is gone. */
  leftIn(bytes: Uint8Array, connection: Connection): LeftIn | null;
  /** Whether what is left is as good as no file. */
  isEmpty(bytes: Uint8Array): boolean;
  /** What would go before this file, or beside it, one sentence each. */
  winners(scope: Scope, place: Place, connection: Connection): readonly string[];
}

/** Variables that are Modicum's, with their lines, and the file without them. */
export interface LeftIn {
  readonly found: readonly { readonly name: string; readonly line: number }[];
  readonly result: EditResult;
}

/** The gateway that a program is to be connected to, and what its clients must show. */
export interface Connection {
  /** `http://127.0.0.1:4141` */
  readonly url: string;
  readonly credential: Credential;
  /** The key the gateway asks of its clients; `null` when it asks for none. */
  readonly clientKey: string | null;
}

/** Whose Anthropic credential pays: one that Modicum holds, the client's own, or there is none. */
export type Credential = 'modicum' | 'client' | 'none';

/** Where the user is, as values. */
export interface Place {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  /** The folder the user is in. */
  readonly folder: string;
}

export interface EditRequest {
  /** The file as it is; `null` when there is none. */
  readonly bytes: Uint8Array | null;
  readonly scope: Scope;
  readonly place: Place;
  readonly connection: Connection;
  /** Whether this value of this variable was put there by Modicum earlier. */
  readonly isOurs: (name: string, value: string) => boolean;
}

export interface Edit {
  readonly result: EditResult;
  /** What is set, by variable. A value may be a key. */
  readonly entries: Readonly<Record<string, string>>;
  /** What is there already and says otherwise: `ANTHROPIC_BASE_URL is https://proxy.test`. */
  readonly conflict: string | null;
}
