import django.db.models.manager
from django.db import migrations, models

COUNT = """
CREATE TEMPORARY TABLE counted ON COMMIT DROP AS
    SELECT page, (rated_at AT TIME ZONE 'UTC')::date AS day, score, count(*)::integer AS answers
    FROM cooperation_rating GROUP BY 1, 2, 3;
DELETE FROM cooperation_rating;
INSERT INTO cooperation_rating (page, day, score, answers, rated_at) SELECT page, day, score, answers, now() FROM counted;
"""


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0008_calendar_address")]

    operations = [
        migrations.AddField("rating", "day", models.DateField(null=True, verbose_name="day")),
        migrations.AddField("rating", "answers", models.IntegerField(default=1, verbose_name="answers")),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
        migrations.AlterField("rating", "day", models.DateField(verbose_name="day")),
        migrations.AlterModelOptions(
            "rating",
            {"ordering": ("-day", "page", "score"), "verbose_name": "rating", "verbose_name_plural": "ratings"},
        ),
        migrations.RemoveField("rating", "rated_at"),
        migrations.AddConstraint(
            "rating",
            models.CheckConstraint(
                condition=models.Q(("answers__gte", 1)),
                name="rating_has_answers",
                violation_error_message="A rating counts at least one answer.",
            ),
        ),
        migrations.AddConstraint(
            "rating",
            models.UniqueConstraint(
                fields=("page", "day", "score"),
                name="rating_counted_once",
                violation_error_message="This score of the page on this day is counted already.",
            ),
        ),
        migrations.CreateModel(
            name="RecentRating",
            fields=[
                ("code", models.UUIDField(primary_key=True, serialize=False, verbose_name="code")),
                ("hour", models.DateTimeField(verbose_name="hour")),
            ],
            options={
                "verbose_name": "recent rating",
                "verbose_name_plural": "recent ratings",
                "default_permissions": (),
            },
            managers=[("dumped", django.db.models.manager.Manager())],
        ),
    ]
