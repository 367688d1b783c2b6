"""Signing in, and all that belongs to it: passwords, codes, single sign-on, sessions, addresses.

allauth leads through the steps of a sign-in (`adapters.py` is what it asks us); what each step
writes is in `operations/`, what pages look like in `templates/`.
"""
