"""What an audit row says to people: one sentence for each action, and what its target is.

An action that operations record has its sentence here, and none is here that none records
(tests/test_audit_is_complete.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """What the target of an action names; most of them by a UUID."""

    NOTHING = ""
    ANNOTATION = "annotation"
    ARTICLE = "article"
    ARTICLE_OR_PROJECT = "article or project"
    CLAIM = "claim"
    CORRECTION = "correction"
    DECISION = "decision"
    EXCLUSION = "exclusion"
    GOLD = "gold"
    GROUP = "group"
    JOB = "job"
    LABEL_SOURCE = "label source"
    LEASE = "lease"
    NAME = "name"
    NOTICE = "notice"
    OUTLET = "outlet"
    PERSON = "person"
    PROJECT = "project"
    PROPOSAL = "proposal"
    PUBLICATION = "publication"
    QUESTION = "question"
    RELEASE = "release"
    ROUND = "round"
    SCHEME = "scheme"
    SPEAKER = "speaker"
    SPEAKER_ALIAS = "speaker alias"
    TOKEN = "token"  # noqa: S105 - a kind of row
    WEBHOOK = "webhook"


class Group(StrEnum):
    """What an action has to do with: what one looks for first."""

    LABELS = "labels"
    DECISIONS = "decisions"
    ARTICLES = "articles"
    QUALITY = "quality"
    EXPORTS = "exports"
    PUBLICATIONS = "publications"
    PEOPLE = "people"
    PROJECT = "project"
    SITE = "site"


GROUP_NAMES: Mapping[Group, object] = {
    Group.LABELS: _("Labels"),
    Group.DECISIONS: _("Decisions"),
    Group.ARTICLES: _("Articles and claims"),
    Group.QUALITY: _("Training and gold"),
    Group.EXPORTS: _("Exports and releases"),
    Group.PUBLICATIONS: _("Publications"),
    Group.PEOPLE: _("People and access"),
    Group.PROJECT: _("The project and its settings"),
    Group.SITE: _("The site"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """The sentence of an action: `%(who)s` did something, mostly to `%(target)s`."""

    sentence: object
    kind: Kind = Kind.NOTHING


# Beside each other what one looks for together; within a group by name of the action.
GROUPS: Mapping[Group, Mapping[str, Words]] = {
    Group.LABELS: {
        "annotation.revised": Words(
            _("%(who)s changed their label of %(target)s."), Kind.ANNOTATION
        ),
        "annotation.submitted": Words(
            _("%(who)s submitted a label of %(target)s."), Kind.ANNOTATION
        ),
        "annotation.undone": Words(
            _("%(who)s took back their last label of %(target)s."), Kind.ANNOTATION
        ),
        "claim.flag_undone": Words(_("%(who)s took back a flag on %(target)s."), Kind.CLAIM),
        "claim.flagged": Words(_("%(who)s flagged %(target)s."), Kind.CLAIM),
        "claim.skip_undone": Words(_("%(who)s took back a skip of %(target)s."), Kind.CLAIM),
        "claim.skipped": Words(_("%(who)s skipped %(target)s."), Kind.CLAIM),
        "claims.read": Words(
            _("%(who)s read what others said of claims, and labels those no more.")
        ),
        "label_source.added": Words(
            _("%(who)s added %(target)s as a source of labels."), Kind.LABEL_SOURCE
        ),
        "labels.imported": Words(
            _("%(who)s brought in labels from %(target)s."), Kind.LABEL_SOURCE
        ),
        "labels.taken_out": Words(
            _("%(who)s took the labels from %(target)s out."), Kind.LABEL_SOURCE
        ),
        "lease.started": Words(_("%(who)s was given %(target)s to label."), Kind.LEASE),
        "lease.stopped": Words(_("%(who)s stopped labelling %(target)s."), Kind.LEASE),
        "suggestions.added": Words(_("%(who)s added suggestions of labels.")),
        "suggestions.withdrawn": Words(_("%(who)s withdrew suggestions of labels.")),
    },
    Group.DECISIONS: {
        "claim.decided": Words(_("%(who)s decided on %(target)s."), Kind.DECISION),
        "claim.opinions_asked": Words(
            _("%(who)s asked for further labels of %(target)s."), Kind.CLAIM
        ),
        "claim.stepped_aside": Words(
            _("%(who)s left the decision on %(target)s to others."), Kind.CLAIM
        ),
        "correction.dismissed": Words(
            _("%(who)s said that a correction does not affect the decision on %(target)s."),
            Kind.CORRECTION,
        ),
        "correction.settled": Words(
            _("%(who)s saw to a corrected text of %(target)s."), Kind.CORRECTION
        ),
        "decision.approved": Words(
            _("%(who)s approved the decision on %(target)s."), Kind.DECISION
        ),
        "decision.outdated": Words(
            _("%(who)s took back a label on which the decision on %(target)s stood."),
            Kind.DECISION,
        ),
        "decision.reopened": Words(
            _("%(who)s reopened the decision on %(target)s."), Kind.DECISION
        ),
    },
    Group.ARTICLES: {
        "article.changed": Words(_("%(who)s changed what is known of %(target)s."), Kind.ARTICLE),
        "article.labelled_anew": Words(
            _("%(who)s had claims of %(target)s labelled anew."), Kind.ARTICLE
        ),
        "article.overlap_set": Words(
            _("%(who)s set how many people label each claim of %(target)s."), Kind.ARTICLE
        ),
        "article.prioritised": Words(_("%(who)s set the priority of %(target)s."), Kind.ARTICLE),
        "article.purged": Words(
            _("%(who)s removed the text of %(target)s for good."), Kind.ARTICLE
        ),
        "article.released": Words(
            _("%(who)s ended the reservation of %(target)s for a person."), Kind.ARTICLE
        ),
        "article.replaced": Words(
            _("%(who)s replaced %(target)s by a corrected text."), Kind.ARTICLE
        ),
        "article.reserved": Words(_("%(who)s reserved %(target)s for a person."), Kind.ARTICLE),
        "article.resplit": Words(_("%(who)s split %(target)s into claims anew."), Kind.ARTICLE),
        "article.restored": Words(
            _("%(who)s took %(target)s up into the work again."), Kind.ARTICLE
        ),
        "article.withdrawn": Words(_("%(who)s withdrew %(target)s."), Kind.ARTICLE),
        "articles.imported": Words(_("%(who)s imported articles.")),
        "boundaries.applied": Words(
            _("%(who)s applied a proposal for other boundaries in %(target)s."), Kind.PROPOSAL
        ),
        "boundaries.changed": Words(
            _("%(who)s changed the boundaries of claims in %(target)s."), Kind.ARTICLE
        ),
        "boundaries.declined": Words(
            _("%(who)s declined a proposal for other boundaries in %(target)s."), Kind.PROPOSAL
        ),
        "boundaries.proposed": Words(
            _("%(who)s proposed other boundaries in %(target)s."), Kind.PROPOSAL
        ),
        "boundaries.withdrawn": Words(
            _("%(who)s withdrew a proposal for other boundaries in %(target)s."), Kind.PROPOSAL
        ),
        "outlet.added": Words(_("%(who)s added the outlet %(target)s."), Kind.OUTLET),
        "outlet.changed": Words(_("%(who)s changed the outlet %(target)s."), Kind.OUTLET),
        "outlet.removed": Words(_("%(who)s removed the outlet %(target)s."), Kind.OUTLET),
        "page.fetched": Words(_("%(who)s fetched a page to import.")),
        "speaker.added": Words(_("%(who)s added the speaker %(target)s."), Kind.SPEAKER),
        "speaker.changed": Words(_("%(who)s changed the speaker %(target)s."), Kind.SPEAKER),
        "speaker.merged": Words(
            _("%(who)s merged the speaker %(target)s into another."), Kind.SPEAKER
        ),
        "speaker.removed": Words(_("%(who)s removed the speaker %(target)s."), Kind.SPEAKER),
        "speaker.unmerged": Words(
            _("%(who)s parted the speaker %(target)s from another again."), Kind.SPEAKER
        ),
        "speakeralias.added": Words(
            _("%(who)s added the other name %(target)s of a speaker."), Kind.SPEAKER_ALIAS
        ),
        "speakeralias.changed": Words(
            _("%(who)s changed the other name %(target)s of a speaker."), Kind.SPEAKER_ALIAS
        ),
        "speakeralias.removed": Words(
            _("%(who)s removed the other name %(target)s of a speaker."), Kind.SPEAKER_ALIAS
        ),
    },
    Group.QUALITY: {
        "article.made_live": Words(_("%(who)s ended the training with %(target)s."), Kind.ARTICLE),
        "article.made_training": Words(
            _("%(who)s made %(target)s an article to train with."), Kind.ARTICLE
        ),
        "gold.ended": Words(_("%(who)s ended the gold label of %(target)s."), Kind.GOLD),
        "gold.set": Words(_("%(who)s set the gold label of %(target)s."), Kind.GOLD),
        "gold.taken_over": Words(
            _("%(who)s made the decisions on %(target)s gold labels."), Kind.ARTICLE
        ),
        "membership.paused": Words(_("%(who)s paused %(target)s by a rule."), Kind.PERSON),
        "membership.resumed": Words(_("%(who)s let %(target)s label again."), Kind.PERSON),
        "notice.read": Words(_("%(who)s read a notice about %(target)s."), Kind.NOTICE),
        "training.begun_again": Words(
            _("%(who)s let %(target)s begin the training again."), Kind.PERSON
        ),
        "training.failed": Words(_("%(target)s did not pass the training."), Kind.PERSON),
        "training.passed": Words(_("%(target)s passed the training."), Kind.PERSON),
        "training.passed_by_hand": Words(
            _("%(who)s let %(target)s through the training."), Kind.PERSON
        ),
    },
    Group.EXPORTS: {
        "audit.exported": Words(_("%(who)s exported the audit.")),
        "export.reported": Words(
            _("%(who)s had it counted what an export of %(target)s would hold."),
            Kind.ARTICLE_OR_PROJECT,
        ),
        "export.restored": Words(_("%(who)s restored %(target)s from an export."), Kind.PROJECT),
        "export.started": Words(_("%(who)s exported from %(target)s."), Kind.ARTICLE_OR_PROJECT),
        "job.cancelled": Words(_("%(who)s cancelled a job."), Kind.JOB),
        "mapping.changed": Words(
            _("%(who)s chose other words for labels in exports to %(target)s."), Kind.NAME
        ),
        "release.changed": Words(_("%(who)s changed the release %(target)s."), Kind.RELEASE),
        "release.compared": Words(
            _("%(who)s compared the release %(target)s with an earlier one."), Kind.RELEASE
        ),
        "release.created": Words(_("%(who)s drafted the release %(target)s."), Kind.RELEASE),
        "release.deleted": Words(_("%(who)s deleted the release %(target)s."), Kind.RELEASE),
        "release.downloaded": Words(
            _("%(who)s downloaded a file of the release %(target)s."), Kind.RELEASE
        ),
        "release.queued": Words(_("%(who)s had the release %(target)s built."), Kind.RELEASE),
        "release.ready": Words(_("The release %(target)s of %(who)s was built."), Kind.RELEASE),
        "release.withdrawn": Words(_("%(who)s withdrew the release %(target)s."), Kind.RELEASE),
        "timesheet.exported": Words(
            _("%(who)s exported the time sheet of %(target)s."), Kind.PROJECT
        ),
    },
    Group.PUBLICATIONS: {
        "publication.corrected": Words(
            _("%(who)s corrected the publication %(target)s."), Kind.PUBLICATION
        ),
        "publication.published": Words(
            _("%(who)s noted the publication %(target)s."), Kind.PUBLICATION
        ),
        "publication.withdrawn": Words(
            _("%(who)s withdrew the publication %(target)s."), Kind.PUBLICATION
        ),
    },
    Group.PEOPLE: {
        "consent.accepted": Words(_("%(who)s accepted the text of consent.")),
        "consent.published": Words(_("%(who)s published a text of consent.")),
        "group.added": Words(_("%(who)s added a group of people."), Kind.GROUP),
        "group.changed": Words(_("%(who)s changed a group of people."), Kind.GROUP),
        "invitation.accepted": Words(_("%(who)s took an invitation up.")),
        "invitation.made": Words(_("%(who)s invited somebody.")),
        "invitation.mailed": Words(_("%(who)s sent an invitation by mail.")),
        "invitation.renewed": Words(_("%(who)s gave an invitation another link.")),
        "invitation.revoked": Words(_("%(who)s revoked an invitation.")),
        "membership.set": Words(_("%(who)s set the role of %(target)s."), Kind.PERSON),
        "person.excluded": Words(
            _("%(who)s excluded %(target)s from the articles of an outlet."), Kind.EXCLUSION
        ),
        "person.readmitted": Words(
            _("%(who)s ended the exclusion of %(target)s from the articles of an outlet."),
            Kind.EXCLUSION,
        ),
        "token.created": Words(_("%(who)s made the token %(target)s."), Kind.TOKEN),
        "token.revoked": Words(_("%(who)s revoked the token %(target)s."), Kind.TOKEN),
        "tokens.revoked": Words(_("%(who)s revoked the tokens of %(target)s."), Kind.PERSON),
        "user.added": Words(_("%(who)s added the account of %(target)s."), Kind.PERSON),
        "user.address_change_asked": Words(_("%(who)s asked for another e-mail address.")),
        "user.address_changed": Words(_("%(who)s confirmed another e-mail address.")),
        "user.anonymised": Words(_("%(who)s made %(target)s anonymous."), Kind.PERSON),
        "user.changed": Words(_("%(who)s changed the account of %(target)s."), Kind.PERSON),
        "user.code_failed": Words(
            _("%(who)s gave a wrong code for the account of %(target)s."), Kind.PERSON
        ),
        "user.data_taken": Words(_("%(who)s took their own data along.")),
        "user.deactivated": Words(_("%(who)s deactivated the account of %(target)s."), Kind.PERSON),
        "user.identity_linked": Words(_("%(who)s can log in by single sign-on from now on.")),
        "user.joined": Words(_("%(who)s made an account by an invitation.")),
        "user.keys_changed": Words(_("%(who)s set their keys.")),
        "user.language_chosen": Words(_("%(who)s chose a language.")),
        "user.password_changed": Words(_("%(who)s changed their password.")),
        "user.password_reset": Words(_("%(who)s set a new password by a link.")),
        "user.reactivated": Words(_("%(who)s let %(target)s sign in again."), Kind.PERSON),
        "user.recovery_code_used": Words(_("%(who)s used a recovery code.")),
        "user.recovery_codes_renewed": Words(_("%(who)s made new recovery codes.")),
        "user.second_factor_off": Words(
            _("%(who)s turned off the second factor of %(target)s."), Kind.PERSON
        ),
        "user.second_factor_on": Words(_("%(who)s turned on their second factor.")),
        "user.session_ended": Words(_("%(who)s ended one of their sessions.")),
        "user.sessions_ended": Words(_("%(who)s ended the sessions of %(target)s."), Kind.PERSON),
        "user.sign_in_failed": Words(
            _("%(who)s gave a wrong password for the account of %(target)s."), Kind.PERSON
        ),
        "user.signed_in": Words(_("%(who)s logged in.")),
        "user.signed_out": Words(_("%(who)s logged out.")),
    },
    Group.PROJECT: {
        "guideline.published": Words(_("%(who)s published a version of the guideline.")),
        "guideline.read": Words(_("%(who)s read a version of the guideline.")),
        "project.changed": Words(_("%(who)s changed the settings of %(target)s."), Kind.PROJECT),
        "project.created": Words(_("%(who)s opened the project %(target)s."), Kind.PROJECT),
        "project.paused": Words(_("%(who)s paused the project %(target)s."), Kind.PROJECT),
        "project.resumed": Words(_("%(who)s resumed the project %(target)s."), Kind.PROJECT),
        "question.asked": Words(_("%(who)s asked the question %(target)s."), Kind.QUESTION),
        "question.ruled": Words(_("%(who)s ruled on the question %(target)s."), Kind.QUESTION),
        "round.changed": Words(_("%(who)s changed %(target)s."), Kind.ROUND),
        "round.ended": Words(_("%(who)s ended %(target)s."), Kind.ROUND),
        "round.started": Words(_("%(who)s started %(target)s."), Kind.ROUND),
        "webhook.changed": Words(_("%(who)s changed the webhook %(target)s."), Kind.WEBHOOK),
        "webhook.created": Words(_("%(who)s made the webhook %(target)s."), Kind.WEBHOOK),
        "webhook.ended": Words(_("%(who)s ended the webhook %(target)s."), Kind.WEBHOOK),
        "webhook.secret_changed": Words(
            _("%(who)s gave the webhook %(target)s another secret."), Kind.WEBHOOK
        ),
        "webhook.sent_again": Words(
            _("%(who)s had a delivery to the webhook %(target)s sent again."), Kind.WEBHOOK
        ),
        "webhook.switched_off": Words(
            _("%(who)s switched the webhook %(target)s off."), Kind.WEBHOOK
        ),
        "webhook.switched_on": Words(
            _("%(who)s switched the webhook %(target)s on."), Kind.WEBHOOK
        ),
        "webhook.tested": Words(
            _("%(who)s had a test sent to the webhook %(target)s."), Kind.WEBHOOK
        ),
    },
    Group.SITE: {
        "audit.cut": Words(_("%(who)s removed audit rows that were past their time.")),
        "backup.made": Words(_("%(who)s made a backup of the whole site.")),
        "backup.restored": Words(_("%(who)s restored the whole site from a backup.")),
        "label.added": Words(_("%(who)s added a label to the scheme %(target)s."), Kind.SCHEME),
        "label.changed": Words(_("%(who)s changed a label of the scheme %(target)s."), Kind.SCHEME),
        "label.removed": Words(
            _("%(who)s removed a label from the scheme %(target)s."), Kind.SCHEME
        ),
        "labelscheme.added": Words(_("%(who)s added the scheme %(target)s."), Kind.SCHEME),
        "labelscheme.changed": Words(_("%(who)s changed the scheme %(target)s."), Kind.SCHEME),
        "labelscheme.removed": Words(_("%(who)s removed the scheme %(target)s."), Kind.SCHEME),
        "scheme.installed": Words(_("%(who)s installed the scheme %(target)s."), Kind.SCHEME),
    },
}
WORDS: Mapping[str, Words] = {
    action: words for actions in GROUPS.values() for action, words in actions.items()
}
