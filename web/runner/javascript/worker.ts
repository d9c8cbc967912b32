import { serve } from '../worker'
import { javascript } from './javascript'

serve(javascript)
