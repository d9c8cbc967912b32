import { type RefObject, useCallback } from 'react'
import { ApiError } from '../api/client'
import type { Editor } from '../editor/createEditor'
import { words } from '../ui/words'
import type { Pane } from './Dock'
import type { RoomView } from './roomView'
import type { useNews } from './useNews'
import { useShortcuts } from './useShortcuts'

interface Screen {
  editor: RefObject<Editor | null>
  /** Set once somebody has said that they leave. */
  left: RefObject<boolean>
  onPane: (pane: Pane) => void
  /** The save light was asked for. */
  onFlash: () => void
  onKeys: () => void
}

/** What keys and buttons do in a room, and what is said when it cannot be done. */
export function useCommands(room: RoomView, news: ReturnType<typeof useNews>, screen: Screen) {
  const { runs } = room
  const { editor, left, onPane, onFlash, onKeys } = screen

  const focusPane = (next: Pane) => {
    onPane(next)
    if (next === 'code') editor.current?.focus()
    else document.querySelector<HTMLElement>(next === 'output' ? '[role="log"]' : '.p-people')?.focus()
  }

  const jump = useCallback(
    (name: string, line: number) => {
      const target = room.files.list.get().find((entry) => entry.name === name || entry.id === name)
      if (target) room.openFile(target.id)
      onPane('code')
      // The editor opens the file in the effect of this render; the jump is for the text that is there then.
      requestAnimationFrame(() => {
        editor.current?.jumpTo(line)
        editor.current?.focus()
      })
    },
    [room, editor, onPane],
  )

  /** Answers with what is wrong, or null. */
  const rename = async (title: string) => {
    try {
      await room.rename(title)
      return null
    } catch (error) {
      const why = error instanceof ApiError ? error.atField : words.room.noAnswer
      news.refuse(words.room.renameFailed(why))
      return why
    }
  }

  const forget = async () => {
    left.current = true
    await room.forget()
  }

  const run = () => {
    // The button says so by its looks and to the mouse; keys and fingers need the words.
    if (!room.permissions.get().includes('run')) return news.refuse(words.run.watching)
    room.run()
  }

  useShortcuts({
    run,
    stop: runs.stop,
    save() {
      onFlash()
      news.announceSave()
    },
    code: () => focusPane('code'),
    output: () => focusPane('output'),
    people: () => focusPane('people'),
    error() {
      const failure = runs.failure.get()
      if (failure === null) return news.announce(words.said.noError)
      const line = runs.lineNow(failure, failure.line)
      jump(failure.file, line)
      news.announce(words.said.error(failure.message, line))
    },
    keys: onKeys,
  })

  return { focusPane, run, rename, forget, jump }
}
