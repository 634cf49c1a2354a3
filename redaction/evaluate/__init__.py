"""How good the engine is on sets of marked texts and pictures, beside vanilla Presidio where wished.

    sets.read ── texts ──── predict (all cores) ── measures ──┐
        └─────── pictures ── pictures (all cores) ────────────┴── report ── table, Markdown, SVG

`measures` says what each figure means. Nothing here is used by the desk.
"""
