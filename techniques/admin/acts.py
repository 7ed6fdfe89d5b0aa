"""What the buttons under a treatment's form do, once the form is saved."""

import datetime
from contextlib import suppress

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from reversion import add_to_revision, create_revision, set_comment, set_user

from clinic import formats, undo, versions
from clinic.history import HistoryAdmin
from clinic.templatetags.clinic import moment as in_words
from techniques import publishing, views
from techniques.copying import copy_as_a_start

LEAST_REASON = 5
MOST_REASON = 300


class StateActs(HistoryAdmin):
    """Publishing, planning, taking down, checking off, copying, and links for colleagues."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path(
                "<path:object_id>/publish/",
                view(self.publish_view),
                name="techniques_technique_publish",
            ),
            path("<path:object_id>/undo/", view(self.undo_view), name="techniques_technique_undo"),
            *super().get_urls(),
        ]

    def response_add(self, request, obj, post_url_continue=None):
        return self.act(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self.act(request, obj) or super().response_change(request, obj)

    def act(self, request, technique):
        """What the pressed button asks for, or None when it only saves."""
        acts = {
            "_preview": self.preview,
            "_publish": self.publish_now,
            "_plan": self.plan,
            "_take_down": self.take_down,
            "_checked": self.check_off,
            "_copy": self.copy,
            "_link": self.link,
        }
        for name, act in acts.items():
            if name in request.POST:
                return act(request, technique)
        return None

    def may(self, request, right):
        """Whether this person has one of the rights about treatments."""
        return request.user.has_perm(f"techniques.{right}_technique")

    def require(self, request, right):
        if not self.may(request, right):
            raise PermissionDenied

    def back(self, technique, sentence, url="", values=None, see_url=""):
        """Lead to the form, which says what was done and offers to undo it."""
        done = undo.Done(sentence, url, values or {}, see_url)
        return redirect(done.after(self.address("change", technique.pk)))

    # Coming on the site and leaving it

    def publish_now(self, request, technique):
        return self.publish_at(request, technique, None)

    def plan(self, request, technique):
        day, hour = request.POST["plan_day"], request.POST["plan_hour"]
        moment = datetime.datetime.fromisoformat(f"{day}T{hour}")
        return self.publish_at(request, technique, timezone.make_aware(moment))

    def publish_at(self, request, technique, moment):
        """Publish at ``moment`` (None: now) unless a problem stops it."""
        self.require(request, "publish")
        check = publishing.Check.of(technique, timezone.localdate(moment))
        if n := len(check.blocking):
            stop = formats.counted(n, "problem stops", "problems stop")
            messages.error(request, f"Saved, but not published: {stop} it. They stand on top.")
            return redirect(self.address("change", technique.pk))
        if check.warnings:
            when = f"?at={moment.isoformat()}" if moment else ""
            return HttpResponseRedirect(self.address("publish", technique.pk) + when)
        return self.published(request, technique, moment)

    def published(self, request, technique, moment):
        """Set the moment and say so."""
        now = timezone.localtime()
        if moment is None:
            sentence = f"{technique.name} is on the site."
        else:
            sentence = f"{technique.name} goes on the site on {in_words(moment)}."
        return self.moved(request, technique, moment or now, sentence)

    def take_down(self, request, technique):
        self.require(request, "publish")
        return self.moved(request, technique, None, f"{technique.name} is off the site.")

    def moved(self, request, technique, moment, sentence):
        """Change the moment; the way back is the one it had before."""
        before = technique.published_at
        self.record(request, technique, sentence)
        publishing.set_moment(technique, moment)
        values = {"before": stamp(before), "after": stamp(technique.published_at)}
        see_url = technique.get_absolute_url() if technique.is_on_the_site else ""
        url = self.address("undo", technique.pk)
        return self.back(technique, sentence, url, values, see_url)

    @method_decorator(require_POST)
    def undo_view(self, request, object_id):
        """Give back the moment a treatment had; never stopped by problems."""
        technique = self.get_or_404(request, object_id)
        self.require(request, "publish")
        try:
            values = undo.values(request)
        except signing.BadSignature:
            values = {}
        if values.get("after") != stamp(technique.published_at):
            messages.error(request, "Too late to undo: this was changed since then.")
        else:
            before = values["before"]
            moment = datetime.datetime.fromisoformat(before) if before else None
            self.record(request, technique, "Took that back.")
            publishing.set_moment(technique, moment)
            messages.success(request, f"Taken back. {technique.name} is as it was.")
        return redirect(self.address("change", technique.pk))

    def publish_view(self, request, object_id):
        """Ask for the reason to publish in spite of warnings, and keep it."""
        technique = self.get_or_404(request, object_id)
        self.require(request, "publish")
        moment = planned(request)
        check = publishing.Check.of(technique, timezone.localdate(moment))
        if check.blocking or not check.warnings:
            return redirect(self.address("change", technique.pk))
        may_overrule = request.user.has_perm("techniques.overrule_warning")
        reason = " ".join(request.POST.get("reason", "").split())
        error = reason_error(reason) if request.method == "POST" else ""
        if request.method == "POST" and may_overrule and not error:
            publishing.overrule(technique, check.warnings, reason, request.user)
            return self.published(request, technique, moment)
        context = {
            "title": "Publish anyway?",
            "row": technique,
            "opts": self.opts,
            "warnings": check.warnings,
            "may_overrule": may_overrule,
            "reason": reason,
            "error": error,
            "change_url": self.address("change", technique.pk),
        }
        page = "admin/techniques/technique/publish.html"
        return self.render(request, page, context, status=422 if error else 200)

    # Checking, copying, showing

    def check_off(self, request, technique):
        """Checked, nothing to change."""
        self.require(request, "review")
        name = request.user.get_full_name()
        if not name:
            messages.error(request, "Patients read who checked a page. Fill in your name first.")
            return redirect(self.address("change", technique.pk))
        before = versions.latest_revision(technique)
        today = timezone.localdate()
        publishing.check_off(technique, name, today)
        add_to_revision(technique)
        set_comment("Checked, nothing to change.")
        due = formats.day(technique.next_review_on, today)
        sentence = f"Checked by {name} on {formats.day(today, today)}. Next check by {due}."
        return self.back(technique, sentence, self.address("restore", technique.pk, before))

    def copy(self, request, technique):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self.back(copy_as_a_start(technique), "Copied. It is a draft.")

    def link(self, request, technique):
        url = request.build_absolute_uri(publishing.make_link(technique))
        sentence = f"This link works for 7 days without sign-in: {url}"
        return self.back(technique, sentence, see_url=url)

    def preview(self, request, technique):
        return views.preview_of(request, technique)

    def record(self, request, technique, sentence):
        """Keep in the history that a treatment came, went or was planned."""
        with create_revision():
            set_user(request.user)
            set_comment(sentence)
            add_to_revision(technique)


def planned(request):
    """The moment in the address, or None for now."""
    moment = None
    with suppress(ValueError):
        moment = parse_datetime(request.GET.get("at", "").replace(" ", "+"))
    return moment if moment and moment.tzinfo and moment > timezone.now() else None


def stamp(moment):
    """A moment as text, "" for none."""
    return moment.astimezone(datetime.UTC).isoformat() if moment else ""


def reason_error(reason):
    """What is wrong with a reason, or nothing."""
    if len(reason) < LEAST_REASON:
        return "Give your reason. It is kept with your name and the day."
    return "Use at most 300 letters." if len(reason) > MOST_REASON else ""
