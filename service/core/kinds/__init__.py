"""One module a kind of value. Each has two doors that give the same answer:

    parse_<kind>(text, …) -> Parsed              one value, for `limpide check` and for what columns cannot decide alone
    parse_<kind>s(column, …) -> DataFrame        a column; ordinary values by vectorised patterns, the distinct rest
                                                 by the door above

A verdict is three columns (VERDICT in kinds/parsed.py): `value` the canonical form or null, `code` null when nothing is
to be said, `suggestion` what a person might accept. value null and code null: the cell is blank.
"""
