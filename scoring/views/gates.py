"""The first line of every page of the desk: may this person be here? Whoever may not finds nothing here."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from scoring.models import AssessmentRound, ImportAct, Sheet
from scoring.policies import NotAllowed, check_can_look, check_can_manage, check_can_preview


def open_desk(request: HttpRequest) -> None:
    """For anyone who has a part in some round; answers as if the page did not exist to anyone else."""
    try:
        check_can_look(request.user)
    except NotAllowed:
        raise Http404 from None


def open_manager(request: HttpRequest) -> None:
    """For whoever prepares rounds and criteria sets; others with work here are told that they may not."""
    open_desk(request)
    with refusing():
        check_can_manage(request.user)


def open_round(request: HttpRequest, pk: int) -> AssessmentRound:
    """The round at an address of the desk, with its set, index, group and the group's parent read."""
    open_desk(request)
    rounds = AssessmentRound.objects.select_related("criteria_set", "index", "group__parent", "band_scale")
    return get_object_or_404(rounds, pk=pk)


def open_results(request: HttpRequest) -> None:
    """For those who may see a whole result before it is published."""
    open_desk(request)
    with refusing():
        check_can_preview(request.user)


def open_release(request: HttpRequest, pk: int) -> AssessmentRound:
    """The round, for those who may see a whole result before it is published."""
    round_ = open_round(request, pk)
    with refusing():
        check_can_preview(request.user)
    return round_


def open_sheet(request: HttpRequest, pk: int, sheet: int) -> tuple[AssessmentRound, Sheet]:
    """A sheet at an address of the desk, with its unit and its round."""
    round_ = open_round(request, pk)
    found = get_object_or_404(Sheet.objects.select_related("unit"), pk=sheet, round=round_)
    found.round = round_
    return round_, found


def refuse(reason: NotAllowed) -> PermissionDenied:
    """The refusal of an action by someone who may look: 403 with the sentence (templates/403.html)."""
    return PermissionDenied(str(reason))


@contextmanager
def refusing() -> Iterator[None]:
    """Around an action whose refusal is told with 403 and its sentence."""
    try:
        yield
    except NotAllowed as reason:
        raise refuse(reason) from None


def open_import(request: HttpRequest, pk: int, act: int) -> ImportAct:
    """A file that was brought to a round, for those who may look at the round."""
    round_ = open_round(request, pk)
    people = ("created_by", "confirmed_by", "undone_by")
    found = get_object_or_404(ImportAct.objects.select_related(*people), pk=act, round=round_)
    found.round = round_
    return found
