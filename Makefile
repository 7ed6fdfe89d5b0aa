# Two commands do all the set-up: make run, make test. See README.md.
HOST ?= 127.0.0.1
PORT ?= 8000
START = HOST='$(HOST)' PORT='$(PORT)' sh clinic_site/find_python.sh clinic_site/first_run.py

.PHONY: help run update test password second-step bench chaos drill
help:
	@echo 'run: show the site · update: take the newest version · test: check everything · password: new password for the desk · second-step: take a lost second step away · bench: how fast it is · chaos: break it and count · drill: back up, wipe, restore · help: this list'
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
chaos:
	@.venv/bin/python -m tests.chaos $(WHAT)
drill:
	@.venv/bin/python -m tests.chaos.drill $(WHAT)
