"""A mail server for tests, with Debian's python3-aiosmtpd: prints its port, then each mail as a line of JSON.

usage: mail_server.py plain|starttls|smtps|refuse|slow|die [CERTIFICATE KEY]
"""
import asyncio
import json
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

MODE = sys.argv[1]


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if MODE == "refuse":
            return "550 nobody of that name lives here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if MODE == "slow":
            print("{}", flush=True)
            await asyncio.sleep(600)
        if MODE == "die":
            os._exit(1)
        mail = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "content": envelope.content.decode()}
        print(json.dumps(mail), flush=True)
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"trawl", b"open sesame"), handled=False)


async def main():
    context = None
    if len(sys.argv) > 2:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
    settings = {"authenticator": authenticate, "auth_required": MODE in ("starttls", "smtps")}
    if MODE == "starttls":
        settings.update(tls_context=context, require_starttls=True)
    if MODE == "smtps":
        settings.update(auth_require_tls=False)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(Handler(), **settings), "127.0.0.1", 0, ssl=context if MODE == "smtps" else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
