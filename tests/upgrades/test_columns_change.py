"""Ordinary migrations of a later release, on a database with the demo's rows."""

from django.core.management import call_command

from cooperation.models import Meeting, Project, Submission
from regions.models import Country
from tests import factories as f

from .next_release import ask

# Where the functions read a meeting's city.
ENDS = ("_ko", "")  # of its columns
CITY = ("r.city", "p.city", "OLD.city", "NEW.city")


def is_clean():
    """Raises CommandError unless index, search and programs are as they should be."""
    call_command("check_index", verbosity=0)
    return True


def rename_city(next_release):
    renames = (f'migrations.RenameField("meeting", "city{end}", "town{end}")' for end in ENDS)
    next_release.add_migration(", ".join(renames))
    for name in CITY:
        next_release.edit_programs(name, name.replace("city", "town"))
    next_release.migrate()


def test_a_column_is_widened(next_release):
    next_release.add_migration('migrations.AlterField("topic", "name", models.CharField(max_length=200, unique=True))')
    next_release.migrate()
    name = "x" * 150
    ask("UPDATE cooperation_topic SET name = %s WHERE id = (SELECT min(id) FROM cooperation_topic)", name)
    [[version, after]] = ask(
        "SELECT version, (SELECT after ->> 'name' FROM cooperation_change ORDER BY id DESC LIMIT 1)"
        " FROM cooperation_topic WHERE name = %s",
        name,
    )
    assert (version, after) == (2, name)
    assert is_clean()


def test_a_column_is_renamed_and_history_keeps_its_values_under_the_new_name(next_release):
    ask("UPDATE cooperation_meeting SET city = 'Elsewhere' WHERE id = (SELECT min(id) FROM cooperation_meeting)")
    lines = "SELECT id, before ->> '{0}', after ->> '{0}' FROM cooperation_change WHERE \"table\" = %s ORDER BY 1"
    before = ask(lines.format("city"), "cooperation_meeting")
    assert "Elsewhere" in {after for _id, _before, after in before}
    rename_city(next_release)
    assert ask(lines.format("town"), "cooperation_meeting") == before
    assert ask("SELECT count(*) FROM cooperation_change WHERE before ? 'city' OR after ? 'city'") == [(0,)]
    ask("UPDATE cooperation_meeting SET town = 'Jeju' WHERE town = 'Elsewhere'")
    assert ask("SELECT before, after FROM cooperation_change ORDER BY id DESC LIMIT 1") == [
        ('{"town": "Elsewhere"}', '{"town": "Jeju"}')
    ]
    assert is_clean()


def test_citations_and_proposals_follow_the_renamed_field(next_release):
    meeting, country = Meeting.objects.first(), Country.objects.first()
    f.make_citation(meeting, field="city", value="Busan")
    f.make_citation(country, field="city")
    sent = [["city", "Busan"], ["title", "city"], ["outcomes-0-city", "kept"], ["city_0", "Ulsan"]]
    f.make_submission(meeting, form=sent)
    rename_city(next_release)
    assert ask("SELECT meeting_id, field FROM cooperation_citation ORDER BY id DESC LIMIT 2") == [
        (None, "city"),
        (meeting.pk, "town"),
    ]
    history = "SELECT after ->> 'field' FROM cooperation_change WHERE \"table\" = 'cooperation_citation'"
    assert ask(history + " ORDER BY id DESC LIMIT 2") == [("city",), ("town",)]
    assert Submission.objects.get().form == [
        ["town", "Busan"],
        ["title", "city"],
        ["outcomes-0-city", "kept"],
        ["town_0", "Ulsan"],
    ]


def test_a_deleted_citation_comes_back_with_the_renamed_field(next_release):
    citation = f.make_citation(Meeting.objects.first(), field="city")
    row = citation.pk
    citation.delete()
    rename_city(next_release)
    history = "SELECT before ->> 'field' FROM cooperation_change WHERE \"table\" = 'cooperation_citation'"
    assert ask(history + " AND row = %s AND action = 'delete'", row) == [("town",)]


def test_a_field_of_a_part_is_renamed_in_proposals(next_release):
    project = Project.objects.first()
    f.make_submission(project, form=[["phases-0-amount", "5"], ["amount", "6"], ["phases-TOTAL_FORMS", "1"]])
    next_release.add_migration('migrations.RenameField("phase", "amount", "total")')
    next_release.edit_programs("phase.amount", "phase.total")
    next_release.migrate()
    assert Submission.objects.get().form == [["phases-0-total", "5"], ["amount", "6"], ["phases-TOTAL_FORMS", "1"]]


def test_a_column_is_removed(next_release):
    removals = (f'migrations.RemoveField("meeting", "city{end}")' for end in ENDS)
    next_release.add_migration(", ".join(removals))
    for name in CITY:
        for end in ENDS:
            next_release.edit_programs(name + end, "''")
    next_release.migrate()
    ask("UPDATE cooperation_meeting SET title = title || ' again' WHERE id = (SELECT min(id) FROM cooperation_meeting)")
    assert is_clean()


def test_a_link_is_renamed_with_its_table(next_release):
    count = 'SELECT count(*) FROM cooperation_change WHERE "table" = %s'
    [[number]] = ask(count, "cooperation_meeting_topics")
    assert number
    next_release.add_migration('migrations.RenameField("meeting", "topics", "subjects")')
    next_release.edit_programs("cooperation_meeting_topics", "cooperation_meeting_subjects")
    next_release.migrate()
    assert ask(count, "cooperation_meeting_subjects") == [(number,)]
    assert ask(count, "cooperation_meeting_topics") == [(0,)]


def test_a_model_and_a_table_are_renamed_and_history_follows(next_release):
    count = 'SELECT "table", count(*) FROM cooperation_change WHERE "table" ~ \'_(party|treatyparty|phase|stage)$\''
    count += " GROUP BY 1 ORDER BY 1"
    [(_party, parties), (_phase, phases)] = ask(count)
    next_release.add_migration('migrations.RenameModel("Party", "TreatyParty")')
    next_release.add_migration('migrations.AlterModelTable("phase", "cooperation_stage")')
    next_release.edit_programs("cooperation_party", "cooperation_treatyparty")
    next_release.edit_programs("cooperation_phase", "cooperation_stage")
    next_release.migrate()
    assert ask(count) == [("cooperation_stage", phases), ("cooperation_treatyparty", parties)]
    assert is_clean()


def test_rows_are_changed_and_the_next_migration_alters_their_table(next_release):
    """PostgreSQL refuses to alter a table while checks of its rows wait for the end of the transaction."""
    update = "UPDATE cooperation_meeting SET host_country_id = (SELECT min(id) FROM regions_country)"
    next_release.add_migration(f"migrations.RunSQL({update!r})")
    next_release.add_migration('migrations.AlterField("meeting", "city", models.CharField(max_length=200, blank=True))')
    next_release.migrate()
    assert ask("SELECT count(DISTINCT host_country_id) FROM cooperation_meeting") == [(1,)]
    assert is_clean()


def test_a_new_facet_covers_the_rows_that_were_there(next_release):
    """Without a migration: what the entries hold follows from a function that has changed."""
    tag = 99 << 32
    marked = "SELECT count(*) FILTER (WHERE %s = ANY (tags)), count(*) FROM cooperation_entry WHERE kind = 'meeting'"
    [[number, total]] = ask(marked, tag)
    assert (number, total > 0) == (0, True)
    next_release.edit_programs("|| turns.quality,", f"|| turns.quality || {tag}::bigint,")
    next_release.migrate()
    assert ask(marked, tag) == [(total, total)]
    assert is_clean()
