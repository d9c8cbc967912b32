/**
 * The one table of shortcuts: the editor's keymap, the room's window, the key sheet and `aria-keyshortcuts` read it.
 *
 * Keys are written as CodeMirror writes them; `Mod` is ⌘ on a Mac and Ctrl elsewhere. Rows with the same words are one
 * row of the sheet.
 */
import type { Words } from './words/en'

/** `window`: wherever the focus is, before the editor sees it; so no key there may be one that types. */
export type Place = 'editor' | 'window'

interface Shortcut {
  readonly command: string
  readonly where: Place
  readonly group: 'run' | 'move' | 'edit'
  readonly says: keyof Words['keys']
  readonly keys: readonly string[]
  /** On a Mac, where they differ by more than `Mod`. */
  readonly mac?: readonly string[]
}

export const SHORTCUTS = [
  { command: 'run', where: 'window', group: 'run', says: 'run', keys: ['Mod-Enter'] },
  { command: 'stop', where: 'window', group: 'run', says: 'stop', keys: ['Mod-.'] },
  { command: 'save', where: 'window', group: 'run', says: 'saveState', keys: ['Mod-s'] },
  { command: 'code', where: 'window', group: 'move', says: 'editor', keys: ['Mod-1'] },
  { command: 'output', where: 'window', group: 'move', says: 'console', keys: ['Mod-2'] },
  { command: 'people', where: 'window', group: 'move', says: 'people', keys: ['Mod-4'] },
  { command: 'tab', where: 'editor', group: 'move', says: 'tab', keys: ['Ctrl-m'], mac: ['Shift-Alt-m'] },
  { command: 'error', where: 'window', group: 'move', says: 'error', keys: ['F8', 'Shift-F8'] },
  { command: 'keys', where: 'window', group: 'move', says: 'sheet', keys: ['Mod-?'], mac: ['Ctrl-?'] },
  { command: 'undo', where: 'editor', group: 'edit', says: 'undo', keys: ['Mod-z'] },
  {
    command: 'redo',
    where: 'editor',
    group: 'edit',
    says: 'redo',
    keys: ['Mod-Shift-z', 'Mod-y'],
    mac: ['Mod-Shift-z'],
  },
  { command: 'comment', where: 'editor', group: 'edit', says: 'comment', keys: ['Mod-/'] },
  { command: 'lineUp', where: 'editor', group: 'edit', says: 'moveLine', keys: ['Alt-ArrowUp'] },
  { command: 'lineDown', where: 'editor', group: 'edit', says: 'moveLine', keys: ['Alt-ArrowDown'] },
  { command: 'nextOccurrence', where: 'editor', group: 'edit', says: 'next', keys: ['Mod-d'] },
  { command: 'find', where: 'editor', group: 'edit', says: 'find', keys: ['Mod-f'] },
  { command: 'findNext', where: 'editor', group: 'edit', says: 'findNext', keys: ['Mod-g', 'F3'] },
  {
    command: 'findPrevious',
    where: 'editor',
    group: 'edit',
    says: 'findPrevious',
    keys: ['Mod-Shift-g', 'Shift-F3'],
  },
] as const satisfies readonly Shortcut[]

export type Command = (typeof SHORTCUTS)[number]['command']
export type CommandOf<P extends Place> = Extract<(typeof SHORTCUTS)[number], { where: P }>['command']

const onMac = /Mac|iPhone|iPad/.test(navigator.userAgent)

export function keysOf(command: Command, mac = onMac): readonly string[] {
  const row: Shortcut | undefined = SHORTCUTS.find((each) => each.command === command)
  return (mac ? row?.mac : undefined) ?? row?.keys ?? []
}

/** Bindings of one command for CodeMirror's keymap. */
export function bind<Run>(command: CommandOf<'editor'>, run: Run) {
  return keysOf(command).map((key) => ({ key, run, preventDefault: true }))
}

/** The window's command of a pressed key. Ctrl and ⌘ both count, on every system. */
export function commandOf(event: KeyboardEvent): CommandOf<'window'> | null {
  if (event.altKey || event.isComposing) return null
  const mod = event.ctrlKey || event.metaKey
  // Shift is a part of a sign that needs it, on some keyboards or on all; of a letter, a digit and a named key it makes another.
  const isSign = /^[^\p{L}\d]$/u.test(event.key)
  if (mod && event.shiftKey && !isSign) return null
  const shift = event.shiftKey && !isSign ? 'Shift-' : ''
  const pressed = mod ? `Mod-${event.key.length === 1 ? event.key.toLowerCase() : event.key}` : `${shift}${event.key}`
  for (const row of SHORTCUTS) if (row.where === 'window' && row.keys.some((key) => key === pressed)) return row.command
  return null
}

const parts = (key: string) => key.split(/-(?=.)/)
const letter = (part: string) => (part.length === 1 ? part.toUpperCase() : part)

const CAPS: Record<string, string> = { Enter: '↵', ArrowUp: '↑', ArrowDown: '↓', Shift: '⇧' }
const MAC_CAPS: Record<string, string> = { ...CAPS, Mod: '⌘', Ctrl: '⌃', Alt: '⌥' }

/** What stands on the caps of one chord. */
export function caps(key: string, mac = onMac): string[] {
  const names = mac ? MAC_CAPS : { ...CAPS, Mod: 'Ctrl' }
  return parts(key).map((part) => names[part] ?? letter(part))
}

/** As a sentence names a command's key, and as it is read aloud: Ctrl+M. */
export function named(command: Command, mac = onMac): string {
  const [key = ''] = keysOf(command, mac)
  return parts(key)
    .map((part) => (part === 'Mod' ? (mac ? 'Cmd' : 'Ctrl') : letter(part)))
    .join('+')
}

/** For `aria-keyshortcuts`. */
export function ariaKeys(command: Command, mac = onMac): string {
  const names: Record<string, string> = { Mod: mac ? 'Meta' : 'Control', Ctrl: 'Control' }
  return keysOf(command, mac)
    .map((key) =>
      parts(key)
        .map((part) => names[part] ?? letter(part))
        .join('+'),
    )
    .join(' ')
}
