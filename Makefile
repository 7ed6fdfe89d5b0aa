# Two commands do all the set-up: make run, make test. See README.md.
HOST ?= 127.0.0.1
PORT ?= 8000
START = HOST='$(HOST)' PORT='$(PORT)' sh clinic_site/find_python.sh clinic_site/first_run.py

.PHONY: help run update test password second-step bench fuzz chaos drill walk rules sbom audit
help:
	@echo 'run: show the site · update: take the newest version · test: check everything · password: new password for the desk · second-step: take a lost second step away · bench: how fast it is · fuzz: throw nonsense at it · chaos: break it and count · drill: back up, wipe, restore · walk: install it on an empty Debian · rules: hold the code to our own rules · sbom: list its parts · audit: ask for known holes in them · help: this list'
run:
	@$(START) run
update:
	@sh clinic_site/find_python.sh -m clinic_site.update
test:
	@$(START) test
password:
	@$(START) password $(EMAIL)
second-step:
	@$(START) second-step $(EMAIL)
bench:
	@.venv/bin/python -m tests.bench $(WHAT)
fuzz:
	@.venv/bin/python -m tests.fuzz $(WHAT)
chaos:
	@.venv/bin/python -m tests.chaos $(WHAT)
drill:
	@.venv/bin/python -m tests.chaos.drill $(WHAT)
walk:
	@.venv/bin/python -m tests.chaos.walk $(WHAT)
# These bring more packages than the site: they have a place and a lock of their own.
CHECKS = .venv-checks/bin
.venv-checks/installed: requirements/checks.txt
	@sh clinic_site/find_python.sh -m venv --clear .venv-checks
	@$(CHECKS)/python -m pip install --quiet --require-hashes -r requirements/checks.txt
	@touch $@
# Asks nobody: the rules stand in the tree, and nothing is told about the code. First each rule has
# to find its sample, then nothing in the site.
SEMGREP = SEMGREP_ENABLE_VERSION_CHECK=0 $(CHECKS)/semgrep scan --metrics off --quiet
SITE = booking clinic clinic_site outbox staff techniques testimonials templates static
rules: .venv-checks/installed
	@$(SEMGREP) --test tests/semgrep
	@$(SEMGREP) --error --strict --config tests/semgrep/rules.yml $(SITE) gunicorn.conf.py manage.py
sbom: .venv-checks/installed
	@mkdir -p var
	@$(CHECKS)/cyclonedx-py requirements requirements/scale.txt --output-reproducible -o var/sbom.cdx.json
	@echo 'var/sbom.cdx.json lists every part of the site (CycloneDX)'
# Needs a network, and fails where nobody answers.
audit: .venv-checks/installed
	@$(CHECKS)/pip-audit --strict --disable-pip --require-hashes -r requirements.txt -r requirements/scale.txt
