"""The groups of scoring/roles.py as rows: made once, and given the permissions they lack."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from scoring.models import Event
from scoring.roles import PERMISSIONS


def ensure_groups(*, by: Any) -> dict[str, Group]:
    """Every group by name. What a group has beyond its permissions is left to it."""
    found = {}
    with transaction.atomic():
        for name, codenames in PERMISSIONS.items():
            group, is_new = Group.objects.get_or_create(name=name)
            wanted = Permission.objects.filter(content_type__app_label="scoring", codename__in=codenames)
            lacking = set(wanted) - set(group.permissions.all())
            if lacking:
                group.permissions.add(*lacking)
            if is_new or lacking:
                Event.objects.create(
                    by=by,
                    channel="accounts",
                    verb="ensure_group",
                    subject=name,
                    data={"permissions": sorted(each.codename for each in lacking)},
                )
            found[name] = group
    return found
