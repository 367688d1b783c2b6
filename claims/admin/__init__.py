"""Django's admin: one module per noun. Every write goes through an operation (base.py)."""

from claims.admin import (
    annotations,
    articles,
    audit,
    claims,
    guidelines,
    memberships,
    outlets,
    projects,
    queue,
    schemes,
    site,
    speakers,
    tokens,
    users,
)

__all__ = [
    "annotations",
    "articles",
    "audit",
    "claims",
    "guidelines",
    "memberships",
    "outlets",
    "projects",
    "queue",
    "schemes",
    "site",
    "speakers",
    "tokens",
    "users",
]
