import { serve } from '../worker'
import { pythonRuntime } from './python'

serve(pythonRuntime)
