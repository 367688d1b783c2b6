"""The tests. Their folders mirror claims/; what they share lies in factories/ and conftest.py."""
