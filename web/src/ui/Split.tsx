import { useEffect, useRef } from 'react'
import { forget, keep, kept } from './kept'
import './split.css'

interface SplitProps {
  /** The custom property that holds the size in px; its value in the style sheet is the default. */
  property: `--${string}`
  label: string
  orientation: 'vertical' | 'horizontal'
  min: number
  max: number
}

const STEP = 16

/**
 * The line between two panels. It sizes the panel after it (to the right, or below), so moving it left or up makes that
 * panel larger. Drag, arrows, Home and End; a double click gives the default back. Kept on this device.
 */
export function Split({ property, label, orientation, min, max }: SplitProps) {
  const bar = useRef<HTMLHRElement>(null)
  const vertical = orientation === 'vertical'

  useEffect(() => {
    const size = Number(kept(keyOf(property)))
    if (size >= min && size <= max) write(property, size)
    bar.current?.setAttribute('aria-valuenow', String(read(property)))
  }, [property, min, max])

  const set = (size: number) => {
    const next = Math.round(Math.min(max, Math.max(min, size)))
    write(property, next)
    bar.current?.setAttribute('aria-valuenow', String(next))
    keep(keyOf(property), String(next))
  }

  const reset = () => {
    document.documentElement.style.removeProperty(property)
    forget(keyOf(property))
    bar.current?.setAttribute('aria-valuenow', String(read(property)))
  }

  return (
    <hr
      ref={bar}
      className="split"
      tabIndex={0}
      aria-orientation={orientation}
      aria-label={label}
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuenow={min}
      onDoubleClick={reset}
      onKeyDown={(event) => {
        const steps: Record<string, number> = { ArrowLeft: STEP, ArrowUp: STEP, ArrowRight: -STEP, ArrowDown: -STEP }
        const step = steps[event.key]
        if (step !== undefined) set(read(property) + step)
        else if (event.key === 'Home') set(min)
        else if (event.key === 'End') set(max)
        else return
        event.preventDefault()
      }}
      onPointerDown={(down) => {
        const line = down.currentTarget
        const from = vertical ? down.clientX : down.clientY
        const size = read(property)
        line.setPointerCapture(down.pointerId)
        line.dataset.drag = ''
        const move = (at: PointerEvent) => set(size + from - (vertical ? at.clientX : at.clientY))
        const end = () => {
          delete line.dataset.drag
          line.removeEventListener('pointermove', move)
        }
        line.addEventListener('pointermove', move)
        line.addEventListener('lostpointercapture', end, { once: true })
      }}
    />
  )
}

const keyOf = (property: string) => `hotseat.split.${property.slice(2)}`
const write = (property: string, size: number) => document.documentElement.style.setProperty(property, `${size}px`)
const read = (property: string) =>
  Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue(property)) || 0
