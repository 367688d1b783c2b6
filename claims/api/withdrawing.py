"""Taking an article out of the work, and back."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.articles import ArticleOut
from claims.api.assignment import ArticleView
from claims.api.requests import get_article
from claims.api.shapes import NothingIn, StrictSerializer, TextField
from claims.operations import withdrawing
from claims.requests import get_user, read_now


class WithdrawArticleIn(StrictSerializer):
    """Why an article is withdrawn."""

    reason = TextField(max_length=withdrawing.REASON_LIMIT)


class ArticleWithdrawView(ArticleView):
    """Withdrawing an article."""

    @extend_schema(request=WithdrawArticleIn, responses=ArticleOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For managers. Nothing in it is labelled, counts or goes out any more. Repeatable."""
        article = get_article(request, uuid)
        withdrawing.withdraw_article(
            actor=get_user(request),
            article=article,
            now=read_now(request),
            **self.read_body(WithdrawArticleIn),
        )
        return self.show(article)


class ArticleRestoreView(ArticleView):
    """Taking that back."""

    @extend_schema(request=NothingIn, responses=ArticleOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For managers: it is worked on, and counts, as before. Repeatable."""
        article = get_article(request, uuid)
        self.read_body(NothingIn)
        withdrawing.restore_article(actor=get_user(request), article=article, now=read_now(request))
        return self.show(article)
