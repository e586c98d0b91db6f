"""Schedules in plain words, whatever clocks do."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.imports.fetching.schedules import EXAMPLES, QuietHours, Schedule, UnclearSchedule, next_moment, parse

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(
    [*map(ZoneInfo, ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"))]
)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
TIMES = st.times().map(lambda each: each.replace(second=0, microsecond=0))
OF_A_DAY = st.lists(TIMES, min_size=1, max_size=4, unique=True).map(lambda times: tuple(sorted(times)))
SCHEDULES = st.one_of(
    st.sampled_from([15, 20, 30, *(60 * hours for hours in range(1, 25))]).map(lambda each: Schedule(minutes=each)),
    st.builds(Schedule, times=OF_A_DAY, weekdays=st.frozensets(st.integers(0, 6))),
    st.builds(Schedule, times=OF_A_DAY, monthdays=st.frozensets(st.integers(1, 31), min_size=1)),
)


@given(SCHEDULES)
def test_words_say_the_schedule(schedule: Schedule) -> None:
    if schedule.weekdays != frozenset(range(7)):  # which is daily, said in another way
        assert parse(str(schedule)) == schedule


@pytest.mark.parametrize("words", EXAMPLES)
def test_examples_are_said_as_we_say_them(words: str) -> None:
    assert str(parse(words)) == words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Every  60 minutes", "every hour"),
        ("every day at 6:00", "daily at 06:00"),
        ("Monday 08:00", "weekly on Monday at 08:00"),
        ("monday and thu by 08:00", "weekly on Monday and Thursday at 08:00"),
        ("monthly on the 31st at 23:59", "monthly on 31 at 23:59"),
        ("daily at 18:00, 06:00 and 12:00", "daily at 06:00, 12:00 and 18:00"),
    ],
)
def test_people_may_say_it_in_other_ways(words: str, said: str) -> None:
    assert str(parse(words)) == said


@pytest.mark.parametrize(
    "words",
    [
        *("", "often", "every 7 minutes", "every 25 hours", "every 0 hours", "daily", "daily at 24:00", "at 6"),
        *("weekly at 06:00", "monthly on 0 at 06:00", "monthly on 32 at 06:00", "monthly on ² at 06:00", "06:00"),
        *("weekly on Moonday at 08:00", "daily at 06:60", "* * * * *", "every -1 hours", "monthly on  at 06:00"),
    ],
)
def test_unclear_words_are_refused_with_a_way_to_say_it(words: str) -> None:
    with pytest.raises(UnclearSchedule, match=r"."):
        parse(words)


@given(SCHEDULES, ZONES, MOMENTS)
def test_moments_go_on_and_none_is_left_out(schedule: Schedule, zone: ZoneInfo, moment: datetime) -> None:
    following = schedule.after(moment, zone)

    assert following > moment
    assert schedule.after(following - timedelta(microseconds=1), zone) == following
    assert schedule.before(following, zone) <= moment
    assert schedule.after(schedule.before(moment, zone), zone) >= moment


@given(OF_A_DAY, ZONES, MOMENTS)
def test_times_of_day_are_those_of_the_zone(times: tuple[time, ...], zone: ZoneInfo, moment: datetime) -> None:
    local = Schedule(times=times).after(moment, zone).astimezone(zone)

    clock = local.timetz().replace(tzinfo=None)
    earlier = (local - timedelta(hours=1)).timetz().replace(tzinfo=None)
    half = (local - timedelta(minutes=30)).timetz().replace(tzinfo=None)
    assert clock in times or earlier in times or half in times  # moved on as clocks were put forward
    assert Schedule(times=times).after(moment, zone) - moment <= timedelta(hours=25)


@given(SCHEDULES, ZONES, TIMES, TIMES, MOMENTS)
def test_nothing_begins_in_quiet_hours(
    schedule: Schedule, zone: ZoneInfo, start: time, end: time, moment: datetime
) -> None:
    quiet = QuietHours(start, end)

    due = next_moment(schedule, zone, quiet, moment)

    assert due > moment
    assert quiet.moved(due, zone) == due


def test_time_that_comes_twice_counts_once_and_one_that_is_left_out_comes_later() -> None:
    daily = parse("daily at 02:30")

    spring = daily.after(datetime(2026, 3, 28, 12, tzinfo=UTC), BERLIN)
    autumn = daily.after(datetime(2026, 10, 24, 12, tzinfo=UTC), BERLIN)

    assert spring.astimezone(BERLIN).isoformat() == "2026-03-29T03:30:00+02:00"
    assert autumn.isoformat() == "2026-10-25T00:30:00+00:00"
    assert daily.after(autumn, BERLIN).isoformat() == "2026-10-26T01:30:00+00:00"


def test_month_without_such_a_day_has_it_at_its_end() -> None:
    moment = parse("monthly on 31 at 06:00").after(datetime(2027, 2, 1, tzinfo=UTC), ZoneInfo("UTC"))

    assert moment == datetime(2027, 2, 28, 6, tzinfo=UTC)


def test_quiet_hours_past_midnight_end_in_the_morning() -> None:
    quiet = QuietHours(time(22), time(5, 30))

    assert quiet.moved(datetime(2026, 1, 1, 23, tzinfo=UTC), ZoneInfo("UTC")) == datetime(2026, 1, 2, 5, 30, tzinfo=UTC)
    assert quiet.moved(datetime(2026, 1, 1, 4, tzinfo=UTC), ZoneInfo("UTC")) == datetime(2026, 1, 1, 5, 30, tzinfo=UTC)
    assert quiet.moved(datetime(2026, 1, 1, 12, tzinfo=UTC), ZoneInfo("UTC")) == datetime(2026, 1, 1, 12, tzinfo=UTC)
