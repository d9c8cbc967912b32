import harness from './harness.py'

/** Python that puts the harness in place as the module `_hotseat`, unless the memory image brought it. */
export const installHarness = `
import sys, types
if "_hotseat" not in sys.modules:
    _module = types.ModuleType("_hotseat")
    exec(compile(${JSON.stringify(harness)}, "<hotseat>", "exec"), _module.__dict__)
    sys.modules["_hotseat"] = _module
    del _module
`
