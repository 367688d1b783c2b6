"""The REST API: /api/v1/. How to use it: docs/api.md"""
