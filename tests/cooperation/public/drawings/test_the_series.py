"""The picture of a series: a column for each number, a line for each host, a thread for what is carried on."""

from hypothesis import given
from hypothesis import strategies as st

from cooperation.public.drawings import series
from cooperation.public.drawings.series import MISSING, MOST, MOST_THREADS, Link, Session


def session(number, host="", thing=None, state=series.HELD):
    return Session(number, state, host, thing or f"session {number}")


def test_each_number_has_a_column_and_what_is_not_on_file_is_shown_as_missing():
    drawing = series.draw([session(2), session(5, state=series.PLANNED)], [])
    assert [(mark.number, mark.state) for mark in drawing.marks] == [
        (1, MISSING),
        (2, "held"),
        (3, MISSING),
        (4, MISSING),
        (5, "planned"),
    ]
    xs = [mark.x for mark in drawing.marks]
    assert xs == sorted(xs)


def test_sessions_of_one_number_stand_side_by_side():
    drawing = series.draw([session(1, thing="begun"), session(1, thing="resumed")], [])
    assert [mark.thing for mark in drawing.marks] == ["begun", "resumed"]


def test_the_line_of_the_rotation_goes_from_host_to_host():
    drawing = series.draw([session(1, "Korea"), session(2, "China"), session(3), session(4, "Korea")], [])
    assert [host.name for host in drawing.hosts] == ["Korea", "China"]
    assert drawing.rotation.count("L") == 2
    korea, china, nobody, again = (mark.host_y for mark in drawing.marks)
    assert korea == again != china
    assert nobody is None


def test_a_chain_of_outcomes_is_one_thread_and_a_fork_begins_another():
    sessions = [session(number) for number in (1, 2, 3)]
    links = [
        Link("a", "session 1", "b", "session 2"),
        Link("b", "session 2", "c", "session 3"),
        Link("a", "session 1", "d", "session 3"),
    ]
    threads = series.draw(sessions, links).threads
    assert [[knot.outcome for knot in thread.knots] for thread in threads] == [["a", "b", "c"], ["a", "d"]]
    assert threads[0].y < threads[1].y


def test_what_one_session_took_up_from_itself_is_no_thread():
    assert series.draw([session(1), session(2)], [Link("a", "session 1", "b", "session 1")]).threads == []


def test_outcomes_that_follow_each_other_in_a_circle_are_drawn_all_the_same():
    links = [Link("a", "session 1", "b", "session 2"), Link("b", "session 2", "a", "session 1")]
    assert len(series.draw([session(1), session(2)], links).threads) == 1


def test_of_a_long_series_the_latest_are_drawn():
    drawing = series.draw([session(1), session(30_000)], [Link("a", "session 1", "b", "session 30000")])
    assert len(drawing.marks) == MOST
    assert drawing.marks[-1].number == 30_000
    assert drawing.threads == []


def test_of_many_threads_the_last_are_drawn():
    links = [
        Link(f"first {number}", "session 1", f"second {number}", "session 2") for number in range(MOST_THREADS + 3)
    ]
    drawing = series.draw([session(1), session(2)], links)
    assert [thread.knots[0].outcome for thread in drawing.threads] == [
        f"first {number}" for number in range(3, MOST_THREADS + 3)
    ]
    assert drawing.threads_left_out == 3
    assert len({thread.y for thread in drawing.threads}) == MOST_THREADS
    assert max(thread.y for thread in drawing.threads) < drawing.height


def test_without_two_numbers_there_is_no_picture():
    assert series.draw([], []) is None
    assert series.draw([session(1)], []) is None


def test_the_names_of_the_hosts_are_to_the_right_of_the_last_session():
    drawing = series.draw([session(1, "Korea"), session(2, "China")], [])
    assert max(mark.x for mark in drawing.marks) < drawing.names_x < drawing.width


@given(st.lists(st.integers(1, 200), min_size=1, max_size=80).filter(lambda numbers: numbers != [1]))
def test_every_column_lies_within(numbers):
    drawing = series.draw([session(number, thing=place) for place, number in enumerate(sorted(numbers))], [])
    assert all(0 < mark.x < drawing.width for mark in drawing.marks)
    assert len(drawing.marks) <= MOST
    assert drawing.marks[-1].number == max(numbers)
