"""Notices: what rules of a project did, for its managers."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.members import PersonOut
from claims.api.parameters import Query, TrueParameter
from claims.api.requests import get_project
from claims.api.shapes import NothingIn
from claims.api.views import ListView, OperationView
from claims.models import Notice, User
from claims.operations.notices import mark_read
from claims.requests import get_user, read_now


class NoticeOut(serializers.ModelSerializer):
    """That somebody was paused, has finished the training, or that their webhook is off."""

    person = PersonOut()
    found = serializers.FloatField(
        help_text=(
            "`too_fast`: the median, in seconds; `hook_gone` and `hook_failing`: for how many days "
            "nothing arrived; else how many were right, in percent."
        )
    )
    wanted = serializers.FloatField(help_text="What that was held against.")

    class Meta:
        model = Notice
        fields = ["uuid", "kind", "person", "found", "wanted", "created_at", "read_at"]
        read_only_fields = fields


class NoticeQuery(Query):
    unread = TrueParameter(help_text="Only those that nobody has read.")


class ProjectNoticesView(ListView):
    """What managers should know of their people."""

    serializer_class = NoticeOut
    query = NoticeQuery

    def find(self, user: User, unread: str = "", **wanted: Any) -> QuerySet[Notice]:
        project = get_project(self.request, self.kwargs["project"])
        permissions.require(permissions.can_manage(user, project))
        notices = Notice.objects.visible_to(user).filter(project=project).select_related("person")
        return notices.unread() if unread else notices


class NoticeReadView(OperationView):
    """Having read a notice."""

    @extend_schema(request=NothingIn, responses=NoticeOut)
    def post(self, request: Request, uuid: object) -> Response:
        """For all managers of the project. Safe to repeat."""
        self.read_body(NothingIn)
        visible = Notice.objects.visible_to(get_user(request))
        notice = get_object_or_404(visible.select_related("project", "person"), uuid=uuid)
        mark_read(actor=get_user(request), notice=notice, now=read_now(request))
        notice.refresh_from_db(fields=["read_at"])
        return Response(NoticeOut(notice).data)
