"""Whom one may find among all people."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.models import Membership, Project, User


def list_near(user: User, people: QuerySet[User] | None = None) -> QuerySet[User]:
    """Oneself, people of one's projects, and those who are in none yet; no site admins.

    A site admin finds everybody.
    """
    everybody = User.objects.all() if people is None else people
    if user.is_superuser:
        return everybody
    visible = Project.objects.visible_to(user)
    theirs = Membership.objects.filter(user=OuterRef("pk"))
    near = Exists(theirs.filter(project__in=visible)) | ~Exists(theirs)
    return everybody.filter(Q(pk=user.pk) | near & Q(is_superuser=False))
