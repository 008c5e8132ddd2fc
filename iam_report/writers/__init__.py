"""Writers: one module per output.

A writer takes the frames of a report (`Tables`) and returns text, or saves it. What machines read
(CSV, JSON, JSON Lines, Parquet) holds every row, in an order of its own, so that the same rows
always give the same bytes. What people read (text, Markdown) is drawn from a `Digest` of them.
"""
