"""The only room that asks others: DNS for the mail server of a domain, VIES for a VAT number. Off unless asked for.

Imports, jobs and pages cannot reach it (a contract of import-linter); `limpide check` loads it only for its flags.
"""
