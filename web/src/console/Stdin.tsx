import { type ClipboardEvent, type FormEvent, type KeyboardEvent, type RefObject, useEffect, useRef } from 'react'
import { words } from '../ui/words'

interface StdinProps {
  /** The program is waiting right now; otherwise the line is kept for its next question. */
  waiting: boolean
  /** Counts presses of Run meanwhile: each shows where the program waits. */
  pressed: number
  /** This person types somewhere else: the keyboard is not taken from them. */
  elsewhere: RefObject<boolean>
  onLine: (line: string | null) => void
}

/** No Ctrl there. */
const isPhone = () => matchMedia('(max-width: 719px)').matches

/** The line a running program reads. It takes the focus when it appears and gives it back when it goes. */
export function Stdin({ waiting, pressed, elsewhere, onLine }: StdinProps) {
  const input = useRef<HTMLInputElement>(null)

  useEffect(() => {
    const before = document.activeElement
    const box = input.current
    if (!elsewhere.current) box?.focus()
    return () => {
      // Run as the box goes away: whoever was typing here goes back to where they came from.
      if (
        (document.activeElement === box || document.activeElement === document.body) &&
        before instanceof HTMLElement
      ) {
        before.focus()
      }
    }
  }, [elsewhere])

  useEffect(() => {
    if (pressed > 0) input.current?.focus()
  }, [pressed])

  const send = (event: FormEvent) => {
    event.preventDefault()
    const box = input.current
    if (box === null) return
    onLine(box.value)
    box.value = ''
  }
  const endOfInput = (event: KeyboardEvent) => {
    if (event.key !== 'd' || !event.ctrlKey || input.current?.value !== '') return
    event.preventDefault()
    onLine(null)
  }
  /** Every pasted line but the last answers a question; the last waits for Enter. */
  const paste = (event: ClipboardEvent<HTMLInputElement>) => {
    const text = event.clipboardData.getData('text')
    if (!/[\r\n]/.test(text)) return
    event.preventDefault()
    const box = event.currentTarget
    const at = box.selectionStart ?? box.value.length
    const whole = box.value.slice(0, at) + text + box.value.slice(box.selectionEnd ?? at)
    const lines = whole.split(/\r\n|\r|\n/)
    box.value = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  }

  return (
    <form className="stdin" data-waiting={waiting ? '' : undefined} onSubmit={send}>
      <span aria-hidden="true">&lt;</span>
      <input
        ref={input}
        aria-label={words.console.input}
        placeholder={isPhone() ? undefined : words.console.inputHint}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={16_384}
        onKeyDown={endOfInput}
        onPaste={paste}
      />
      {pressed > 0 && <i key={pressed} className="stdin-pulse" aria-hidden="true" />}
      <button type="submit" className="btn btn--sm">
        {words.console.send}{' '}
        <span className="keys hide-p" aria-hidden="true">
          <kbd className="key">↵</kbd>
        </span>
      </button>
    </form>
  )
}
