"""The arithmetic of the portal: pure functions over Decimal, standard library only.

Numbers come in as `Decimal`, go out as `Decimal`; nothing here reads a database, a file, a clock or a setting.
"""
