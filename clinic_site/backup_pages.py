"""The desk's list of backups, from which an owner takes one out of the house."""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, Http404
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic import formats
from clinic_site import backup, encryption
from clinic_site.today import backup_state
from outbox import erasures
from staff import audit
from staff.asked_again import asked_again

# Who may take all requests along.
for_owners = permission_required("booking.download_requests", raise_exception=True)


@require_safe
@for_owners
def backups(request):
    """All backups, the newest first."""
    now = timezone.localtime()
    rows = [
        {
            "name": path.name,
            "made": formats.since(backup.made_at(path), now),
            "size": filesizeformat(path.stat().st_size),
            "is_locked": path.suffix == encryption.SUFFIX,
        }
        for path in backup.backups()
    ]
    listed = erasures.list_path()
    context = {
        "title": "Backups",
        "rows": rows,
        "state": backup_state(now),
        "erased": listed.name if listed.exists() else "",
    }
    return render(request, "admin/backups.html", admin.site.each_context(request) | context)


@require_safe
@for_owners
@asked_again
def download_backup(request, name):
    """One backup, or the list of what was erased, as a file; 404 for anything else."""
    offered = [*backup.backups(), erasures.list_path()]
    try:
        file = next(path for path in offered if path.name == name).open("rb")
    except (StopIteration, FileNotFoundError):
        raise Http404 from None
    audit.record(request.user, audit.Act.EXPORTED, f"backup {name}")
    return FileResponse(file, as_attachment=True, filename=name)
