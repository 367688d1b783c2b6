"""Taking an article out of the work, and back; removing its text for good."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.articles import ArticleOut
from claims.api.assignment import ArticleView
from claims.api.requests import get_article
from claims.api.shapes import NothingIn, StrictSerializer, SwitchField, TextField
from claims.operations import purging, withdrawing
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


class PurgeIn(StrictSerializer):
    """Why the text of an article is removed for good."""

    reason = TextField(max_length=purging.REASON_LIMIT, help_text="It stays.")
    reference = TextField(
        max_length=purging.REFERENCE_LIMIT,
        default="",
        help_text="By which the demand is found again.",
    )
    with_source = SwitchField(
        default=False, help_text="Its link, author and id at the source go, too."
    )
    confirmation = TextField(
        max_length=64, help_text="The first eight characters of the article’s `sha256`."
    )


class ArticlePurgeView(ArticleView):
    """Removing the text of a withdrawn article for good."""

    @extend_schema(request=PurgeIn, responses=ArticleOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For managers, once it is withdrawn. Releases that hold it are withdrawn. Repeatable."""
        article = get_article(request, uuid)
        purging.purge_article(
            actor=get_user(request),
            article=article,
            now=read_now(request),
            **self.read_body(PurgeIn),
        )
        return self.show(article)
