"""How the sample portal and the twin fixtures are typeset: figures in, bytes of pages out.

Standard library only. Nothing here may import gkscrape, or read data/ or parsers/: what these scripts write
is what the reader is tested on, so the two must not share a label, a form or a layout.
"""
