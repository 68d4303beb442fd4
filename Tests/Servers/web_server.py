"""A web server for tests: prints its port, then each request as a line of JSON.

usage: web_server.py ok|busy|refuse|slow|die      busy: asks the first to come again
"""
import http.server
import json
import os
import sys
import time

MODE = sys.argv[1]


class Handler(http.server.BaseHTTPRequestHandler):
    requests = 0

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        Handler.requests += 1
        if MODE == "die":
            os._exit(1)
        if MODE == "slow":
            time.sleep(600)
        if MODE == "refuse":
            return self.answer(403, "go away")
        if MODE == "busy" and Handler.requests == 1:
            return self.answer(429, "too many")
        request = {"path": self.path, "headers": {key.lower(): self.headers[key] for key in self.headers}, "body": body}
        print(json.dumps(request), flush=True)
        self.answer(200, "ok")

    def answer(self, code, text):
        self.send_response(code)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
