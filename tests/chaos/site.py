"""A whole site in a folder of its own: database, gunicorn, nginx, letters, mail server, S3."""

import asyncio
import json
import os
import shutil
import sys
from pathlib import Path

from tests.chaos.browser import Browser, request
from tests.chaos.services import Service, free_port, listens, run

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "var/chaos"
BIN = Path(sys.executable).parent
PARTS = ["booking", "clinic", "clinic_site", "outbox", "staff", "techniques", "testimonials"]
PARTS += ["templates", "static", "tests", "deploy", "manage.py", "gunicorn.conf.py"]
KEY = "k3y-for-the-chaos-" * 4
APPLICATION = "tests.chaos.entry:application"


def copy_code(place):
    """The code in a folder of its own, so that it can be changed under a running site."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, place / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, place / part)
    (place / "var").mkdir()


def inside(function):
    """The manage.py command that runs a function of ``tests.chaos.inside``."""
    code = f"from tests.chaos import inside; inside.{function}()"
    return ["shell", "--no-imports", "--command", code]


class Site:
    """One site. ``hosts`` are the addresses gunicorn listens on; ``values`` further settings."""

    def __init__(self, place, database, *, hosts=("127.0.0.1",), values=(), entry=APPLICATION):
        self.place, self.hosts, self.entry = place, hosts, entry
        self.port, self.inner, self.mail_port = free_port(), free_port(), free_port()
        self.clock = place / "clock"
        self.web, self.letters, self.nginx, self.mail = [], [], None, None
        self.values = {
            "PATH": os.environ["PATH"],
            "CLINIC_ENV_FILE": "",
            "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
            "SECRET_KEY": KEY,
            "SITE_URL": "https://clinic.example",
            "TRUSTED_PROXIES": "1",
            "DATABASE_URL": database,
            "DELIVER_LETTERS": "false",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "EMAIL_FROM": "desk@clinic.example",
            "BACKUP_FOLDER": str(place / "backups"),
            **dict(values),
        }

    @classmethod
    def copied(cls, template, place, database, **options):
        """A site with the code and files of a prepared one."""
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(template, place)
        return cls(place, database, **options)

    async def manage(self, *command, **values):
        """Run manage.py; returns what it printed."""
        python = [sys.executable, "manage.py", *command]
        return await run(*python, cwd=self.place, env=self.values | values)

    async def tell(self, function):
        """What a function of ``inside`` printed."""
        return json.loads((await self.manage(*inside(function))).splitlines()[-1])

    def service(self, name, *command, **values):
        log = self.place / f"{name}.log"
        return Service(name, command, log, cwd=self.place, env=self.values | values)

    async def start(self, *, deliverers=2, by_workers=False, own_clock=False):
        """Start everything, the proxy last. Letters leave by processes, workers, or both."""
        self.clock.write_text("0", encoding="utf-8")
        await self.start_mail()
        values = {"DELIVER_LETTERS": "true" if by_workers else "false"}
        if own_clock:
            values["CHAOS_CLOCK"] = str(self.clock)
        for host in self.hosts:
            bind = f"--bind={host}:{self.inner}"
            command = [BIN / "gunicorn", "--config=gunicorn.conf.py", bind, self.entry]
            self.web.append(self.service(f"web-{host}", *command, **values))
        for n in range(deliverers):
            command = [sys.executable, "manage.py", "deliver_letters"]
            self.letters.append(self.service(f"letters-{n}", *command))
        self.nginx = self.service("nginx", "nginx", "-p", self.place, "-c", self.proxy_settings())
        for service in [*self.web, *self.letters, self.nginx]:
            await service.start()
        await asyncio.gather(*(listens(self.inner, host) for host in self.hosts))
        await listens(self.port)
        browser = Browser(self.port, "127.0.0.1")
        while (await browser.send(request("GET", "/readyz"))).status != 200:
            await asyncio.sleep(0.2)
        browser.close()

    async def start_mail(self):
        """The mail server, in a good mood."""
        self.mood("well")
        command = [sys.executable, "-m", "tests.chaos.mail", self.mail_port, self.place]
        self.mail = self.service("mail", *command)
        await self.mail.start()
        await listens(self.mail_port)

    def met(self, word):
        """How many letters met the mail server in this mood."""
        return (self.place / "did").read_text(encoding="utf-8").split().count(word)

    def mood(self, word):
        (self.place / "mood").write_text(word, encoding="utf-8")

    def proxy_settings(self):
        """The shipped configuration with our ports, folders and hosts; nothing else is changed."""
        text = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
        servers = "\n    ".join(f"server {host}:{self.inner};" for host in self.hosts)
        for ours, here in {
            "server 127.0.0.1:8000;": servers,
            "/var/cache/nginx/clinic": f"{self.place}/cache",
            "/var/log/nginx/": f"{self.place}/",
            "/etc/ssl/clinic.example": str(FOLDER / "clinic.example"),
            "    listen [::]:80;\n": "",
            "    listen [::]:443 ssl http2;\n": "",
            "listen 80;": f"listen 127.0.0.1:{free_port()};",
            "listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl",
        }.items():
            assert ours in text, f"deploy/nginx.conf has no {ours}"
            text = text.replace(ours, here)
        path = self.place / "nginx.conf"
        path.write_text(
            f"user root; pid {self.place}/nginx.pid; daemon off; error_log stderr crit;"
            " worker_processes 2; worker_rlimit_nofile 20000; events { worker_connections 8000; }"
            f" http {{ {text} }}\n",
            encoding="utf-8",
        )
        return path

    async def drain(self):
        """Stop what delivers, and let all letters that wait for another try leave."""
        await asyncio.gather(*(service.stop() for service in [*self.web, *self.letters]))
        await self.manage(*inside("drain"))

    async def stop(self):
        """End everything that was started."""
        services = [self.nginx, *self.web, *self.letters, self.mail]
        await asyncio.gather(*(service.stop(seconds=10) for service in services if service))


async def certificate():
    """A certificate that nobody but the load trusts."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    here = FOLDER / "clinic.example"
    names = ["-keyout", f"{here}.key", "-out", f"{here}.pem", "-subj", "/CN=clinic.example"]
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    await run("openssl", "req", "-x509", "-nodes", "-days", "2", *curve, *names)
