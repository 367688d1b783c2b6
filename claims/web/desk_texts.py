"""What the desk's script says, in the reader's language: it has no words of its own."""

from django.utils.translation import gettext as _


def list_texts() -> dict[str, str]:
    """Its sentences by name; %(name)s in them is filled in by the script."""
    return {
        "progress": _("%(done)s of %(total)s claims"),
        "where": _("Claim %(number)s of %(total)s"),
        "paragraph": _("paragraph %(paragraph)s"),
        "headline": _("headline"),
        "open": _("to label"),
        "done": _("labelled"),
        "skipped": _("skipped"),
        "context": _("not yours"),
        "submit": _("Submit"),
        "revise": _("Revise"),
        "goOn": _("Go on"),
        "feedbackLater": _("Your answer is kept here. What is right you are told once it is sent."),
        "saving": _("Saving…"),
        "saved": _("Saved"),
        "unsaved": _("Not saved yet"),
        "kept": _("Kept in this browser"),
        "notKept": _("This browser keeps nothing: wait for “Saved” before you close the page."),
        "waiting": _("Offline: your work is kept here and sent later (%(count)s waiting)"),
        "offline": _("Offline: go on, your work is kept in this browser."),
        # What it is that keeps the server from taking anything it says itself.
        "outage": _("%(outage)s: go on, your work is kept in this browser."),
        "outageWaiting": _("%(outage)s: your work is kept here and sent later (%(count)s waiting)"),
        "outageArticle": _(
            "%(outage)s: this article is done, the next one comes when that is over."
        ),
        "online": _("Online again: everything is sent."),
        "sending": _("Sending…"),
        "signedOut": _("You have been signed out; nothing is lost."),
        "signIn": _("Sign in again"),
        "otherUser": _("Somebody else is signed in in this browser: your work waits for you here."),
        "leaseEnded": _(
            "Your reservation has run out. What you submit is taken unless others were faster; "
            "then it stays your draft."
        ),
        "submitted": _("Submitted."),
        "revised": _("Your label is revised; the earlier one is kept."),
        "skippedNow": _("Skipped."),
        "flagged": _("Flagged for the curators."),
        "isFlagged": _("flagged"),
        "flagReason": _("Say what the curator should look at, then flag."),
        "undone": _("Taken back."),
        "notAccepted": _("Not submitted yet. Nothing you wrote is lost."),
        "refusedElsewhere": _("“%(claim)s” was not accepted: %(message)s"),
        "openIt": _("Open it"),
        "labelledElsewhere": _(
            "You labelled this claim already, perhaps in another tab. Submit again to revise it."
        ),
        "youSkipped": _("You skipped this claim. You may still label it."),
        "changedElsewhere": _("This was changed in another tab or on another device meanwhile."),
        "takeOther": _("Show that"),
        "keepMine": _("Keep this"),
        "begun": _("You had begun something else here."),
        "takeBegun": _("Show it"),
        "discard": _("Discard it"),
        "guidelineNew": _("There is a new version of the guideline. Read it before you go on:"),
        "guidelineRead": _("What has changed"),
        "fetching": _("Fetching the next article…"),
        "articleDone": _("This article is done. The next one comes when the network is back."),
        "notHere": _("This claim is not in this browser: it opens when the network is back."),
        "noSuchKey": _("That key does nothing here."),
        "chosen": _("%(field)s: %(choice)s"),
        "unchosen": _("%(field)s: none"),
        "evidenceAdded": _("Evidence %(number)s: paste a link."),
        "verdictRefused": _("This label has no verdict."),
        "wordingAsked": _("Leans on the article: %(words)s. Say it so that it stands alone."),
        "warnings": _("Warnings"),
        "failed": _("That did not work; nothing is lost. Try again."),
    }
