"""Who may change whom: nobody gives what they do not have, and nobody touches those who may do more than they."""

from django.contrib.auth.models import User

from product_importer.accounts.models import MANAGE_PEOPLE, Person

NOT_MANAGER = "Only managers can see and change who has access."
BEYOND_YOURS = "They may do more than you, so only an administrator can change them."
YOURSELF = "You cannot do this to yourself. Ask another manager."


def may_manage(user: User) -> bool:
    return user.has_perm(MANAGE_PEOPLE)


def may_change(user: User, person: Person) -> bool:
    """Whether the person has no permission that the user lacks, be it by group, in person or as a superuser."""
    if user.is_superuser or user.pk == person.pk:
        return may_manage(user)
    if person.is_superuser or not may_manage(user):
        return False
    return person.granted() <= Person.people.get(pk=user.pk).granted()
