from uuid import UUID

from claims.exchange.pseudonyms import make_pseudonym

ADA = UUID("0b1f2a34-0000-4000-8000-000000000001")
BOB = UUID("0b1f2a34-0000-4000-8000-000000000002")


def test_a_person_has_one_name_in_a_project_and_others_elsewhere() -> None:
    assert make_pseudonym("key of one project", ADA) == "a-b1c4f3fade59"
    assert make_pseudonym("key of one project", BOB) != make_pseudonym("key of one project", ADA)
    assert make_pseudonym("key of another", ADA) != make_pseudonym("key of one project", ADA)
