"""An admin inline that only shows."""

from django.contrib import admin


class ReadOnlyInline(admin.StackedInline):
    """Rows that are shown with their parent, but neither added, changed nor deleted there."""

    extra = 0

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
