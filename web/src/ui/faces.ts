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
  /** `asked`: somebody waits for it to run; else it only comes ahead of the first Run. */
  | { kind: 'loading'; language: string; loaded: number; total: number; asked: boolean }
  | { kind: 'running'; since: number | null }
  | { kind: 'refused'; why: string }
