"""The log of commits that readers can see: each has a number, a random token, and what it changed.

One row holds the last number and its token. Its lock, which each of these commits takes at its very end, puts them in one
order: who sees a commit sees all those before it. After a crash, or in a dump that was restored, a number may come
again; a token never does.
"""

import django.db.models.manager
from django.db import migrations, models

TABLE = """
CREATE TABLE cooperation_publicversion (
    id bigint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    number bigint NOT NULL,
    token uuid NOT NULL
);

CREATE TABLE cooperation_publiccommit (
    number bigint PRIMARY KEY,
    token uuid NOT NULL CONSTRAINT cooperation_publiccommit_token UNIQUE,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
"""


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0005_index"), ("redirects", "0002_alter_redirect_new_path_help_text")]

    operations = [
        migrations.CreateModel(
            name="PublicVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(verbose_name="number")),
                ("token", models.UUIDField(verbose_name="token")),
            ],
            options={"managed": False, "db_table": "cooperation_publicversion", "default_permissions": ()},
            managers=[("dumped", django.db.models.manager.Manager())],
        ),
        migrations.CreateModel(
            name="PublicCommit",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="number")),
                ("token", models.UUIDField(unique=True, verbose_name="token")),
                ("at", models.DateTimeField(verbose_name="at")),
            ],
            options={"managed": False, "db_table": "cooperation_publiccommit", "default_permissions": ()},
            managers=[("dumped", django.db.models.manager.Manager())],
        ),
        migrations.CreateModel(
            name="PublicChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.UUIDField(verbose_name="token")),
                ("kind", models.TextField(verbose_name="kind")),
                ("record", models.BigIntegerField(null=True, verbose_name="its id")),
                ("is_entry", models.BooleanField(verbose_name="about the index")),
            ],
            options={"managed": False, "db_table": "cooperation_publicchange", "default_permissions": ()},
            managers=[("dumped", django.db.models.manager.Manager())],
        ),
        migrations.RunSQL(TABLE, "DROP TABLE cooperation_publicversion, cooperation_publiccommit"),
    ]
