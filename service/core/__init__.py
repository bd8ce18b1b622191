"""The pure part: no I/O, clock, chance, log, SQL or HTTP. Frames in, frames and issues out."""
