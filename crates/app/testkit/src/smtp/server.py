"""A mail server for tests: aiosmtpd, which keeps every byte and misbehaves when it is told to.

Started by the test kit. The first line on standard output is the port; then each line of standard input
is a command in JSON and is answered with one line. It ends with its standard input, so with whoever
started it, however that ends.

    {"do": "rule", "step": "RCPT", "answer": "450 4.2.1 later", "times": 1}
    {"do": "kept"}

Steps: CONNECT, EHLO, AUTH, MAIL, RCPT, DATA (in place of 354), TEXT (in place of 250). Answers: a line of
SMTP, or one of
    hang              never answers
    drop              cuts the connection, nothing taken
    take_and_drop     (TEXT) takes the mail and cuts the connection before the answer
    answer_and_drop   (TEXT) takes the mail, answers, and cuts the connection
    take_and_hang     (TEXT) takes the mail and never answers
    take_and_wait     (TEXT) takes the mail and answers a second later
"""

import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

rules = []
sessions = []
mails = []


def rule(step):
    for one in rules:
        if one["step"] == step:
            one["times"] -= 1
            if one["times"] == 0:
                rules.remove(one)
            return one["answer"]
    return None


TAKES = (None, "take_and_drop", "answer_and_drop", "take_and_hang", "take_and_wait")


class Handler:
    async def handle_DATA(self, server, session, envelope):
        answer = rule("TEXT")
        if answer in TAKES:
            text = envelope.original_content.decode("latin-1")
            mails.append({"from": envelope.mail_from, "to": envelope.rcpt_tos, "text": text})
        if answer == "take_and_wait":
            await asyncio.sleep(1)
            answer = None
        if answer in (None, "answer_and_drop"):
            if answer:
                server.cut = True
            return "250 2.0.0 taken"
        return await server.misbehave(answer)


class Keeping(SMTP):
    cut = False

    def connection_made(self, transport):
        if not hasattr(self, "kept"):
            self.kept = bytearray()
            sessions.append(self.kept)
        super().connection_made(transport)

    def data_received(self, data):
        self.kept += data
        super().data_received(data)

    async def misbehave(self, answer):
        if answer in ("hang", "take_and_hang"):
            await asyncio.Event().wait()
        if answer in ("drop", "take_and_drop"):
            self.transport.abort()
            raise ConnectionResetError
        return answer

    async def push(self, status):
        await super().push(status)
        if self.cut and status.startswith("250 2.0.0"):
            self.transport.abort()
            raise ConnectionResetError

    async def _handle_client(self):
        answer = rule("CONNECT")
        try:
            if answer is None:
                await super()._handle_client()
            else:
                await self.push(await self.misbehave(answer))
                self.transport.close()
        except ConnectionResetError:
            pass

    async def smtp_EHLO(self, hostname):
        await self.instead("EHLO", super().smtp_EHLO, hostname)

    async def smtp_AUTH(self, arg):
        await self.instead("AUTH", super().smtp_AUTH, arg)

    async def smtp_MAIL(self, arg):
        await self.instead("MAIL", super().smtp_MAIL, arg)

    async def smtp_RCPT(self, arg):
        await self.instead("RCPT", super().smtp_RCPT, arg)

    async def smtp_DATA(self, arg):
        await self.instead("DATA", super().smtp_DATA, arg)

    async def instead(self, step, otherwise, arg):
        answer = rule(step)
        if answer is None:
            await otherwise(arg)
        else:
            await self.push(await self.misbehave(answer))


def command(line):
    asked = json.loads(line)
    if asked["do"] == "rule":
        rules.append({"step": asked["step"], "answer": asked["answer"], "times": asked["times"]})
        return {}
    if asked["do"] == "kept":
        return {"sessions": [kept.decode("latin-1") for kept in sessions], "mails": mails}
    raise ValueError(line)


async def main(encryption, certificate, key, user, password):
    context = None
    if encryption != "none":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)

    def authenticate(server, session, envelope, mechanism, data):
        known = (data.login.decode(), data.password.decode()) == (user, password)
        return AuthResult(success=known, handled=known)

    def made():
        return Keeping(
            Handler(),
            hostname="localhost",
            tls_context=context if encryption == "starttls" else None,
            require_starttls=encryption == "starttls",
            authenticator=authenticate if user else None,
            auth_required=bool(user),
            auth_require_tls=encryption == "starttls",
        )

    loop = asyncio.get_running_loop()
    # What a client does wrong is for the test to see, not for its output.
    loop.set_exception_handler(lambda _loop, _context: None)
    server = await loop.create_server(made, "127.0.0.1", 0, ssl=context if encryption == "tls" else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    reader = asyncio.StreamReader(limit=1 << 20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        print(json.dumps(command(line)), flush=True)


asyncio.run(main(*sys.argv[1:]))
