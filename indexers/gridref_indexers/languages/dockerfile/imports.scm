(from_instruction (image_spec) @module @import)
