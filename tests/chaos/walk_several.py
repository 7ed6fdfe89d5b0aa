"""``make walk WHAT=several``: from one server to several, each an empty Debian with an address.

As in docs/deploy.md the database is at 10.0.0.5, with PgBouncer before it, nginx at 10.0.0.2, and
the web servers at 10.0.0.11 and 10.0.0.12. The first of them begins as a site on SQLite. In the end
it is stopped, and the site goes on. What stands there of containers is not tried: their images come
from a place that is no registry of packages.
"""

import asyncio
import http.client
import re
import shutil
import subprocess
import sys
from contextlib import ExitStack, contextmanager

from tests.chaos.authority import authority
from tests.chaos.box import bootstrap
from tests.chaos.guide import blocks
from tests.chaos.network import HOST, network
from tests.chaos.repository import Repository
from tests.chaos.server import FIVE_STEPS, GUIDE, NAME, NGINX, START, Around, running
from tests.chaos.services import free_port, listens

DATABASE, FRONT, WEB = "10.0.0.5", "10.0.0.2", ["10.0.0.11", "10.0.0.12"]
BUCKET = "clinic-pictures"
BOTH_URLS = "DATABASE_URL="
ON_EACH, IN_FRONT, MOVING = "Each web server", "nginx in front", "From one server to several"
SEVERAL = ["The database", ON_EACH, IN_FRONT, MOVING]
NEW_LINES, UPSTREAM = "HOSTS=2", "upstream clinic {"
ON_THE_PAGE = "postgresql://clinic:password@10.0.0.5/clinic?sslmode=require"
CONF = "/etc/nginx/conf.d/clinic.conf"
HEALTHY = 'curl -s "https://$NAME/healthz"'
TO_ALL = f"""sed -i '/^{UPSTREAM}/,/^}}/d' {CONF}
cat >> {CONF} <<END
%s
END
systemctl reload nginx"""


@contextmanager
def bucket(place):
    """A bucket at HOST: its port."""
    port = free_port(HOST)
    command = [sys.executable, "-m", "moto.server", "-H", HOST, "-p", f"{port}"]
    with (place / "s3.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603
    try:
        asyncio.run(listens(port, HOST))
        connection = http.client.HTTPConnection(HOST, port)
        connection.request("PUT", f"/{BUCKET}")
        connection.getresponse().close()
        yield port
    finally:
        process.kill()
        process.wait()


def near(port):
    """How the bucket is had at a web server's own address: elsewhere the site asks for https."""
    return (
        f"systemd-run --quiet systemd-socket-activate -l 127.0.0.1:{port} "
        f"/lib/systemd/systemd-socket-proxyd {HOST}:{port}"
    )


def lines(url, port):
    """What is new in ``.env`` on each web server, as on the page, and the address for backups."""
    pooled = url.replace(
        "10.0.0.5/clinic?", "10.0.0.5:6432/clinic?DISABLE_SERVER_SIDE_CURSORS=True&"
    )
    s3 = f"http://key:secret@127.0.0.1:{port}/{BUCKET}?region=us-east-1"
    new = [f"DATABASE_URL={pooled}", f"DATABASE_DIRECT_URL={url}", f"S3_URL={s3}"]
    new += ["HOSTS=2", "DELIVER_LETTERS=false"]
    return "cat >> .env <<END\n" + "\n".join(new) + "\nEND"


def follow_database(server):
    """PostgreSQL and PgBouncer: the address of the database, as the page has it printed."""
    said = server.follow("The database")
    return re.search(r"^DATABASE_URL=(\S+)", said, re.MULTILINE)[1]


def move(server, url, port):
    """A site on SQLite with a picture moves, and serves from the database and the bucket."""
    server.install()
    server.do(near(port))
    server.see("ok", server.follow(START))
    server.do("runuser -u clinic -- sh -c 'mkdir -p var/media; echo Q > var/media/a.webp'")
    there = {
        "https://s3.example": f"http://{HOST}:{port}",
        "=KEY,": "=key,",
        "=SECRET:": "=secret:",
    }
    said = server.follow(MOVING, changing={ON_THE_PAGE: url} | there)
    server.see("each compared, all the same", said)
    serve(server)


def add(server, first, port):
    """One more, with the settings of the first."""
    server.install()
    server.do(near(port))
    shutil.copy2(first.box.root / "srv/clinic/.env", server.box.root / "srv/clinic/.env")
    server.instead[NEW_LINES] = "true"
    serve(server)


def serve(server):
    """The lines of .env, the units and the closed port."""
    server.do("apt-get install -y postgresql-client")
    server.follow(ON_EACH)
    server.expect("active\nactive", "systemctl is-active clinic clinic-letters")


def go_in_front(server):
    """nginx, with a certificate, before all web servers."""
    for heading in FIVE_STEPS[:3]:
        server.follow(heading)
        if heading == FIVE_STEPS[0]:
            server.trust()
    server.do("cd /srv/clinic")
    server.follow(NGINX)
    server.follow(IN_FRONT)
    server.expect("ok", f"{HEALTHY} --retry 5")  # nginx takes a moment to reload


def upstream():
    """How the page's lines get into the file of nginx, in place of those that stand there."""
    texts = [block.text for block in blocks(GUIDE.read_text(encoding="utf-8"))]
    return TO_ALL % next(text for text in texts if text.startswith(UPSTREAM))


def walk(place, release):
    """Follow the page on four servers: a row for each part of it."""
    roots = {address: place / f"at-{address}" for address in [DATABASE, FRONT, *WEB]}
    bootstrap(place / "bare", release)
    for root in roots.values():
        subprocess.run(["cp", "-a", place / "bare", root], check=True)  # noqa: S603, S607
    (place / "backups").mkdir()
    with ExitStack() as stack:
        spaces = stack.enter_context(network(roots))
        port = stack.enter_context(bucket(place))
        trusted = stack.enter_context(authority(place, NAME, FRONT, HOST))
        around = Around(Repository(place, HOST).address, trusted, HOST, FRONT)

        def server(address, instead, **options):
            options |= {"instead": instead, "space": spaces[address]}
            return stack.enter_context(running(roots[address], around, **options))

        database = server(DATABASE, {BOTH_URLS: "true"})
        url = follow_database(database)
        new = {NEW_LINES: lines(url, port)}
        web = [server(address, dict(new), shared=place / "backups") for address in WEB]
        move(web[0], url, port)
        add(web[1], web[0], port)
        front = server(FRONT, {UPSTREAM: upstream()})
        go_in_front(front)
        database.expect("closed", f"curl -s -m 3 http://{WEB[1]}:8000/healthz || echo closed")
        web[0].box.stop()
        front.note("the first web server is gone")
        front.expect("ok", HEALTHY)
    named = {"database": database, "first web server": web[0], "second": web[1], "nginx": front}
    return [{"server": name} | row for name, each in named.items() for row in each.rows]
