import { useEffect, useRef, useState } from 'react'
import './copy-line.css'
import { Icon } from './Icon'
import { words } from './words'

const SHOWN_MS = 1200

interface CopyButtonProps {
  text: string
  label: string
  className?: string
  /** Called when the browser has no clipboard for us (plain HTTP): the caller selects the text instead. */
  onRefused?: () => void
  onCopied?: () => void
}

/** Copies `text`; says so for 1.2 s. */
export function CopyButton({ text, label, className = '', onRefused, onCopied }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <button
      type="button"
      className={`btn btn--sm ${className}`}
      data-copied={copied ? '' : undefined}
      aria-label={label}
      onClick={async () => {
        if (!(await copyText(text))) return onRefused?.()
        setCopied(true)
        onCopied?.()
      }}
    >
      <Icon name={copied ? 'check' : 'copy'} />
      <span className="copy-word">{copied ? words.common.copied : words.common.copy}</span>
    </button>
  )
}

interface CopyLineProps extends Omit<CopyButtonProps, 'onRefused'> {
  /** What stands for the text where it is too long for its place. */
  shown?: string
}

/** A text in one line with its button. Without a clipboard the whole text is shown and selected, ready for Ctrl+C. */
export function CopyLine({ text, shown = text, ...button }: CopyLineProps) {
  const line = useRef<HTMLElement>(null)
  const [refused, setRefused] = useState(0)
  useEffect(() => {
    if (refused > 0 && line.current) getSelection()?.selectAllChildren(line.current)
  }, [refused])
  return (
    <div className="copyline">
      <code ref={line} data-whole={refused > 0 ? '' : undefined}>
        {refused > 0 ? text : shown}
      </code>
      <CopyButton text={text} {...button} onRefused={() => setRefused((times) => times + 1)} />
    </div>
  )
}

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false // plain HTTP has no clipboard, and a browser may refuse
  }
}
