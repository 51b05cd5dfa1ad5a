"""The staff: users with what they may see, and groups with what they may do."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from unfold.admin import StackedInline
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from orders.admin.base import Screen, scope_of
from orders.admin.filters import Choice
from orders.commands import staff
from orders.models import Membership
from orders.scope import EVERYTHING

SEES = ["role", "every_channel", "channels", "every_location", "locations"]

admin.site.unregister(User)
admin.site.unregister(Group)


class InRole(Choice):
    title = "role"
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return Membership.Role.choices


class GivenByWhoSeesAll:
    """Nobody gives more than she has: only who sees everything says what others see."""

    def has_add_permission(self, request, obj=None):
        return _sees_all(request) and request.user.has_perm("orders.add_membership")

    def has_change_permission(self, request, obj=None):
        return _sees_all(request) and request.user.has_perm("orders.change_membership")

    def has_delete_permission(self, request, obj=None):
        return _sees_all(request) and request.user.has_perm("orders.delete_membership")


class Sees(GivenByWhoSeesAll, StackedInline):
    model = Membership
    fields = SEES
    filter_horizontal = ["channels", "locations"]
    verbose_name = verbose_name_plural = "what this person sees"


@admin.register(User)
class StaffAdmin(UserAdmin, Screen):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["username", "first_name", "last_name", "role", "is_active", "is_staff"]
    list_select_related = ["membership"]
    list_filter = ["is_active", "is_staff", "is_superuser"]
    inlines = [Sees]

    @display(description="role")
    def role(self, user):
        membership = getattr(user, "membership", None)
        return membership.get_role_display() if membership else "–"

    def get_readonly_fields(self, request, obj=None):
        """Staff is who has a role; only a superuser makes another, or hands out permissions."""
        kept = super().get_readonly_fields(request, obj)
        mine = ["is_superuser", "user_permissions", "groups"]
        return [*kept, "is_staff", *([] if request.user.is_superuser else mine)]

    def save_related(self, request, form, formsets, change):
        """A role is a right: who is hired, moved, switched off or let go has it at once, or not."""
        super().save_related(request, form, formsets, change)
        staff.follow_role(form.instance.pk)

    def has_change_permission(self, request, obj=None):
        """Who sets a password can be that person: it takes somebody who sees everything."""
        allowed = super().has_change_permission(request, obj) and _sees_all(request)
        return allowed and (request.user.is_superuser or not (obj and obj.is_superuser))

    def has_delete_permission(self, request, obj=None):
        """The page that asks again names all that goes with a user, whoever may see it."""
        allowed = super().has_delete_permission(request, obj) and _sees_all(request)
        return allowed and (request.user.is_superuser or not (obj and obj.is_superuser))


@admin.register(Group)
class RoleAdmin(GroupAdmin, Screen):
    pass


@admin.register(Membership)
class MembershipAdmin(GivenByWhoSeesAll, Screen):
    list_display = ["user", "role", "sees_channels", "sees_locations"]
    list_filter = [InRole]
    list_select_related = ["user"]
    search_fields = ["user__username"]
    autocomplete_fields = ["user", "channels", "locations"]
    fields = ["user", *SEES]
    ordering = ["user__username"]

    def get_readonly_fields(self, request, obj=None):
        return ["user"] if obj else []

    def save_related(self, request, form, formsets, change):
        """A role is a right: group and staff status follow in the same transaction."""
        super().save_related(request, form, formsets, change)
        staff.follow_role(form.instance.user_id)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        staff.follow_role(obj.user_id)

    def delete_queryset(self, request, queryset):
        for membership in queryset:
            self.delete_model(request, membership)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("channels", "locations")

    @display(description="channels")
    def sees_channels(self, membership):
        return "all" if membership.every_channel else _named(membership.channels.all())

    @display(description="locations")
    def sees_locations(self, membership):
        return "all" if membership.every_location else _named(membership.locations.all())


def _sees_all(request):
    return scope_of(request) == EVERYTHING


def _named(rows):
    return ", ".join(str(row) for row in rows) or "nothing"
