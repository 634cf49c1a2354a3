"""The public copy: its review, its preview, the gate, the one way out, and the public tracker."""
