import { serve } from '../worker'
import { python } from './python'

serve(python)
