"""Jobs for the tests of the daily round; each notes that it was done."""

from outbox.round import Job

done = []


def job(name, **values):
    def run(now, dry_run):
        if not dry_run:
            done.append(name)
        return [f"do {name}"]

    return Job(name, run, **values)


def break_off(now, dry_run):
    raise ValueError("canary of a patient")


def have_nothing_to_do(now, dry_run):
    return []


TIDY = job("tidy")
ERASE = job("erase", erases=True)
BREAK = Job("break", break_off)
IDLE = Job("idle", have_nothing_to_do)

erased = []


def erase_again(ids):
    erased.extend(sorted(ids))
    return len(ids)
