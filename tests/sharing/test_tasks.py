"""The worker removes copies that nobody can open any more, as their writer, without any key."""

import datetime

import pytest
from django.utils import timezone

from sharing.tasks import remove_ended_copies
from tests import cast
from tests.conftest import connect
from tests.sharing.conftest import WALK
from vault.identity import identity

pytestmark = pytest.mark.usefixtures("committed")

COPIES = "SELECT count(*) FROM sharing_sharedcopy"


@pytest.fixture
def three(committed_people):
    """Ana's share is over, Ben's therapist ended theirs, and one of Ana's goes on."""
    people = committed_people
    hers = cast.connect(people.ana, people.cho, "Ana")
    over = cast.share(people.ana, hers, cast.write(people.ana, WALK))
    cast.share(people.ana, hers, cast.write(people.ana, WALK))
    his = cast.connect(people.ben, people.diaz, "Ben")
    cast.share(people.ben, his, cast.write(people.ben, WALK))
    with identity("therapist", people.diaz.user.pk):
        his.end(people.diaz.user)
    ago = timezone.now() - datetime.timedelta(hours=1)
    with connect("postgres") as owner:
        owner.execute(
            "UPDATE sharing_consent SET shared_at = %s, ends_at = %s WHERE id = %s",
            [ago - datetime.timedelta(days=1), ago, over.pk],
        )


def test_what_is_over_goes_and_what_goes_on_stays(three, as_worker):
    with connect("postgres") as owner:
        assert owner.execute(COPIES).fetchone()[0] == 3
        as_worker()
        remove_ended_copies(0)
        assert owner.execute(COPIES).fetchone()[0] == 1
        remove_ended_copies(0)
        assert owner.execute(COPIES).fetchone()[0] == 1
