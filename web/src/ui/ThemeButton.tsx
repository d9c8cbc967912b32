import { useState } from 'react'
import { Icon } from './Icon'
import { currentTheme, nextTheme } from './theme'
import { words } from './words'

export function ThemeButton() {
  const [theme, setTheme] = useState(currentTheme)
  const label = words.common.theme(theme)
  return (
    <button type="button" className="sq" aria-label={label} title={label} onClick={() => setTheme(nextTheme())}>
      <Icon name="theme" />
    </button>
  )
}
