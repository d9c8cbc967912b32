import { type ReactNode, useEffect, useRef } from 'react'
import './dialog.css'
import { Icon } from './Icon'
import { words } from './words'
import './slam.css'
import './tool.css'

interface DialogProps {
  title: string
  /** What cannot be undone. */
  tone?: 'red'
  className?: string
  onClose: () => void
  children: ReactNode
}

/** A modal question or sheet on the native dialog: it traps focus, Esc closes it, focus returns where it was. */
export function Dialog({ title, tone, className = '', onClose, children }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = box.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes a native dialog; the click on the veil is for the mouse
    <dialog
      ref={box}
      className="scrim"
      aria-label={title}
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      <section className={`dialog ${tone ? `dialog--${tone}` : ''} ${className}`}>
        <header>
          <h2 className="label">{title}</h2>
          <button type="button" className="tool" aria-label={words.common.close} onClick={onClose}>
            <Icon name="x" />
          </button>
        </header>
        {children}
      </section>
    </dialog>
  )
}
