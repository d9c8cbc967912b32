import type { ReactNode } from 'react'
import './banner.css'
import { Icon } from './Icon'

interface BannerProps {
  tone?: 'yellow' | 'red' | 'cyan'
  icon: string
  children: ReactNode
  actions?: ReactNode
}

/** One line under the bar that pushes the desk down: a fault never covers the text. */
export const Banner = ({ tone, icon, children, actions }: BannerProps) => (
  <div className={`banner ${tone ? `banner--${tone}` : ''}`}>
    <Icon name={icon} />
    <span>{children}</span>
    {actions}
  </div>
)
