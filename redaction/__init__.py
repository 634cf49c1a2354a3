"""Finds and hides personal data: bytes in, bytes out. No Django, no clock, no network, nothing kept.

    text ──────────────── Analyzer.analyze ── TextScan ── rewrite(findings, labels) ── verify_text
    picture ── readers ── words ── lines of text ── Analyzer.analyze ──┐
        │                   └───── find_in_words (needles) ────────────┤
        ├─ codes (QR, bar) ────────────────────────────────────────────┼── ImageScan
        ├─ faces ──────────────────────────────────────────────────────┤
        └─ areas nobody could read ────────────────────────────────────┘       │
    picture ── redact_image(boxes, labels) ── PNG from pixels ── verify_image (reads the PNG again)

Models live in `Tools`, made once by `load_tools()` and passed in; the
detector process (`service`) does that for the desk. Importing this package
loads no model: import what you need from its modules.
"""
