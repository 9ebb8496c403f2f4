import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import cooperation.domain.dates
import regions.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("regions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("transaction", models.BigIntegerField()),
                ("kind", models.TextField()),
                ("record", models.BigIntegerField()),
                ("table", models.TextField()),
                ("row", models.BigIntegerField()),
                ("action", models.TextField()),
                ("before", regions.fields.ExactJSONField(null=True)),
                ("after", regions.fields.ExactJSONField(null=True)),
                ("user_id", models.BigIntegerField(null=True)),
                ("user_name", models.TextField()),
                ("origin", models.TextField()),
                ("reason", models.TextField()),
            ],
            options={
                "db_table": "cooperation_change",
                "ordering": ("id",),
                "managed": False,
                "default_permissions": ("view",),
            },
            managers=[
                ("dumped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="PublicChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("token", models.UUIDField()),
                ("kind", models.TextField()),
                ("record", models.BigIntegerField(null=True)),
                ("is_entry", models.BooleanField()),
            ],
            options={
                "db_table": "cooperation_publicchange",
                "managed": False,
                "default_permissions": (),
            },
            managers=[
                ("dumped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="PublicCommit",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("token", models.UUIDField(unique=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "cooperation_publiccommit",
                "managed": False,
                "default_permissions": (),
            },
            managers=[
                ("dumped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="PublicVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("number", models.BigIntegerField()),
                ("token", models.UUIDField()),
            ],
            options={
                "db_table": "cooperation_publicversion",
                "managed": False,
                "default_permissions": (),
            },
            managers=[
                ("dumped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="KeyCounter",
            fields=[
                ("owner", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="RecentRating",
            fields=[
                ("code", models.UUIDField(primary_key=True, serialize=False)),
                ("hour", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
            },
            managers=[
                ("dumped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RefusedPublication",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "kind", "record", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("record", models.BigIntegerField()),
                ("publish_at", models.DateTimeField()),
                ("reason", models.TextField()),
                (
                    "refused_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
            ],
            options={
                "default_permissions": (),
            },
            managers=[
                ("dumped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(db_default=1, editable=False)),
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("changed_in", models.BigIntegerField(db_default=0, editable=False)),
                ("slug", regions.fields.AddressField(max_length=120, unique=True)),
                ("title", regions.fields.ShortTextField(max_length=300)),
                ("other_names", regions.fields.LinesField(blank=True, default="")),
                ("reference", regions.fields.ShortTextField(blank=True, max_length=60)),
                ("summary", models.TextField(blank=True)),
                ("responsible_unit", regions.fields.ShortTextField(blank=True, max_length=120)),
                ("internal_note", models.TextField(blank=True)),
                ("published_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("publish_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("withdrawal_reason", regions.fields.ShortTextField(blank=True, editable=False, max_length=300)),
                (
                    "is_public",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Q(("published_at__isnull", False), ("withdrawn_at__isnull", True)),
                        output_field=models.BooleanField(),
                        serialize=False,
                    ),
                ),
                (
                    "kind",
                    regions.fields.CodeField(
                        choices=[
                            ("treaty", "treaty"),
                            ("convention", "convention"),
                            ("agreement", "agreement"),
                            ("protocol", "protocol"),
                            ("exchange-of-notes", "exchange-of-notes"),
                            ("mou", "mou"),
                            ("implementing-arrangement", "implementing-arrangement"),
                            ("declaration", "declaration"),
                            ("joint-declaration", "joint-declaration"),
                            ("communique", "communique"),
                            ("action-plan", "action-plan"),
                            ("work-programme", "work-programme"),
                            ("other", "other"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "binding",
                    regions.fields.CodeField(
                        choices=[
                            ("binding", "binding"),
                            ("non-binding", "non-binding"),
                            ("not-recorded", "not-recorded"),
                        ],
                        default="not-recorded",
                        max_length=20,
                    ),
                ),
                ("adopted_on", cooperation.domain.dates.PartialDateField()),
                ("signed_on", cooperation.domain.dates.PartialDateField()),
                ("signed_at", regions.fields.ShortTextField(blank=True, max_length=120)),
                ("in_force_on", cooperation.domain.dates.PartialDateField()),
                ("expires_on", cooperation.domain.dates.PartialDateField()),
                (
                    "renewal",
                    regions.fields.CodeField(
                        choices=[
                            ("none", "none"),
                            ("automatic", "automatic"),
                            ("by-consent", "by-consent"),
                            ("not-recorded", "not-recorded"),
                        ],
                        default="not-recorded",
                        max_length=20,
                    ),
                ),
                ("terminated_on", cooperation.domain.dates.PartialDateField()),
                ("authentic_languages", regions.fields.LinesField(blank=True, default="")),
                ("depositary", regions.fields.ShortTextField(blank=True, max_length=200)),
                (
                    "date",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            "signed_on",
                            "adopted_on",
                            "in_force_on",
                            output_field=cooperation.domain.dates.PartialDateField(),
                        ),
                        null=True,
                        output_field=cooperation.domain.dates.PartialDateField(),
                        serialize=False,
                    ),
                ),
                (
                    "until",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            "signed_on",
                            "adopted_on",
                            "in_force_on",
                            output_field=cooperation.domain.dates.PartialDateField(),
                        ),
                        null=True,
                        output_field=cooperation.domain.dates.PartialDateField(),
                        serialize=False,
                    ),
                ),
                ("regions", models.ManyToManyField(blank=True, related_name="%(class)ss", to="regions.region")),
            ],
            options={
                "abstract": False,
                "default_permissions": ("add", "change", "delete", "view", "publish"),
            },
        ),
        migrations.CreateModel(
            name="Lineage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "kind",
                    regions.fields.CodeField(
                        choices=[("implements", "implements"), ("amends", "amends"), ("supersedes", "supersedes")],
                        max_length=20,
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ancestors",
                        to="cooperation.agreement",
                    ),
                ),
                (
                    "earlier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successors",
                        to="cooperation.agreement",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.AddField(
            model_name="agreement",
            name="descends_from",
            field=models.ManyToManyField(
                related_name="descendants", through="cooperation.Lineage", to="cooperation.agreement"
            ),
        ),
        migrations.CreateModel(
            name="Mechanism",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(db_default=1, editable=False)),
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("changed_in", models.BigIntegerField(db_default=0, editable=False)),
                ("slug", regions.fields.AddressField(max_length=120, unique=True)),
                ("title", regions.fields.ShortTextField(max_length=300)),
                ("other_names", regions.fields.LinesField(blank=True, default="")),
                ("reference", regions.fields.ShortTextField(blank=True, max_length=60)),
                ("summary", models.TextField(blank=True)),
                ("responsible_unit", regions.fields.ShortTextField(blank=True, max_length=120)),
                ("internal_note", models.TextField(blank=True)),
                ("published_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("publish_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("withdrawal_reason", regions.fields.ShortTextField(blank=True, editable=False, max_length=300)),
                (
                    "is_public",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Q(("published_at__isnull", False), ("withdrawn_at__isnull", True)),
                        output_field=models.BooleanField(),
                        serialize=False,
                    ),
                ),
                ("acronym", regions.fields.ShortTextField(blank=True, max_length=30)),
                (
                    "level",
                    regions.fields.CodeField(
                        choices=[
                            ("summit", "summit"),
                            ("ministerial", "ministerial"),
                            ("senior-officials", "senior-officials"),
                            ("working", "working"),
                            ("not-recorded", "not-recorded"),
                        ],
                        default="not-recorded",
                        max_length=20,
                    ),
                ),
                ("established_on", cooperation.domain.dates.PartialDateField()),
                ("ended_on", cooperation.domain.dates.PartialDateField()),
                ("cadence", regions.fields.ShortTextField(blank=True, max_length=200)),
                (
                    "date",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.F("established_on"),
                        null=True,
                        output_field=cooperation.domain.dates.PartialDateField(),
                        serialize=False,
                    ),
                ),
                (
                    "until",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            "ended_on", models.Value("9999"), output_field=cooperation.domain.dates.PartialDateField()
                        ),
                        null=True,
                        output_field=cooperation.domain.dates.PartialDateField(),
                        serialize=False,
                    ),
                ),
                ("countries", models.ManyToManyField(blank=True, related_name="mechanisms", to="regions.country")),
                (
                    "founded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="founded_mechanisms",
                        to="cooperation.agreement",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="cooperation.mechanism",
                    ),
                ),
                ("regions", models.ManyToManyField(blank=True, related_name="%(class)ss", to="regions.region")),
            ],
            options={
                "abstract": False,
                "default_permissions": ("add", "change", "delete", "view", "publish"),
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(db_default=1, editable=False)),
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("changed_in", models.BigIntegerField(db_default=0, editable=False)),
                ("slug", regions.fields.AddressField(max_length=120, unique=True)),
                ("title", regions.fields.ShortTextField(max_length=300)),
                ("other_names", regions.fields.LinesField(blank=True, default="")),
                ("reference", regions.fields.ShortTextField(blank=True, max_length=60)),
                ("summary", models.TextField(blank=True)),
                ("responsible_unit", regions.fields.ShortTextField(blank=True, max_length=120)),
                ("internal_note", models.TextField(blank=True)),
                ("published_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("publish_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("withdrawal_reason", regions.fields.ShortTextField(blank=True, editable=False, max_length=300)),
                (
                    "is_public",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Q(("published_at__isnull", False), ("withdrawn_at__isnull", True)),
                        output_field=models.BooleanField(),
                        serialize=False,
                    ),
                ),
                (
                    "ordinal",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)]
                    ),
                ),
                (
                    "kind",
                    regions.fields.CodeField(
                        choices=[
                            ("session", "session"),
                            ("bilateral", "bilateral"),
                            ("conference", "conference"),
                            ("forum", "forum"),
                            ("workshop", "workshop"),
                            ("training", "training"),
                        ],
                        default="session",
                        max_length=20,
                    ),
                ),
                (
                    "status",
                    regions.fields.CodeField(
                        choices=[
                            ("tentative", "tentative"),
                            ("confirmed", "confirmed"),
                            ("held", "held"),
                            ("postponed", "postponed"),
                            ("cancelled", "cancelled"),
                            ("not-recorded", "not-recorded"),
                        ],
                        default="not-recorded",
                        max_length=20,
                    ),
                ),
                (
                    "mode",
                    regions.fields.CodeField(
                        choices=[
                            ("in-person", "in-person"),
                            ("online", "online"),
                            ("hybrid", "hybrid"),
                            ("not-recorded", "not-recorded"),
                        ],
                        default="not-recorded",
                        max_length=20,
                    ),
                ),
                ("start", cooperation.domain.dates.PartialDateField()),
                ("end", cooperation.domain.dates.PartialDateField()),
                ("city", regions.fields.ShortTextField(blank=True, max_length=100)),
                ("heads_of_delegation", regions.fields.LinesField(blank=True, default="")),
                ("participant_count", models.PositiveIntegerField(blank=True, null=True)),
                ("is_participant_count_approximate", models.BooleanField(default=False)),
                (
                    "date",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.F("start"),
                        null=True,
                        output_field=cooperation.domain.dates.PartialDateField(),
                        serialize=False,
                    ),
                ),
                (
                    "until",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            "end", "start", output_field=cooperation.domain.dates.PartialDateField()
                        ),
                        null=True,
                        output_field=cooperation.domain.dates.PartialDateField(),
                        serialize=False,
                    ),
                ),
                ("countries", models.ManyToManyField(blank=True, related_name="meetings", to="regions.country")),
                (
                    "host_country",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hosted_meetings",
                        to="regions.country",
                    ),
                ),
                (
                    "mechanism",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="cooperation.mechanism",
                    ),
                ),
                (
                    "part_of_meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="side_meetings",
                        to="cooperation.meeting",
                    ),
                ),
                ("regions", models.ManyToManyField(blank=True, related_name="%(class)ss", to="regions.region")),
            ],
            options={
                "abstract": False,
                "default_permissions": ("add", "change", "delete", "view", "publish"),
            },
        ),
        migrations.AddField(
            model_name="agreement",
            name="meeting",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agreements",
                to="cooperation.meeting",
            ),
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("joined_on", cooperation.domain.dates.PartialDateField()),
                ("left_on", cooperation.domain.dates.PartialDateField()),
                (
                    "country",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="regions.country"
                    ),
                ),
            ],
            options={
                "ordering": ("country__slug", "joined_on"),
            },
        ),
        migrations.CreateModel(
            name="Organization",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(db_default=1, editable=False)),
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("changed_in", models.BigIntegerField(db_default=0, editable=False)),
                ("slug", regions.fields.AddressField(max_length=120, unique=True)),
                ("name", regions.fields.ShortTextField(max_length=200, unique=True)),
                ("acronym", regions.fields.ShortTextField(blank=True, max_length=30)),
                (
                    "kind",
                    regions.fields.CodeField(
                        choices=[
                            ("ministry", "ministry"),
                            ("international", "international"),
                            ("fund", "fund"),
                            ("bloc", "bloc"),
                            ("company", "company"),
                            ("association", "association"),
                        ],
                        max_length=20,
                    ),
                ),
                ("summary", models.TextField(blank=True)),
                ("other_names", regions.fields.LinesField(blank=True, default="")),
                ("website", models.URLField(blank=True, max_length=500)),
                (
                    "country",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="national_bodies",
                        to="regions.country",
                    ),
                ),
                (
                    "members",
                    models.ManyToManyField(
                        blank=True, related_name="blocs", through="cooperation.Membership", to="regions.country"
                    ),
                ),
                ("regions", models.ManyToManyField(blank=True, related_name="organizations", to="regions.region")),
            ],
            options={
                "ordering": ("slug",),
                "default_permissions": ("add", "change", "delete", "view", "publish"),
            },
        ),
        migrations.AddField(
            model_name="membership",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="cooperation.organization"
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="organizations",
            field=models.ManyToManyField(blank=True, related_name="meetings", to="cooperation.organization"),
        ),
        migrations.AddField(
            model_name="mechanism",
            name="organizations",
            field=models.ManyToManyField(blank=True, related_name="mechanisms", to="cooperation.organization"),
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("signed_on", cooperation.domain.dates.PartialDateField()),
                (
                    "consent",
                    regions.fields.CodeField(
                        blank=True,
                        choices=[
                            ("definitive-signature", "definitive-signature"),
                            ("ratification", "ratification"),
                            ("acceptance", "acceptance"),
                            ("approval", "approval"),
                            ("accession", "accession"),
                        ],
                        max_length=30,
                    ),
                ),
                ("consent_on", cooperation.domain.dates.PartialDateField()),
                ("in_force_on", cooperation.domain.dates.PartialDateField()),
                ("withdrawn_on", cooperation.domain.dates.PartialDateField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parties", to="cooperation.agreement"
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parties",
                        to="regions.country",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parties",
                        to="cooperation.organization",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signed_parties",
                        to="cooperation.organization",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(db_default=1, editable=False)),
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("changed_in", models.BigIntegerField(db_default=0, editable=False)),
                ("slug", regions.fields.AddressField(max_length=120, unique=True)),
                ("title", regions.fields.ShortTextField(max_length=300)),
                ("other_names", regions.fields.LinesField(blank=True, default="")),
                ("reference", regions.fields.ShortTextField(blank=True, max_length=60)),
                ("summary", models.TextField(blank=True)),
                ("responsible_unit", regions.fields.ShortTextField(blank=True, max_length=120)),
                ("internal_note", models.TextField(blank=True)),
                ("published_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("publish_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("withdrawal_reason", regions.fields.ShortTextField(blank=True, editable=False, max_length=300)),
                (
                    "is_public",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Q(("published_at__isnull", False), ("withdrawn_at__isnull", True)),
                        output_field=models.BooleanField(),
                        serialize=False,
                    ),
                ),
                (
                    "status",
                    regions.fields.CodeField(
                        choices=[
                            ("pipeline", "pipeline"),
                            ("implementation", "implementation"),
                            ("finalisation", "finalisation"),
                            ("closed", "closed"),
                            ("cancelled", "cancelled"),
                            ("suspended", "suspended"),
                            ("not-recorded", "not-recorded"),
                        ],
                        default="not-recorded",
                        max_length=20,
                    ),
                ),
                ("planned_start", cooperation.domain.dates.PartialDateField()),
                ("planned_end", cooperation.domain.dates.PartialDateField()),
                ("actual_start", cooperation.domain.dates.PartialDateField()),
                ("actual_end", cooperation.domain.dates.PartialDateField()),
                (
                    "date",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            "actual_start", "planned_start", output_field=cooperation.domain.dates.PartialDateField()
                        ),
                        null=True,
                        output_field=cooperation.domain.dates.PartialDateField(),
                        serialize=False,
                    ),
                ),
                (
                    "until",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                actual_end__not_before=django.db.models.functions.comparison.Coalesce(
                                    "actual_start",
                                    "planned_start",
                                    output_field=cooperation.domain.dates.PartialDateField(),
                                ),
                                then=models.F("actual_end"),
                            ),
                            models.When(
                                actual_end__isnull=False,
                                then=django.db.models.functions.comparison.Coalesce(
                                    "actual_start",
                                    "planned_start",
                                    output_field=cooperation.domain.dates.PartialDateField(),
                                ),
                            ),
                            models.When(
                                planned_end__not_before=django.db.models.functions.comparison.Coalesce(
                                    "actual_start",
                                    "planned_start",
                                    output_field=cooperation.domain.dates.PartialDateField(),
                                ),
                                then=models.F("planned_end"),
                            ),
                            models.When(
                                status__in=("closed", "cancelled"),
                                then=django.db.models.functions.comparison.Coalesce(
                                    "actual_start",
                                    "planned_start",
                                    output_field=cooperation.domain.dates.PartialDateField(),
                                ),
                            ),
                            default=models.Value("9999"),
                            output_field=cooperation.domain.dates.PartialDateField(),
                        ),
                        null=True,
                        output_field=cooperation.domain.dates.PartialDateField(),
                        serialize=False,
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="cooperation.agreement",
                    ),
                ),
                ("countries", models.ManyToManyField(blank=True, related_name="projects", to="regions.country")),
                (
                    "mechanism",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="cooperation.mechanism",
                    ),
                ),
                ("regions", models.ManyToManyField(blank=True, related_name="%(class)ss", to="regions.region")),
            ],
            options={
                "abstract": False,
                "default_permissions": ("add", "change", "delete", "view", "publish"),
            },
        ),
        migrations.CreateModel(
            name="Phase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("key", models.PositiveIntegerField(db_default=0, editable=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("name", regions.fields.ShortTextField(max_length=200)),
                ("start", cooperation.domain.dates.PartialDateField()),
                ("end", cooperation.domain.dates.PartialDateField()),
                ("status", regions.fields.ShortTextField(blank=True, max_length=120)),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                ("currency", regions.fields.ShortTextField(blank=True, max_length=3)),
                (
                    "funder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="funded_phases",
                        to="cooperation.organization",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="phases", to="cooperation.project"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "key"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("key", models.PositiveIntegerField(db_default=0, editable=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "kind",
                    regions.fields.CodeField(
                        choices=[
                            ("decision", "decision"),
                            ("agreement", "agreement"),
                            ("commitment", "commitment"),
                            ("proposal", "proposal"),
                            ("request", "request"),
                            ("review", "review"),
                            ("report", "report"),
                            ("statement", "statement"),
                            ("discussion", "discussion"),
                        ],
                        max_length=20,
                    ),
                ),
                ("text", models.TextField()),
                ("due_on", cooperation.domain.dates.PartialDateField()),
                (
                    "status",
                    regions.fields.CodeField(
                        blank=True,
                        choices=[
                            ("active", "active"),
                            ("implemented", "implemented"),
                            ("elapsed", "elapsed"),
                            ("superseded", "superseded"),
                            ("retired", "retired"),
                        ],
                        max_length=20,
                    ),
                ),
                ("by_countries", models.ManyToManyField(blank=True, related_name="outcomes_by", to="regions.country")),
                (
                    "by_organizations",
                    models.ManyToManyField(blank=True, related_name="outcomes_by", to="cooperation.organization"),
                ),
                (
                    "carried_out_by_agreements",
                    models.ManyToManyField(blank=True, related_name="origins", to="cooperation.agreement"),
                ),
                (
                    "carried_out_by_mechanisms",
                    models.ManyToManyField(blank=True, related_name="origins", to="cooperation.mechanism"),
                ),
                (
                    "carried_out_by_meetings",
                    models.ManyToManyField(blank=True, related_name="origins", to="cooperation.meeting"),
                ),
                (
                    "concerns_agreements",
                    models.ManyToManyField(blank=True, related_name="concerned_outcomes", to="cooperation.agreement"),
                ),
                (
                    "concerns_mechanisms",
                    models.ManyToManyField(blank=True, related_name="concerned_outcomes", to="cooperation.mechanism"),
                ),
                (
                    "concerns_meetings",
                    models.ManyToManyField(blank=True, related_name="concerned_outcomes", to="cooperation.meeting"),
                ),
                (
                    "concerns_organizations",
                    models.ManyToManyField(
                        blank=True, related_name="concerned_outcomes", to="cooperation.organization"
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="followed_by",
                        to="cooperation.outcome",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="outcomes", to="cooperation.meeting"
                    ),
                ),
                ("to_countries", models.ManyToManyField(blank=True, related_name="outcomes_to", to="regions.country")),
                (
                    "to_organizations",
                    models.ManyToManyField(blank=True, related_name="outcomes_to", to="cooperation.organization"),
                ),
                (
                    "carried_out_by_projects",
                    models.ManyToManyField(blank=True, related_name="origins", to="cooperation.project"),
                ),
                (
                    "concerns_projects",
                    models.ManyToManyField(blank=True, related_name="concerned_outcomes", to="cooperation.project"),
                ),
            ],
            options={
                "ordering": ("position", "key"),
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="meeting",
            name="part_of_project",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meetings",
                to="cooperation.project",
            ),
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("key", models.PositiveIntegerField(db_default=0, editable=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("title", regions.fields.ShortTextField(max_length=300)),
                (
                    "kind",
                    regions.fields.CodeField(
                        choices=[
                            ("text", "text"),
                            ("agenda", "agenda"),
                            ("participants", "participants"),
                            ("minutes", "minutes"),
                            ("report", "report"),
                            ("press-release", "press-release"),
                            ("photo", "photo"),
                            ("other", "other"),
                        ],
                        default="other",
                        max_length=20,
                    ),
                ),
                ("language", regions.fields.ShortTextField(blank=True, max_length=12)),
                ("url", models.URLField(max_length=1000)),
                ("is_internal", models.BooleanField(default=False)),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="cooperation.agreement",
                    ),
                ),
                (
                    "mechanism",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="cooperation.mechanism",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="cooperation.meeting",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="cooperation.project",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "key"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProjectOrganization",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "role",
                    regions.fields.CodeField(
                        choices=[
                            ("funding", "funding"),
                            ("accountable", "accountable"),
                            ("extending", "extending"),
                            ("implementing", "implementing"),
                            ("not-recorded", "not-recorded"),
                        ],
                        default="not-recorded",
                        max_length=20,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="project_organizations",
                        to="cooperation.organization",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="project_organizations",
                        to="cooperation.project",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.AddField(
            model_name="project",
            name="organizations",
            field=models.ManyToManyField(
                related_name="projects", through="cooperation.ProjectOrganization", to="cooperation.organization"
            ),
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("page", models.CharField(max_length=200)),
                ("day", models.DateField()),
                ("score", models.PositiveSmallIntegerField()),
                ("answers", models.IntegerField(default=1)),
            ],
            options={
                "ordering": ("-day", "page", "score"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("score__gte", 1), ("score__lte", 5)), name="rating_of_five_steps"
                    ),
                    models.CheckConstraint(condition=models.Q(("answers__gte", 1)), name="rating_has_answers"),
                    models.UniqueConstraint(fields=("page", "day", "score"), name="rating_counted_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(db_default=1, editable=False)),
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("changed_in", models.BigIntegerField(db_default=0, editable=False)),
                ("slug", regions.fields.AddressField(max_length=120, unique=True)),
                ("title", regions.fields.ShortTextField(max_length=300)),
                ("publisher", regions.fields.ShortTextField(blank=True, max_length=200)),
                ("origin", regions.fields.CodeField(choices=[("own", "own"), ("external", "external")], max_length=20)),
                ("url", models.URLField(blank=True, max_length=1000)),
                ("as_of", cooperation.domain.dates.PartialDateField()),
                ("retrieved_on", cooperation.domain.dates.PartialDateField()),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "ordering": ("slug",),
                "default_permissions": ("add", "change", "delete", "view", "publish"),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="source_has_title"),
                    models.CheckConstraint(
                        condition=models.Q(("url", ""), ("url__regex", "\\Ahttps?://"), _connector="OR"),
                        name="source_address_is_http",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Citation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("key", models.PositiveIntegerField(db_default=0, editable=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("field", regions.fields.ShortTextField(blank=True, max_length=60)),
                ("locator", regions.fields.ShortTextField(blank=True, max_length=100)),
                ("quotation", models.TextField(blank=True)),
                ("value", models.TextField(blank=True)),
                (
                    "basis",
                    regions.fields.CodeField(
                        choices=[("stated", "stated"), ("inferred", "inferred")], default="stated", max_length=10
                    ),
                ),
                ("is_incomplete", models.BooleanField(default=False)),
                ("is_disputed", models.BooleanField(default=False)),
                ("note", models.TextField(blank=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="cooperation.agreement",
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="regions.country",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="regions.region",
                    ),
                ),
                (
                    "mechanism",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="cooperation.mechanism",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="cooperation.meeting",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="cooperation.organization",
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="cooperation.outcome",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="cooperation.party",
                    ),
                ),
                (
                    "phase",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="cooperation.phase",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="cooperation.project",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="citations",
                        to="cooperation.source",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "key"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                (
                    "submitted_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("begun_version", models.PositiveBigIntegerField()),
                ("form", models.JSONField(blank=True, null=True)),
                ("message", models.TextField(blank=True)),
                (
                    "state",
                    regions.fields.CodeField(
                        choices=[
                            ("open", "open"),
                            ("accepted", "accepted"),
                            ("returned", "returned"),
                            ("taken-back", "taken-back"),
                        ],
                        default="open",
                        max_length=20,
                    ),
                ),
                ("comment", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="submissions",
                        to="cooperation.agreement",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decided_submissions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mechanism",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="submissions",
                        to="cooperation.mechanism",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="submissions",
                        to="cooperation.meeting",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="submissions",
                        to="cooperation.project",
                    ),
                ),
            ],
            options={
                "ordering": ("submitted_at", "pk"),
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(db_default=1, editable=False)),
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("changed_in", models.BigIntegerField(db_default=0, editable=False)),
                ("slug", regions.fields.AddressField(max_length=120, unique=True)),
                ("name", regions.fields.ShortTextField(max_length=100, unique=True)),
                ("other_names", regions.fields.LinesField(blank=True, default="")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="cooperation.topic",
                    ),
                ),
            ],
            options={
                "ordering": ("slug",),
                "default_permissions": ("add", "change", "delete", "view", "publish"),
            },
        ),
        migrations.AddField(
            model_name="project",
            name="topics",
            field=models.ManyToManyField(blank=True, related_name="%(class)ss", to="cooperation.topic"),
        ),
        migrations.AddField(
            model_name="outcome",
            name="topics",
            field=models.ManyToManyField(blank=True, related_name="outcomes", to="cooperation.topic"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="topics",
            field=models.ManyToManyField(blank=True, related_name="%(class)ss", to="cooperation.topic"),
        ),
        migrations.AddField(
            model_name="mechanism",
            name="topics",
            field=models.ManyToManyField(blank=True, related_name="%(class)ss", to="cooperation.topic"),
        ),
        migrations.AddField(
            model_name="agreement",
            name="topics",
            field=models.ManyToManyField(blank=True, related_name="%(class)ss", to="cooperation.topic"),
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("kind", regions.fields.ShortTextField(max_length=20)),
                ("name", regions.fields.ShortTextField(max_length=200)),
                ("columns", models.JSONField()),
                ("notes", models.JSONField(default=list)),
                ("done", models.JSONField(default=dict)),
                (
                    "uploaded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-uploaded_at", "-pk"),
                "default_permissions": (),
            },
            managers=[
                ("dumped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="UploadedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("cells", models.JSONField()),
                (
                    "state",
                    regions.fields.CodeField(
                        choices=[
                            ("new", "new"),
                            ("changed", "changed"),
                            ("unchanged", "unchanged"),
                            ("wrong", "wrong"),
                        ],
                        max_length=20,
                    ),
                ),
                ("target", models.BigIntegerField(null=True)),
                ("version", models.BigIntegerField(null=True)),
                ("label", regions.fields.ShortTextField(max_length=300)),
                ("changes", models.JSONField(default=list)),
                ("problems", models.JSONField(default=list)),
                ("warnings", models.JSONField(default=list)),
                ("is_newer", models.BooleanField(default=False)),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cooperation.upload"
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "default_permissions": (),
            },
            managers=[
                ("dumped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddConstraint(
            model_name="lineage",
            constraint=models.UniqueConstraint(fields=("agreement", "kind", "earlier"), name="lineage_unique"),
        ),
        migrations.AddConstraint(
            model_name="lineage",
            constraint=models.CheckConstraint(
                condition=models.Q(("agreement", models.F("earlier")), _negated=True), name="lineage_between_two"
            ),
        ),
        migrations.AddIndex(
            model_name="organization",
            index=models.Index(
                django.db.models.functions.text.Lower("name"), models.F("id"), name="organization_by_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="organization_has_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(("website", ""), ("website__regex", "\\Ahttps?://"), _connector="OR"),
                name="organization_website_is_http",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                fields=("organization", "country", "joined_on"), name="membership_unique", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("left_on__not_before", models.F("joined_on"))), name="membership_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("country__isnull", False), ("organization__isnull", True)),
                    models.Q(("country__isnull", True), ("organization__isnull", False)),
                    _connector="OR",
                ),
                name="party_is_country_or_organization",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(fields=("agreement", "country"), name="party_country_unique"),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(fields=("agreement", "organization"), name="party_organization_unique"),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(fields=("agreement", "id"), name="party_of_agreement"),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(("withdrawn_on__not_before", models.F("in_force_on"))),
                name="party_withdraws_after_entry_into_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(("withdrawn_on__not_before", models.F("consent_on"))),
                name="party_withdraws_after_consent",
            ),
        ),
        migrations.AddConstraint(
            model_name="phase",
            constraint=models.UniqueConstraint(fields=("project", "key"), name="phase_key_unique"),
        ),
        migrations.AddConstraint(
            model_name="phase",
            constraint=models.UniqueConstraint(fields=("project", "id"), name="phase_of_project"),
        ),
        migrations.AddConstraint(
            model_name="phase",
            constraint=models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="phase_has_name"),
        ),
        migrations.AddConstraint(
            model_name="phase",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__not_before", models.F("start"))), name="phase_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="phase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount__isnull", True), ("currency", "")),
                    models.Q(("amount__isnull", False), models.Q(("currency", ""), _negated=True)),
                    _connector="OR",
                ),
                name="phase_amount_has_currency",
            ),
        ),
        migrations.AddConstraint(
            model_name="phase",
            constraint=models.CheckConstraint(
                condition=models.Q(("currency", ""), ("currency__regex", "\\A[A-Z]{3}\\Z"), _connector="OR"),
                name="phase_currency_form",
            ),
        ),
        migrations.AddConstraint(
            model_name="phase",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__isnull", True), ("amount__gte", 0), _connector="OR"),
                name="phase_amount_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("agreement__isnull", True),
                        ("mechanism__isnull", False),
                        ("meeting__isnull", True),
                        ("project__isnull", True),
                    ),
                    models.Q(
                        ("agreement__isnull", False),
                        ("mechanism__isnull", True),
                        ("meeting__isnull", True),
                        ("project__isnull", True),
                    ),
                    models.Q(
                        ("agreement__isnull", True),
                        ("mechanism__isnull", True),
                        ("meeting__isnull", False),
                        ("project__isnull", True),
                    ),
                    models.Q(
                        ("agreement__isnull", True),
                        ("mechanism__isnull", True),
                        ("meeting__isnull", True),
                        ("project__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="document_of_one_record",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="document_has_title"
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(("url__regex", "\\Ahttps?://")), name="document_address_is_http"
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(fields=("mechanism", "key"), name="document_key_unique_mechanism"),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(fields=("agreement", "key"), name="document_key_unique_agreement"),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(fields=("meeting", "key"), name="document_key_unique_meeting"),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(fields=("project", "key"), name="document_key_unique_project"),
        ),
        migrations.AddConstraint(
            model_name="projectorganization",
            constraint=models.UniqueConstraint(
                fields=("project", "organization", "role"), name="project_organization_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="citation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("agreement__isnull", True),
                        ("country__isnull", True),
                        ("mechanism__isnull", True),
                        ("meeting__isnull", True),
                        ("organization__isnull", True),
                        ("project__isnull", True),
                        ("region__isnull", False),
                    ),
                    models.Q(
                        ("agreement__isnull", True),
                        ("country__isnull", False),
                        ("mechanism__isnull", True),
                        ("meeting__isnull", True),
                        ("organization__isnull", True),
                        ("project__isnull", True),
                        ("region__isnull", True),
                    ),
                    models.Q(
                        ("agreement__isnull", True),
                        ("country__isnull", True),
                        ("mechanism__isnull", True),
                        ("meeting__isnull", True),
                        ("organization__isnull", False),
                        ("project__isnull", True),
                        ("region__isnull", True),
                    ),
                    models.Q(
                        ("agreement__isnull", True),
                        ("country__isnull", True),
                        ("mechanism__isnull", False),
                        ("meeting__isnull", True),
                        ("organization__isnull", True),
                        ("project__isnull", True),
                        ("region__isnull", True),
                    ),
                    models.Q(
                        ("agreement__isnull", False),
                        ("country__isnull", True),
                        ("mechanism__isnull", True),
                        ("meeting__isnull", True),
                        ("organization__isnull", True),
                        ("project__isnull", True),
                        ("region__isnull", True),
                    ),
                    models.Q(
                        ("agreement__isnull", True),
                        ("country__isnull", True),
                        ("mechanism__isnull", True),
                        ("meeting__isnull", False),
                        ("organization__isnull", True),
                        ("project__isnull", True),
                        ("region__isnull", True),
                    ),
                    models.Q(
                        ("agreement__isnull", True),
                        ("country__isnull", True),
                        ("mechanism__isnull", True),
                        ("meeting__isnull", True),
                        ("organization__isnull", True),
                        ("project__isnull", False),
                        ("region__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="citation_of_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="citation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome__isnull", True), ("party__isnull", True), ("phase__isnull", True)),
                    models.Q(("outcome__isnull", True), ("party__isnull", False), ("phase__isnull", True)),
                    models.Q(("outcome__isnull", False), ("party__isnull", True), ("phase__isnull", True)),
                    models.Q(("outcome__isnull", True), ("party__isnull", True), ("phase__isnull", False)),
                    _connector="OR",
                ),
                name="citation_about_one_part",
            ),
        ),
        migrations.AddConstraint(
            model_name="citation",
            constraint=models.CheckConstraint(
                condition=models.Q(("party__isnull", True), ("agreement__isnull", False), _connector="OR"),
                name="citation_party_has_agreement",
            ),
        ),
        migrations.AddConstraint(
            model_name="citation",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__isnull", True), ("meeting__isnull", False), _connector="OR"),
                name="citation_outcome_has_meeting",
            ),
        ),
        migrations.AddConstraint(
            model_name="citation",
            constraint=models.CheckConstraint(
                condition=models.Q(("phase__isnull", True), ("project__isnull", False), _connector="OR"),
                name="citation_phase_has_project",
            ),
        ),
        migrations.AddConstraint(
            model_name="citation",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__isnull", False), ("basis", "inferred"), _connector="OR"),
                name="citation_has_source_unless_inferred",
            ),
        ),
        migrations.AddConstraint(
            model_name="citation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("note", ""), _negated=True),
                    models.Q(("basis", "stated"), ("is_disputed", False)),
                    _connector="OR",
                ),
                name="citation_note_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="citation",
            constraint=models.UniqueConstraint(fields=("region", "key"), name="citation_key_unique_region"),
        ),
        migrations.AddConstraint(
            model_name="citation",
            constraint=models.UniqueConstraint(fields=("country", "key"), name="citation_key_unique_country"),
        ),
        migrations.AddConstraint(
            model_name="citation",
            constraint=models.UniqueConstraint(fields=("organization", "key"), name="citation_key_unique_organization"),
        ),
        migrations.AddConstraint(
            model_name="citation",
            constraint=models.UniqueConstraint(fields=("mechanism", "key"), name="citation_key_unique_mechanism"),
        ),
        migrations.AddConstraint(
            model_name="citation",
            constraint=models.UniqueConstraint(fields=("agreement", "key"), name="citation_key_unique_agreement"),
        ),
        migrations.AddConstraint(
            model_name="citation",
            constraint=models.UniqueConstraint(fields=("meeting", "key"), name="citation_key_unique_meeting"),
        ),
        migrations.AddConstraint(
            model_name="citation",
            constraint=models.UniqueConstraint(fields=("project", "key"), name="citation_key_unique_project"),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("agreement__isnull", True),
                        ("mechanism__isnull", False),
                        ("meeting__isnull", True),
                        ("project__isnull", True),
                    ),
                    models.Q(
                        ("agreement__isnull", False),
                        ("mechanism__isnull", True),
                        ("meeting__isnull", True),
                        ("project__isnull", True),
                    ),
                    models.Q(
                        ("agreement__isnull", True),
                        ("mechanism__isnull", True),
                        ("meeting__isnull", False),
                        ("project__isnull", True),
                    ),
                    models.Q(
                        ("agreement__isnull", True),
                        ("mechanism__isnull", True),
                        ("meeting__isnull", True),
                        ("project__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="submission_of_one_record",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("state", "open")),
                    models.Q(
                        models.Q(("state", "open"), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="submission_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "returned"), _negated=True),
                    models.Q(("comment", ""), _negated=True),
                    _connector="OR",
                ),
                name="submission_returned_with_comment",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                condition=models.Q(("form__isnull", True), ("state", "open")),
                fields=("mechanism",),
                name="submission_open_once_mechanism",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                condition=models.Q(("form__isnull", True), ("state", "open")),
                fields=("agreement",),
                name="submission_open_once_agreement",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                condition=models.Q(("form__isnull", True), ("state", "open")),
                fields=("meeting",),
                name="submission_open_once_meeting",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                condition=models.Q(("form__isnull", True), ("state", "open")),
                fields=("project",),
                name="submission_open_once_project",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                condition=models.Q(("form__isnull", False), ("state", "open")),
                fields=("mechanism", "author"),
                name="submission_one_proposal_mechanism",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                condition=models.Q(("form__isnull", False), ("state", "open")),
                fields=("agreement", "author"),
                name="submission_one_proposal_agreement",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                condition=models.Q(("form__isnull", False), ("state", "open")),
                fields=("meeting", "author"),
                name="submission_one_proposal_meeting",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                condition=models.Q(("form__isnull", False), ("state", "open")),
                fields=("project", "author"),
                name="submission_one_proposal_project",
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="topic_has_name"),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent__isnull", True), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"
                ),
                name="topic_not_its_own_parent",
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(
                condition=models.Q(("publish_at__isnull", False)), fields=["publish_at"], name="project_planned"
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(
                condition=models.Q(("withdrawn_at__isnull", False)), fields=["withdrawn_at"], name="project_withdrawn"
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("title", config="english"), name="project_title_words"
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(django.db.models.functions.text.Lower("title"), models.F("id"), name="project_by_title"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(
                models.OrderBy(models.F("date"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                name="project_newest_first",
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(
                models.OrderBy(models.F("updated_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="project_by_change",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="project_has_title"
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reference", ""), _negated=True),
                fields=("reference",),
                name="project_reference_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawal_reason", ""), ("withdrawn_at__isnull", True)),
                    models.Q(
                        ("published_at__isnull", False),
                        ("withdrawn_at__isnull", False),
                        models.Q(("withdrawal_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="project_withdrawn_after_publication",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("publish_at__isnull", True), ("published_at__isnull", True), _connector="OR"),
                name="project_planned_while_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("planned_end__not_before", models.F("planned_start"))),
                name="project_planned_end_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("actual_end__not_before", models.F("actual_start"))),
                name="project_actual_end_after_start",
            ),
        ),
        migrations.AddIndex(
            model_name="outcome",
            index=models.Index(
                condition=models.Q(("due_on__isnull", False)), fields=["due_on"], name="outcome_by_due_date"
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.UniqueConstraint(fields=("meeting", "key"), name="outcome_key_unique"),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.UniqueConstraint(fields=("meeting", "id"), name="outcome_of_meeting"),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="outcome_has_text"),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ("review", "report", "statement", "discussion")), ("status", "")),
                    models.Q(
                        models.Q(("kind__in", ("review", "report", "statement", "discussion")), _negated=True),
                        models.Q(("status", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="outcome_status_by_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("follows__isnull", True), models.Q(("follows", models.F("id")), _negated=True), _connector="OR"
                ),
                name="outcome_does_not_follow_itself",
            ),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(
                condition=models.Q(("publish_at__isnull", False)), fields=["publish_at"], name="meeting_planned"
            ),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(
                condition=models.Q(("withdrawn_at__isnull", False)), fields=["withdrawn_at"], name="meeting_withdrawn"
            ),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("title", config="english"), name="meeting_title_words"
            ),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(django.db.models.functions.text.Lower("title"), models.F("id"), name="meeting_by_title"),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(
                models.OrderBy(models.F("date"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                name="meeting_newest_first",
            ),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(
                models.OrderBy(models.F("updated_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="meeting_by_change",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="meeting_has_title"
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reference", ""), _negated=True),
                fields=("reference",),
                name="meeting_reference_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawal_reason", ""), ("withdrawn_at__isnull", True)),
                    models.Q(
                        ("published_at__isnull", False),
                        ("withdrawn_at__isnull", False),
                        models.Q(("withdrawal_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="meeting_withdrawn_after_publication",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("publish_at__isnull", True), ("published_at__isnull", True), _connector="OR"),
                name="meeting_planned_while_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug", "calendar"), _negated=True), name="meeting_slug_is_no_page"
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__not_before", models.F("start"))), name="meeting_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("ordinal__isnull", True), ("ordinal__gte", 1), _connector="OR"),
                name="meeting_ordinal_from_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("part_of_meeting__isnull", True), ("part_of_project__isnull", True), _connector="OR"
                ),
                name="meeting_part_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("part_of_meeting__isnull", True),
                    models.Q(("part_of_meeting", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="meeting_not_part_of_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_participant_count_approximate", False), ("participant_count__isnull", False), _connector="OR"
                ),
                name="meeting_approximate_number_is_given",
            ),
        ),
        migrations.AddIndex(
            model_name="mechanism",
            index=models.Index(
                condition=models.Q(("publish_at__isnull", False)), fields=["publish_at"], name="mechanism_planned"
            ),
        ),
        migrations.AddIndex(
            model_name="mechanism",
            index=models.Index(
                condition=models.Q(("withdrawn_at__isnull", False)), fields=["withdrawn_at"], name="mechanism_withdrawn"
            ),
        ),
        migrations.AddIndex(
            model_name="mechanism",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("title", config="english"), name="mechanism_title_words"
            ),
        ),
        migrations.AddIndex(
            model_name="mechanism",
            index=models.Index(
                django.db.models.functions.text.Lower("title"), models.F("id"), name="mechanism_by_title"
            ),
        ),
        migrations.AddIndex(
            model_name="mechanism",
            index=models.Index(
                models.OrderBy(models.F("date"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                name="mechanism_newest_first",
            ),
        ),
        migrations.AddIndex(
            model_name="mechanism",
            index=models.Index(
                models.OrderBy(models.F("updated_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="mechanism_by_change",
            ),
        ),
        migrations.AddConstraint(
            model_name="mechanism",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="mechanism_has_title"
            ),
        ),
        migrations.AddConstraint(
            model_name="mechanism",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reference", ""), _negated=True),
                fields=("reference",),
                name="mechanism_reference_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="mechanism",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawal_reason", ""), ("withdrawn_at__isnull", True)),
                    models.Q(
                        ("published_at__isnull", False),
                        ("withdrawn_at__isnull", False),
                        models.Q(("withdrawal_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="mechanism_withdrawn_after_publication",
            ),
        ),
        migrations.AddConstraint(
            model_name="mechanism",
            constraint=models.CheckConstraint(
                condition=models.Q(("publish_at__isnull", True), ("published_at__isnull", True), _connector="OR"),
                name="mechanism_planned_while_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="mechanism",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_on__not_before", models.F("established_on"))),
                name="mechanism_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="mechanism",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent__isnull", True), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"
                ),
                name="mechanism_not_its_own_parent",
            ),
        ),
        migrations.AddIndex(
            model_name="agreement",
            index=models.Index(
                condition=models.Q(("publish_at__isnull", False)), fields=["publish_at"], name="agreement_planned"
            ),
        ),
        migrations.AddIndex(
            model_name="agreement",
            index=models.Index(
                condition=models.Q(("withdrawn_at__isnull", False)), fields=["withdrawn_at"], name="agreement_withdrawn"
            ),
        ),
        migrations.AddIndex(
            model_name="agreement",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("title", config="english"), name="agreement_title_words"
            ),
        ),
        migrations.AddIndex(
            model_name="agreement",
            index=models.Index(
                django.db.models.functions.text.Lower("title"), models.F("id"), name="agreement_by_title"
            ),
        ),
        migrations.AddIndex(
            model_name="agreement",
            index=models.Index(
                models.OrderBy(models.F("date"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                name="agreement_newest_first",
            ),
        ),
        migrations.AddIndex(
            model_name="agreement",
            index=models.Index(
                models.OrderBy(models.F("updated_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="agreement_by_change",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="agreement_has_title"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reference", ""), _negated=True),
                fields=("reference",),
                name="agreement_reference_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawal_reason", ""), ("withdrawn_at__isnull", True)),
                    models.Q(
                        ("published_at__isnull", False),
                        ("withdrawn_at__isnull", False),
                        models.Q(("withdrawal_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="agreement_withdrawn_after_publication",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("publish_at__isnull", True), ("published_at__isnull", True), _connector="OR"),
                name="agreement_planned_while_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_on__not_before", models.F("in_force_on"))),
                name="agreement_expires_after_entry_into_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_on__not_before", models.F("signed_on"))),
                name="agreement_expires_after_signature",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("terminated_on__not_before", models.F("in_force_on"))),
                name="agreement_terminated_after_entry_into_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("terminated_on__not_before", models.F("signed_on"))),
                name="agreement_terminated_after_signature",
            ),
        ),
        migrations.AddIndex(
            model_name="uploadedrow",
            index=models.Index(fields=["upload", "state", "number"], name="uploadedrow_by_state"),
        ),
    ]
