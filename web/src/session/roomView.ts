// What the screens need of a room: stores to draw and commands to call, whatever stands behind them.
import type { Language, Links, Role } from '../api/client'
import type { FileInfo, Files } from '../document/files'
import type { TextLimits } from '../editor/paste'
import type { Events } from '../people/events'
import type { Runs } from '../run/run'
import type { RefusedText } from '../sync/journal'
import type { LinkState } from '../sync/line'
import type { Participant } from '../sync/messages/people'
import type { Permission } from '../sync/messages/session'
import type { Presence } from '../sync/presence'
import type { SaveState } from '../sync/save'
import type { Store, WritableStore } from '../sync/store'
import type { SaveFace } from '../ui/faces'

export interface RoomView {
  /** Of the session. */
  readonly id: string
  readonly me: Me
  /** Null until somebody has said it. */
  readonly title: Store<string | null>
  readonly people: Store<readonly Participant[]>
  readonly presence: Presence
  /** What this page's person may do at present. */
  readonly permissions: Store<readonly Permission[]>
  readonly files: Files
  /** The file that this page shows; none before the text is there. */
  readonly file: Store<FileInfo | undefined>
  readonly text: SharedText
  readonly unsaved: Unsaved
  readonly line: Store<LinkState>
  readonly save: Store<SaveFace>
  readonly runs: Runs
  readonly events: Events
  openFile(id: string): void
  /** Opens the file of a language; whoever may edit gets a new one when there is none. */
  openLanguage(language: Language): Promise<void>
  /** Runs the open file. */
  run(): void
  /** For those who may manage the room; everybody is told. */
  rename(title: string): Promise<void>
  /** Tries the lost line again without waiting. */
  retry(): void
  /** Nothing of the room stays in this browser. */
  forget(): Promise<void>
}

/** This page's person. `role` is a word to show; what one may do is asked of `permissions`. */
export interface Me {
  readonly id: string
  readonly name: string
  readonly role: Role
  /** The links this person may hand out. */
  readonly links: Links
}

export interface SharedText {
  /** The text is there and may be shown; stays true when the line is lost. */
  readonly synced: Store<boolean>
  /** What is typed now can be kept. */
  readonly editable: Store<boolean>
  readonly limits: Store<TextLimits | null>
  /** What can be read of the open file while the line that would bring it does not open. */
  readonly early: Store<string | null>
  /** How often the editor had to read a text again because something in it failed. Anything but 0 is a bug. */
  readonly mended: WritableStore<number>
}

/** What is not on disk yet, and what never will be. */
export interface Unsaved {
  readonly state: Store<SaveState>
  /** Text that will not be saved, offered back until it is dismissed. */
  readonly refused: Store<readonly RefusedText[]>
  /** The browser keeps no copy of unsaved edits. */
  readonly storageBlocked: Store<boolean>
  dismissRefused(): void
  /** What was typed and never acknowledged. */
  text(): string
}
