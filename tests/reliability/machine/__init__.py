"""Generations in any order of what people, workers, the clock, the broker and the provider do to them.

Real tables, real work functions, real files. After every step the tables are compared with what the provider knows,
and at the end everything has to come to rest with a bill that is right.
"""
