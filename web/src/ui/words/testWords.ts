// Tests speak as the page does.
import { speak } from '../words'
import { en } from './en'

speak(en)
