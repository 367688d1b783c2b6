"""Fetches an address again and again and throws away what comes: started by exports.py.

A process of its own: whoever is timed meanwhile must not share an interpreter with it.
"""

import http.client
import sys

READ_AT_ONCE = 1 << 16


def main() -> int:
    """Prints the status of each answer as soon as it begins. Goes on until it is ended."""
    host, port, path, key = sys.argv[1:]
    while True:
        connection = http.client.HTTPConnection(host, int(port), timeout=120)
        connection.request("GET", path, headers={"Authorization": f"Bearer {key}"})
        answer = connection.getresponse()
        print(answer.status, flush=True)
        while answer.read(READ_AT_ONCE):
            pass
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
