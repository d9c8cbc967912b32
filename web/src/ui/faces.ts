// What a part shows, as a value: the parts draw it, the words name it.

/** What the light shows: the server's acknowledgement of edits, never the state of the socket. */
export type SaveFace =
  | { kind: 'connecting' }
  | { kind: 'saved'; at: number | null; merged: number }
  | { kind: 'sending'; edits: number }
  | { kind: 'merging'; edits: number }
  | { kind: 'offline'; edits: number }
  | { kind: 'refused'; message: string }

/** Run and Stop are one button. `since` is null until the program itself runs. */
export type RunFace =
  | { kind: 'ready' }
  | { kind: 'loading'; loaded: number; total: number }
  | { kind: 'running'; since: number | null }
  | { kind: 'refused'; why: string }
